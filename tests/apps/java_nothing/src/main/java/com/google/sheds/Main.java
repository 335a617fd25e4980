package com.google.sheds;

import com.google.common.collect.ImmutableList;
import com.google.pubsub.v1.PubsubMessage;
import com.google.sheds.storage.StorageClient;

/** Counts sheds. {@code com.google.cloud.storage.StorageOptions} is not used. */
public class Main {
  public static void main(String[] args) {
    StorageClient client = StorageClient.create();
    PubsubMessage message = PubsubMessage.newBuilder().setMessageId("1").build();
    System.out.println(ImmutableList.of(client, message));
  }
}
