package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import java.util.Map;

/**
 * What an object's headers say of how it is sealed, for people. Nothing of it is authenticated.
 *
 * @param version of the format, 1 to 3
 * @param content how the body is encrypted
 * @param wrapMethod how the data key is wrapped, by the name of version 2
 * @param context the encryption context that a KMS was given; empty with other keys
 * @param isLegacy whether only {@code --s3ec-legacy} reads it
 */
public record EnvelopeSummary(
    int version, String content, String wrapMethod, Map<String, String> context, boolean isLegacy) {

  /**
   * What the headers of an object say.
   *
   * @param headers as {@link EnvelopeHeaders} gives them
   * @throws CofferException why they make no sense
   */
  public static EnvelopeSummary of(Map<String, String> headers) throws CofferException {
    Envelope envelope = Envelope.parse(headers);
    boolean isOfKms = envelope.method().kind() == WrapMethod.KeyKind.KMS;
    return new EnvelopeSummary(
        version(headers),
        content(envelope.suite()),
        envelope.method().word(),
        isOfKms ? envelope.context() : Map.of(),
        envelope.isLegacy());
  }

  private static int version(Map<String, String> headers) {
    if (headers.containsKey(Names.KEY_V3)) {
      return 3;
    }
    return headers.containsKey(Names.KEY_V1) ? 1 : 2;
  }

  private static String content(ContentSuite suite) {
    return switch (suite) {
      case CBC -> "AES-256-CBC";
      case GCM -> "AES-256-GCM";
      case COMMITTING_GCM -> "AES-256-GCM with key commitment";
    };
  }
}
