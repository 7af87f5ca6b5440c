package io.cofferfs.fs.s3;

import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * What became of the attempts that were made at one request, the direct one and the SDK's. Written
 * and read by the thread that makes the request.
 */
final class Attempts {
  private static final ExecutionAttribute<Attempts> OF_REQUEST =
      new ExecutionAttribute<>("cofferfs.attempts");

  private static final int REQUEST_TIMEOUT = 408;
  private static final Set<Integer> DONE_NOTHING =
      Set.of(/* not implemented */ 501, /* busy */ 503, /* no space */ 507);

  private int sent;
  private int turnedAway;
  private boolean lastTurnedAway;

  /** An attempt is about to be made. */
  void sending() {
    sent++;
    lastTurnedAway = false;
  }

  /** The last attempt was answered with this status. */
  void answered(int status) {
    lastTurnedAway = isRefusal(status);
    turnedAway += lastTurnedAway ? 1 : 0;
  }

  /** Whether it says that the server did nothing. */
  private static boolean isRefusal(int status) {
    return (status / 100 == 4 && status != REQUEST_TIMEOUT) || DONE_NOTHING.contains(status);
  }

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
        attempts.sending();
      }
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      Attempts attempts = attributes.getAttribute(OF_REQUEST);
      if (attempts != null) {
        attempts.answered(context.httpResponse().statusCode());
      }
    }
  }
}
