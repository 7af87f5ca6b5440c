package io.cofferfs.crypto.s3ec;

import static io.cofferfs.crypto.s3ec.S3ecObjects.aes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of an object's envelope is what was written. */
final class EnvelopeSummaryTest {
  private static Stream<LegacyObject> objects() {
    return LegacyObject.all().stream();
  }

  @ParameterizedTest
  @MethodSource("objects")
  void summary_ofALegacyObject_saysHowItWasWritten(LegacyObject object) throws IOException {
    Map<String, String> headers = object.headers();
    EnvelopeSummary summary = EnvelopeSummary.of(headers);
    assertThat(summary.isLegacy()).isTrue();
    assertThat(summary.version()).isEqualTo(headers.containsKey(Names.KEY_V1) ? 1 : 2);
    assertThat(summary.content())
        .isEqualTo(object.name().contains("-cbc-") ? "AES-256-CBC" : "AES-256-GCM");
    assertThat(summary.context().isEmpty()).isEqualTo(!object.kind().equals("kms"));
  }

  @Test
  void summary_ofWhatIsWrittenHere_isCommittedAndOfVersion3() throws IOException {
    Map<String, String> ofAes = S3ecObjects.seal(aes(S3ecObjects.bytes(32)), new byte[9]).headers();
    EnvelopeSummary summary = EnvelopeSummary.of(ofAes);
    assertThat(summary.version()).isEqualTo(3);
    assertThat(summary.content()).isEqualTo("AES-256-GCM with key commitment");
    assertThat(summary.context()).isEmpty();
    assertThat(summary.isLegacy()).isFalse();
  }
}
