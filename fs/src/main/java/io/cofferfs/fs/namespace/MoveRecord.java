package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * How far the move of a directory is, as its journal says:
 *
 * <pre>
 * "COFFERMV" 8 | version 1 | state 1 | zero 2 | beat u32 | move 16 | owner 16
 * from length u16 | from | to length u16 | to | count u32 | fingerprints 8 each, ascending
 * </pre>
 *
 * <p>Keys are as they are in the bucket, so that with encrypted names no name is in it.
 *
 * @param beat counts the versions of the journal, so that no two are the same
 * @param move drawn at random, 32 hexadecimal digits; what its copies are marked with
 * @param owner who works on it
 * @param copied the sources that have their copy; none before {@link State#DELETING}
 */
record MoveRecord(
    State state, int beat, String move, String owner, Keys keys, Fingerprints copied) {
  private static final byte[] MAGIC = "COFFERMV".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int ID_BYTES = 16;
  private static final int FIXED_BYTES = MAGIC.length + 8 + 2 * ID_BYTES + 2 * Short.BYTES + 4;

  /** What there is to do for whoever finds the owner dead. */
  enum State {
    /** Copies are being made: they go, the sources stay. */
    COPYING(0),
    /** Everything has its copy: the sources go. */
    DELETING(1),
    /** Copies are being removed. */
    UNDOING(2),
    /** All copies were removed, but requests of the dead may still make some. */
    UNDONE(3);

    private final byte code;

    State(int code) {
      this.code = (byte) code;
    }

    private static State of(byte code) throws FileException {
      for (State state : values()) {
        if (state.code == code) {
          return state;
        }
      }
      throw damaged();
    }
  }

  /** The keys of two directories, ending in a slash. */
  record Keys(String from, String to) {}

  static MoveRecord begin(String owner, Keys keys) {
    return new MoveRecord(State.COPYING, 0, MoveOwners.newName(), owner, keys, Fingerprints.NONE);
  }

  /** The same a moment later. */
  MoveRecord beaten() {
    return new MoveRecord(state, beat + 1, move, owner, keys, copied);
  }

  MoveRecord ownedBy(String newOwner) {
    return new MoveRecord(state, beat + 1, move, newOwner, keys, copied);
  }

  MoveRecord deleting(Fingerprints allCopied) {
    return new MoveRecord(State.DELETING, beat + 1, move, owner, keys, allCopied);
  }

  MoveRecord undoing() {
    return new MoveRecord(State.UNDOING, beat + 1, move, owner, keys, Fingerprints.NONE);
  }

  MoveRecord undone() {
    return new MoveRecord(State.UNDONE, beat + 1, move, owner, keys, Fingerprints.NONE);
  }

  byte[] encoded() {
    byte[] from = keys.from().getBytes(StandardCharsets.UTF_8);
    byte[] to = keys.to().getBytes(StandardCharsets.UTF_8);
    int length = FIXED_BYTES + from.length + to.length + copied.count() * Long.BYTES;
    ByteBuffer target = ByteBuffer.allocate(length);
    target.put(MAGIC).put(VERSION).put(state.code).putShort((short) 0).putInt(beat);
    target.put(HexFormat.of().parseHex(move)).put(HexFormat.of().parseHex(owner));
    target.putShort((short) from.length).put(from).putShort((short) to.length).put(to);
    target.putInt(copied.count());
    copied.write(target);
    return target.array();
  }

  /** Reads a record; {@code DAMAGED} if it is none, or of a later version. */
  static MoveRecord decoded(byte[] bytes) throws FileException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    try {
      require(ByteBuffer.wrap(bytes(source, MAGIC.length)).equals(ByteBuffer.wrap(MAGIC)));
      require(source.get() == VERSION);
      State state = State.of(source.get());
      require(source.getShort() == 0);
      int beat = source.getInt();
      String move = HexFormat.of().formatHex(bytes(source, ID_BYTES));
      String owner = HexFormat.of().formatHex(bytes(source, ID_BYTES));
      Keys keys = new Keys(text(source), text(source));
      int count = source.getInt();
      require(source.remaining() == (long) count * Long.BYTES);
      Fingerprints copied = Fingerprints.read(source, count);
      return new MoveRecord(state, beat, move, owner, keys, copied);
    } catch (BufferUnderflowException e) {
      throw new FileException(Reason.DAMAGED, "the journal of a rename ends early", e);
    }
  }

  private static String text(ByteBuffer source) {
    int length = Short.toUnsignedInt(source.getShort());
    return new String(bytes(source, length), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer source, int count) {
    byte[] bytes = new byte[count];
    source.get(bytes);
    return bytes;
  }

  private static void require(boolean sound) throws FileException {
    if (!sound) {
      throw damaged();
    }
  }

  private static FileException damaged() {
    return new FileException(Reason.DAMAGED, "not a journal of a rename, or of a later version");
  }
}
