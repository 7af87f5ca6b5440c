package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogLocationTest {
  private static final S3Location LOCATION = S3Location.parse("s3://bucket/p");

  @Test
  void of_withoutAStateHome_isBelowTheHome() {
    LogLocation logs = new LogLocation(new Environment(Map.of("HOME", "/home/a")));
    assertThat(logs.of(LOCATION, Path.of("/m")).toString())
        .matches("/home/a/.local/state/cofferfs/bucket-[0-9a-f]{8}\\.log");
  }

  @Test
  void of_otherMountPoints_areOtherFiles() {
    LogLocation logs =
        new LogLocation(new Environment(Map.of("HOME", "/home/a", "XDG_STATE_HOME", "/state")));
    Path one = logs.of(LOCATION, Path.of("/m"));
    assertThat(one.toString()).startsWith("/state/cofferfs/");
    assertThat(one).isEqualTo(logs.of(LOCATION, Path.of("/m")));
    assertThat(one).isNotEqualTo(logs.of(LOCATION, Path.of("/n")));
  }
}
