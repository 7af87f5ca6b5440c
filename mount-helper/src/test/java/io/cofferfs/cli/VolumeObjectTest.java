package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.cli.VolumeCopies.Copy;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class VolumeObjectTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final VolumeObject object = new VolumeObject(store, "p/");

  @Test
  void create_whereOneIs_isRefused() throws IOException {
    object.create(new byte[] {1});
    assertPreconditionFailed(() -> object.create(new byte[] {2}));
    assertThat(standing().bytes()).containsExactly(1);
  }

  @Test
  void create_whereTheSameIs_isDone() throws IOException {
    object.create(new byte[] {1});
    object.create(new byte[] {1});
    assertThat(standing().bytes()).containsExactly(1);
  }

  @Test
  void replace_whatWasReplacedMeanwhile_leavesThatOne() throws IOException {
    object.create(new byte[] {1});
    StoredVolumeFile old = standing();
    object.replace(old, new byte[] {2});
    assertPreconditionFailed(() -> object.replace(old, new byte[] {3}));
    assertThat(standing().bytes()).containsExactly(2);
  }

  @Test
  void replace_keepsCopies_inOrder() throws IOException {
    object.create(new byte[] {1});
    assertThat(object.replace(standing(), new byte[] {2})).isOne();
    assertThat(object.replace(standing(), new byte[] {3})).isEqualTo(2);
    assertThat(object.copies().list()).extracting(Copy::number).containsExactly(1, 2);
    assertThat(object.copies().read(1)).hasValue(new byte[] {1});
    assertThat(object.copies().read(2)).hasValue(new byte[] {2});
    assertThat(object.copies().read(3)).isEmpty();
  }

  @Test
  void copies_withOtherNames_areNone() throws IOException {
    for (String name : new String[] {"volume-x.json", "volume-000000.json", "volume-1.json.part"}) {
      store.put("p/.coffer/" + name, PartBody.empty(), Map.of(), Precondition.none());
    }
    assertThat(object.copies().newest()).isEmpty();
  }

  @Test
  void copies_aboveSixDigits_areStillTheNewest() throws IOException {
    for (String name : new String[] {"volume-1000000.json", "volume-999999.json"}) {
      store.put("p/.coffer/" + name, PartBody.empty(), Map.of(), Precondition.none());
    }
    assertThat(object.copies().newest().map(Copy::number)).hasValue(1_000_000);
    assertThat(object.copies().keep(new byte[] {1})).isEqualTo(1_000_001);
  }

  private StoredVolumeFile standing() throws IOException {
    return object.stored().orElseThrow();
  }

  private static void assertPreconditionFailed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ObjectStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.PRECONDITION_FAILED));
  }
}
