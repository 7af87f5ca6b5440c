package io.cofferfs.fs.s3;

import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * What became of the attempts that the SDK made at one request. Written and read by the thread that
 * makes the request.
 */
final class Attempts {
  private static final ExecutionAttribute<Attempts> OF_REQUEST =
      new ExecutionAttribute<>("cofferfs.attempts");

  /** In another request's way; too many requests; busy. The server did nothing. */
  private static final Set<Integer> TURNED_AWAY = Set.of(409, 429, 503);

  private int sent;
  private int turnedAway;
  private boolean lastTurnedAway;

  /** Whether the request never left this machine. */
  boolean noneSent() {
    return sent == 0;
  }

  /** Whether no attempt can have changed anything. */
  boolean allTurnedAway() {
    return sent == turnedAway;
  }

  /** Whether an attempt before the last one, which was refused, may have changed something. */
  boolean mayHaveSucceededBefore() {
    return sent - 1 > turnedAway - (lastTurnedAway ? 1 : 0);
  }

  /** The last attempt got no connection. */
  void lastWasNotSent() {
    sent = Math.max(0, sent - 1);
  }

  ExecutionAttribute<Attempts> attribute() {
    return OF_REQUEST;
  }

  /** Tells the {@link Attempts} of a request what happens to it. */
  static final class Recorder implements ExecutionInterceptor {

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      Attempts attempts = attributes.getAttribute(OF_REQUEST);
      if (attempts != null) {
        attempts.sent++;
        attempts.lastTurnedAway = false;
      }
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      Attempts attempts = attributes.getAttribute(OF_REQUEST);
      if (attempts != null) {
        attempts.lastTurnedAway = TURNED_AWAY.contains(context.httpResponse().statusCode());
        attempts.turnedAway += attempts.lastTurnedAway ? 1 : 0;
      }
    }
  }
}
