package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ETag;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Attributes of the files of one directory, in versions that somebody has asked for before. What an
 * object is in now tells whether its entry is of any use; and sealed attributes authenticate
 * themselves, so an index is believed no more than the answer to a HEAD request. Immutable; its
 * form is in crypto/FORMAT.md.
 */
final class AttributeIndex {
  static final AttributeIndex EMPTY = new AttributeIndex(Map.of());

  private static final byte[] MAGIC = "COFFATTR".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MAX_TEXT = 0xffff;

  private final Map<String, IndexedFile> files;

  private AttributeIndex(Map<String, IndexedFile> files) {
    this.files = files;
  }

  int size() {
    return files.size();
  }

  /** The sealed attributes of this very version, if they are here. */
  Optional<String> sealed(StoredVersion version) {
    return Optional.ofNullable(files.get(IndexedFile.part(version.key())))
        .filter(file -> file.is(version))
        .map(IndexedFile::sealed);
  }

  /**
   * This with files that were asked for since.
   *
   * @param listed the versions that there were lately, if that is known: others are left out
   */
  AttributeIndex with(Collection<IndexedFile> newer, Optional<Set<ETag>> listed) {
    Map<String, IndexedFile> all = new HashMap<>(files);
    listed.ifPresent(versions -> all.values().removeIf(file -> !versions.contains(file.etag())));
    newer.forEach(file -> all.put(file.part(), file));
    return new AttributeIndex(all);
  }

  byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream target = new DataOutputStream(bytes)) {
      target.write(MAGIC);
      target.writeInt(VERSION);
      target.writeInt(files.size());
      for (IndexedFile file : files.values()) {
        write(file, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(IndexedFile file, DataOutputStream target) throws IOException {
    write(file.part(), target);
    write(file.etag().value(), target);
    target.writeLong(file.length());
    target.writeLong(file.modifiedSeconds());
    write(file.sealed(), target);
  }

  private static void write(String text, DataOutputStream target) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    target.writeShort(bytes.length);
    target.write(bytes);
  }

  /** Whether it fits: S3 has neither names nor headers that do not. */
  static boolean fits(IndexedFile file) {
    return fits(file.part()) && fits(file.etag().value()) && fits(file.sealed());
  }

  private static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT;
  }

  /** Reads what {@link #encoded} wrote; {@code DAMAGED} if that cannot be. */
  static AttributeIndex decoded(byte[] bytes) throws FileException {
    try (DataInputStream source = new DataInputStream(new ByteArrayInputStream(bytes))) {
      require(Arrays.equals(source.readNBytes(MAGIC.length), MAGIC));
      require(source.readInt() == VERSION);
      int count = source.readInt();
      require(count >= 0);
      Map<String, IndexedFile> files = new HashMap<>();
      for (int i = 0; i < count; i++) {
        IndexedFile file = read(source);
        files.put(file.part(), file);
      }
      require(source.read() < 0);
      return new AttributeIndex(files);
    } catch (IOException | IllegalArgumentException e) {
      throw new FileException(
          Reason.DAMAGED, "an index of attributes is damaged, or of a later form", e);
    }
  }

  private static void require(boolean inForm) {
    if (!inForm) {
      throw new IllegalArgumentException("not in this form");
    }
  }

  private static IndexedFile read(DataInputStream source) throws IOException {
    String part = readText(source);
    ETag etag = new ETag(readText(source));
    long length = source.readLong();
    long modifiedSeconds = source.readLong();
    return new IndexedFile(part, etag, length, modifiedSeconds, readText(source));
  }

  private static String readText(DataInputStream source) throws IOException {
    byte[] bytes = new byte[source.readUnsignedShort()];
    source.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
