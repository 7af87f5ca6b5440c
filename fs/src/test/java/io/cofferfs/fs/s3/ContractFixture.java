package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the parts of the {@link ObjectStoreContract} have in common. */
public interface ContractFixture {

  /** Keys that some client or server gets wrong. */
  List<String> UNUSUAL_KEYS =
      List.of(
          "with space",
          "a+b",
          "per%cent",
          "per%20cent",
          "amp&ersand",
          "que?ry",
          "ha#sh",
          "quo\"te",
          "apo'strophe",
          "back\\slash",
          "semi;colon",
          "a=b",
          "star*",
          "tilde~",
          "comma,",
          "<xml>",
          "]]>",
          "at@colon:",
          "umläut",
          "日本語",
          "e\u0301 decomposed",
          "\u00e9 composed",
          "emoji 😀",
          " leading",
          "trailing ",
          "a..b",
          "{brace}",
          "$dollar",
          "pipe|",
          "tab\there");

  ObjectStore store();

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  default ETag putObject(String key, byte[] body) throws ObjectStoreException {
    return store().put(key, PartBody.of(body), Map.of(), Precondition.none()).etag();
  }

  default byte[] body(String key) throws IOException {
    try (ObjectBody body = store().get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  default byte[] body(String key, long start, long end) throws IOException {
    var range = Optional.of(new ByteRange(start, end));
    try (ObjectBody body = store().get(key, range, Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  /** The source for a copy of the object as it is now. */
  default CopySource source(String key) throws ObjectStoreException {
    ObjectInfo info = store().head(key);
    return new CopySource(key, info.length(), Optional.of(info.etag()));
  }

  static void assertFails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ObjectStoreException.class,
            e -> {
              if (e.reason() != reason) {
                throw new AssertionError("expected " + reason + " but was " + e.reason(), e);
              }
            });
  }

  /** Whether the call succeeds, where losing to a precondition is the one failure allowed. */
  static boolean wins(Callable<?> call) throws Exception {
    try {
      call.call();
      return true;
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.PRECONDITION_FAILED) {
        return false;
      }
      throw e;
    }
  }
}
