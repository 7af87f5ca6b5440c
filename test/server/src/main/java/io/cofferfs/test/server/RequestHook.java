package io.cofferfs.test.server;

/**
 * Sees every request before the server does and decides what becomes of it. Runs on the request's
 * own thread and may wait there.
 */
@FunctionalInterface
public interface RequestHook {
  /** Lets everything pass. */
  RequestHook NONE = request -> Reaction.pass();

  Reaction on(ServedRequest request);
}
