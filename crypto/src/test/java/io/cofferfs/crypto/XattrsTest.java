package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class XattrsTest {
  private static final byte[] VALUE = {1, 2};

  @Test
  void of_copiesValues() {
    byte[] value = VALUE.clone();
    Xattrs xattrs = Xattrs.of(Map.of("user.a", value));
    value[0] = 9;
    xattrs.get("user.a").orElseThrow()[1] = 9;
    assertThat(xattrs.get("user.a")).hasValue(VALUE);
    assertThat(xattrs.get("user.b")).isEmpty();
  }

  @Test
  void withAndWithout_leaveTheOriginal() {
    Xattrs one = Xattrs.EMPTY.with("user.b", VALUE);
    Xattrs two = one.with("user.a", new byte[0]);
    assertThat(Xattrs.EMPTY.isEmpty()).isTrue();
    assertThat(one.isEmpty()).isFalse();
    assertThat(two.names()).containsExactly("user.a", "user.b");
    assertThat(two.without("user.a")).isEqualTo(one);
    assertThat(Xattrs.of(Map.of())).isSameAs(Xattrs.EMPTY);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> two.names().clear());
  }

  @Test
  void equals_comparesNamesAndValues() {
    Xattrs xattrs = Xattrs.of(Map.of("user.a", VALUE));
    Xattrs same = Xattrs.of(Map.of("user.a", VALUE.clone()));
    assertThat(xattrs)
        .isEqualTo(same)
        .hasSameHashCodeAs(same)
        .isNotEqualTo(Xattrs.of(Map.of("user.b", VALUE)))
        .isNotEqualTo(Xattrs.of(Map.of("user.a", new byte[] {1, 3})))
        .hasToString("Xattrs[1]");
    assertThat(xattrs).isNotEqualTo("another class");
  }

  @Test
  void names_emptyOrTooLong_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Xattrs.EMPTY.with("", VALUE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Xattrs.EMPTY.with("ä".repeat(128), VALUE));
    assertThat(Xattrs.EMPTY.with("ä".repeat(127) + "a", VALUE).names()).hasSize(1);
  }

  @Test
  void all_beyondTheLimit_isRefused() {
    int room = Xattrs.MAX_ENCODED_LENGTH - Xattrs.EMPTY.encodedLength() - 3 - "user.a".length();
    Map<String, byte[]> values = new HashMap<>(Map.of("user.a", new byte[room]));
    assertThat(Xattrs.of(values).encodedLength()).isEqualTo(Xattrs.MAX_ENCODED_LENGTH);
    values.put("user.a", new byte[room + 1]);
    assertThatIllegalArgumentException().isThrownBy(() -> Xattrs.of(values));
  }
}
