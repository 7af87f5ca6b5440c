package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.vfs.OpenMode;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ru.serce.jnrfuse.struct.FuseFileInfo;

final class FileInfoTest {
  private final Pointer memory = Memory.allocateDirect(Runtime.getSystemRuntime(), 40, true);
  private final FileInfo info = new FileInfo(memory.address());

  @ParameterizedTest
  @CsvSource({
    "0,     true,  false, false, false, false",
    "1,     false, true,  false, false, false",
    "2,     true,  true,  false, false, false",
    "02001, false, true,  true,  false, false",
    "01002, true,  true,  false, true,  false",
    "0302,  true,  true,  false, false, true"
  })
  void openMode_fromFlags(
      String octal,
      boolean read,
      boolean write,
      boolean append,
      boolean truncate,
      boolean exclusive) {
    memory.putInt(0, Integer.parseInt(octal, 8));

    assertThat(info.openMode()).isEqualTo(new OpenMode(read, write, append, truncate, exclusive));
  }

  @Test
  void setHandle_isWhereLibfuseLooksForIt() {
    info.setHandle(77);

    assertThat(FuseFileInfo.of(memory).fh.get()).isEqualTo(77);
    assertThat(info.handle()).isEqualTo(77);
  }

  @Test
  void keepCache_setsTheSecondBitAndNoOther() {
    memory.putInt(20, 1);

    info.keepCache();

    assertThat(memory.getInt(20)).isEqualTo(3);
    assertThat(memory.getInt(16)).isZero();
    assertThat(info.handle()).isZero();
  }

  @Test
  void isPresent_notForTheNullPointer() {
    assertThat(info.isPresent()).isTrue();
    assertThat(new FileInfo(0).isPresent()).isFalse();
  }
}
