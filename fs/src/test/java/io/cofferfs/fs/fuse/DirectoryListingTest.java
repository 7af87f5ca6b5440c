package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.vfs.FileStat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryListingTest {
  private static final int REGULAR = 0100644;
  private static final int DIRECTORY = 0040755;

  private final DirectoryListing listing = new DirectoryListing();

  @Test
  void read_oneEntry_isAsTheKernelWantsIt() {
    listing.add("abc", stat(5, DIRECTORY));
    ByteBuffer entry = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

    assertThat(listing.read(0, entry)).isEqualTo(32);

    entry.flip();
    assertThat(entry.getLong()).as("inode").isEqualTo(5);
    assertThat(entry.getLong()).as("offset of the next").isEqualTo(32);
    assertThat(entry.getInt()).as("length of the name").isEqualTo(3);
    assertThat(entry.getInt()).as("DT_DIR").isEqualTo(4);
    assertThat(entry.getLong()).as("name and zeros").isEqualTo(asLong("abc\0\0\0\0\0"));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 40, 64, 100, 4096, 1 << 20})
  void read_inPiecesOfAnySize_givesEveryEntryOnce(int pieceBytes) {
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "n" + i).toList();
    names.forEach(name -> listing.add(name, stat(1, REGULAR)));

    assertThat(readAll(pieceBytes)).isEqualTo(names);
  }

  @Test
  void read_intoTooLittleRoom_givesNothing() {
    listing.add("abc", stat(5, REGULAR));

    assertThat(listing.read(0, ByteBuffer.allocate(31))).isZero();
  }

  @Test
  void read_fromTheEnd_givesNothing() {
    listing.add("abc", stat(5, REGULAR));

    assertThat(listing.read(32, ByteBuffer.allocate(4096))).isZero();
    assertThat(listing.read(Long.MAX_VALUE, ByteBuffer.allocate(4096))).isZero();
  }

  @Test
  void clear_thenShorterNames_leavesNoTraceOfTheLongerOnes() {
    listing.add("a-rather-long-name", stat(1, REGULAR));
    listing.clear();
    listing.add("b", stat(1, REGULAR));
    ByteBuffer entry = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    listing.read(0, entry);

    assertThat(entry.getLong(24)).isEqualTo(asLong("b\0\0\0\0\0\0\0"));
  }

  private List<String> readAll(int pieceBytes) {
    List<String> names = new ArrayList<>();
    long offset = 0;
    ByteBuffer piece = ByteBuffer.allocate(pieceBytes).order(ByteOrder.nativeOrder());
    while (listing.read(offset, piece.clear()) > 0) {
      piece.flip();
      while (piece.hasRemaining()) {
        int start = piece.position();
        byte[] name = new byte[piece.getInt(start + 16)];
        offset = piece.getLong(start + 8);
        piece.get(start + 24, name);
        names.add(new String(name, StandardCharsets.UTF_8));
        piece.position(start + (24 + name.length + 7) / 8 * 8);
      }
    }
    return names;
  }

  private static long asLong(String eightCharacters) {
    byte[] bytes = eightCharacters.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
  }

  private static FileStat stat(long inode, int mode) {
    Timestamp time = new Timestamp(0, 0);
    return new FileStat(inode, mode, 1, 0, 0, 0, 0, time, time, time);
  }
}
