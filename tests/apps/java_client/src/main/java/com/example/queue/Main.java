package com.example.queue;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.Task;
import java.io.IOException;

public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    try (CloudTasksClient client = CloudTasksClient.create()) {
      HttpRequest request = HttpRequest.newBuilder().setUrl("https://example.com/work").build();
      client.createTask(QueueName.of("p", "europe-west1", "work"), Task.newBuilder().setHttpRequest(request).build());
    }
  }
}
