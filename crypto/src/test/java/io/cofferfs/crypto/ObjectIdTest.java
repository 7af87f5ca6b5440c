package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ObjectIdTest {
  @Test
  void of_copiesItsBytes() {
    byte[] bytes = TestVolume.bytes(32);
    ObjectId id = ObjectId.of(bytes);
    ObjectId same = ObjectId.of(bytes);
    bytes[0]++;
    id.toBytes()[1]++;
    assertThat(id).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(ObjectId.of(bytes));
    assertThat(id).isNotEqualTo("another class");
  }

  @Test
  void of_anotherLength_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ObjectId.of(new byte[31]));
  }

  @Test
  void toString_isShort() {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) 0xAB;
    assertThat(ObjectId.of(bytes)).hasToString("ab000000");
  }
}
