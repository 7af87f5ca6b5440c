package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import org.junit.jupiter.api.Test;

final class HandleTableTest {
  private final HandleTable<String> table = new HandleTable<>();

  @Test
  void get_ofWhatWasAdded_returnsIt() throws FileException {
    long a = table.add("a");
    long b = table.add("b");

    assertThat(table.get(a)).isEqualTo("a");
    assertThat(table.get(b)).isEqualTo("b");
  }

  @Test
  void get_afterRemove_isBadHandle() throws FileException {
    long a = table.add("a");
    assertThat(table.remove(a)).isEqualTo("a");

    assertThatThrownBy(() -> table.get(a))
        .isInstanceOfSatisfying(
            FileException.class,
            e -> assertThat(e.reason()).isEqualTo(FileException.Reason.BAD_HANDLE));
    assertThatThrownBy(() -> table.remove(a)).isInstanceOf(FileException.class);
  }

  @Test
  void add_afterRemove_isAnotherNumber() throws FileException {
    long a = table.add("a");
    table.remove(a);

    assertThat(table.add("a")).isNotEqualTo(a);
  }

  @Test
  void removeAll_returnsWhatWasOpen() throws FileException {
    table.add("a");
    table.remove(table.add("b"));
    table.add("c");

    assertThat(table.removeAll()).containsExactlyInAnyOrder("a", "c");
    assertThat(table.removeAll()).isEmpty();
  }
}
