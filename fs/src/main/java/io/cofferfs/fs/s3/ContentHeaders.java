package io.cofferfs.fs.s3;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What an object's headers say about its content and its keeping, besides its user metadata: type,
 * disposition, caching, storage class. They are the affair of whoever made the object; copies keep
 * them.
 *
 * @param values by header, in lower case
 */
public record ContentHeaders(Map<String, String> values) {
  private static final String CONTENT_TYPE = "content-type";
  private static final String CONTENT_ENCODING = "content-encoding";
  private static final String STORAGE_CLASS = "x-amz-storage-class";
  private static final List<String> KEPT =
      List.of(
          "cache-control",
          "content-disposition",
          "content-language",
          CONTENT_TYPE,
          "expires",
          STORAGE_CLASS,
          "x-amz-website-redirect-location");

  /** What the objects made here have. */
  public static final ContentHeaders DEFAULT =
      new ContentHeaders(Map.of(CONTENT_TYPE, "application/octet-stream"));

  public ContentHeaders {
    values = Map.copyOf(values);
  }

  static ContentHeaders of(SdkHttpResponse answer) {
    Map<String, String> kept = new HashMap<>();
    for (String name : KEPT) {
      answer.firstMatchingHeader(name).ifPresent(value -> kept.put(name, value));
    }
    kept.remove(STORAGE_CLASS, "STANDARD"); // which S3 does not say, and others do
    answer
        .firstMatchingHeader(CONTENT_ENCODING)
        .flatMap(ContentHeaders::ofContent)
        .ifPresent(encoding -> kept.put(CONTENT_ENCODING, encoding));
    return kept.equals(DEFAULT.values) ? DEFAULT : new ContentHeaders(kept);
  }

  /** Some servers store how an upload was sent as if it were the content's own encoding. */
  private static Optional<String> ofContent(String encodings) {
    List<String> own =
        List.of(encodings.split("\\s*,\\s*")).stream()
            .filter(encoding -> !encoding.isEmpty() && !encoding.equals("aws-chunked"))
            .toList();
    return own.isEmpty() ? Optional.empty() : Optional.of(String.join(",", own));
  }

  /** Whether an upload may not send them with its body, whose own encoding they would hide. */
  boolean areForAnUploadInParts() {
    return values.containsKey(CONTENT_ENCODING);
  }

  ContentHeaders with(String name, String value) {
    Map<String, String> extended = new HashMap<>(values);
    extended.put(name, value);
    return new ContentHeaders(extended);
  }
}
