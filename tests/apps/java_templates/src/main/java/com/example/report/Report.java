package com.example.report;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;

public class Report {
  private static final String MODELS = "https://%s-aiplatform.googleapis.com/v1/models";
  private static final String ROWS = "https://bigquery.googleapis.com/bigquery/v2/projects/%s/queries";
  private static final String HINT = "Ask for rights at https://%s-compute.googleapis.com";

  public static void main(String[] given) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    send(client, URI.create(String.format(Locale.ROOT, MODELS, given[0])));
    send(client, URI.create(ROWS.formatted(given[1])));
    System.err.println(String.format(HINT, given[0]));
  }

  private static void send(HttpClient client, URI address) throws Exception {
    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }
}
