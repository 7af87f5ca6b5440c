package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The user metadata that belong to an object's body, and go wherever it goes. They may lie in an
 * object beside it, the instruction file.
 */
public final class EnvelopeHeaders {
  /** What the key of an instruction file has behind the key of its object. */
  public static final String INSTRUCTION_SUFFIX = ".instruction";

  // The longest wrapped key and a context of the greatest size that a KMS takes are far below.
  public static final int MAX_INSTRUCTION_BYTES = 64 << 10;

  private EnvelopeHeaders() {}

  /** Those of an object's user metadata that are part of the format; they may be nothing. */
  public static Map<String, String> of(Map<String, String> metadata) {
    return metadata.entrySet().stream()
        .filter(header -> Names.ALL.contains(header.getKey()))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Whether there is a data key among them; if not it may be in an instruction file. */
  public static boolean haveKey(Map<String, String> headers) {
    return Names.KEYS.stream().anyMatch(headers::containsKey);
  }

  /** The headers with the length of the content, which legacy objects may not tell. */
  public static Map<String, String> withLength(Map<String, String> headers, long contentLength) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(Names.LENGTH, Long.toString(contentLength));
    return Map.copyOf(more);
  }

  /**
   * The headers together with what an instruction file adds.
   *
   * @throws CofferException {@code MALFORMED} if it is no instruction file, or says what only the
   *     object itself may say
   */
  public static Map<String, String> withInstructions(Map<String, String> headers, byte[] file)
      throws CofferException {
    Map<String, String> instructions = StringMapJson.parse(text(file));
    boolean committed = headers.keySet().containsAll(Names.OWN_V3);
    boolean contradicted =
        Names.OWN_V3.stream().anyMatch(instructions::containsKey)
            || instructions.containsKey(Names.KEY_V3) != committed;
    if (contradicted) {
      throw new CofferException(
          Reason.MALFORMED, "an instruction file that contradicts its object's headers");
    }
    // Of older versions all is in the file: nothing of theirs in the headers may mix with it.
    Map<String, String> all = new HashMap<>(committed ? headers : length(headers));
    all.putAll(of(instructions));
    return Map.copyOf(all);
  }

  private static Map<String, String> length(Map<String, String> headers) {
    String length = headers.get(Names.LENGTH);
    return length == null ? Map.of() : Map.of(Names.LENGTH, length);
  }

  private static String text(byte[] file) throws CofferException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      throw new CofferException(Reason.MALFORMED, "an instruction file that is no text");
    }
  }
}
