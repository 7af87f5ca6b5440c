package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.bulk.BulkRun;
import io.cofferfs.fs.bulk.Cancellation;
import io.cofferfs.fs.bulk.Census;
import io.cofferfs.fs.bulk.PlainVerification;
import io.cofferfs.fs.bulk.Scope;
import io.cofferfs.fs.bulk.Tally;
import io.cofferfs.fs.bulk.Workers;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final Tally tally = new Tally();

  @BeforeEach
  void store() throws IOException {
    for (String key : List.of("a", "b", "c", "d")) {
      store.put(key, PartBody.of(new byte[3 << 20]), Map.of(), Precondition.none());
    }
  }

  @Test
  void text_beforeAnythingIsCounted_saysWhatIsDone() throws IOException {
    verify("a");
    assertThat(line(2).text()).isEqualTo("1 objects, 3.0 MiB, 1.5 MiB/s");
    assertThat(line(2).bar()).isEqualTo(line(2).text());
  }

  @Test
  void bar_onceAllIsCounted_showsHowFarItIs() throws IOException {
    count();
    assertThat(line(1).bar())
        .isEqualTo("[                    ]   0%  0 of 4 objects, 0 bytes, 0 bytes/s");
    verify("a");
    assertThat(line(20).bar())
        .isEqualTo("[=====               ]  25%  1 of 4 objects, 3.0 MiB, 154 KiB/s, 1:00 left");
    assertThat(line(7200).text()).endsWith("6:00:00 left");
    verify("");
    assertThat(line(2).bar()).startsWith("[====================] 100%");
  }

  private ProgressLine line(int seconds) {
    return new ProgressLine(tally, Duration.ofSeconds(seconds));
  }

  private void count() {
    new Census(scope(""), tally, new Cancellation()).run();
  }

  private void verify(String path) throws IOException {
    try (Workers workers = new Workers(Workers.Settings.of(1), new Cancellation())) {
      new BulkRun(scope(path), workers, tally, finding -> {})
          .run(new PlainVerification(store, workers));
    }
  }

  private Scope scope(String path) {
    return new Scope(store, new KeySpace(""), new FilePath(path), List.of());
  }
}
