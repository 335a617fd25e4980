package com.google.sheds.storage;

public class StorageClient {
  public static StorageClient create() {
    return new StorageClient();
  }
}
