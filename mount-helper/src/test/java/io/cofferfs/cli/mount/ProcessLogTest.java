package io.cofferfs.cli.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class ProcessLogTest {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessLogTest.class);

  @Test
  void toggleDetail_switchesDebugOnAndOff() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProcessLog log = ProcessLog.toStream(out, LogLevel.WARN);
    LOG.debug("one");
    log.toggleDetail();
    LOG.debug("two");
    log.toggleDetail();
    LOG.debug("three");
    LOG.warn("four");
    assertThat(out.toString(UTF_8))
        .doesNotContain("one", "three")
        .contains("DEBUG from here on", "two", "WARN from here on", "four");
  }

  @Test
  void libraries_areHeardFromWarningsOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProcessLog.toStream(out, LogLevel.TRACE);
    LoggerFactory.getLogger("org.example").info("chatter");
    LoggerFactory.getLogger("org.example").warn("trouble");
    assertThat(out.toString(UTF_8)).doesNotContain("chatter").contains("trouble");
  }

  @Test
  void parse_anUnknownLevel_isRefused() {
    assertThat(LogLevel.parse("debug")).isEqualTo(LogLevel.DEBUG);
    assertThatIllegalArgumentException().isThrownBy(() -> LogLevel.parse("loud"));
  }
}
