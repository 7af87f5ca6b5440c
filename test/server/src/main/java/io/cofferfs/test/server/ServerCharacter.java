package io.cofferfs.test.server;

/** What a server is like when nothing goes wrong: it decides once the test's own hook has not. */
interface ServerCharacter extends RequestHook {

  /** Whether {@link #onBody} decides about this request, so that nobody else gets its body. */
  default boolean wantsBody(ServedRequest request) {
    return false;
  }

  default Reaction onBody(ServedRequest request, String body) {
    return on(request);
  }
}
