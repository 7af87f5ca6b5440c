package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.Greeting.Presence;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What the headers of an answer tell of the server. */
final class Greetings {
  private Greetings() {}

  static SdkHttpResponse response(AwsServiceException e) {
    return e.awsErrorDetails().sdkHttpResponse();
  }

  static Greeting of(Presence presence, SdkHttpResponse answer) {
    return new Greeting(
        presence,
        answer.firstMatchingHeader("Server"),
        answer.firstMatchingHeader("Date").flatMap(Greetings::time),
        answer.firstMatchingHeader("x-amz-bucket-region"));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
