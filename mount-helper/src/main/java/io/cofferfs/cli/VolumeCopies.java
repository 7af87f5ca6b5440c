package io.cofferfs.cli;

import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Pages;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The earlier volume files of a volume, numbered from 1 in the order they were replaced: {@code
 * .coffer/volume-000001.json} and on. A copy is made once and never overwritten.
 */
final class VolumeCopies {
  private static final String STEM = ".coffer/volume-";
  // Six digits keep them in order in any listing; there may be more.
  private static final Pattern NUMBER = Pattern.compile("0*([1-9][0-9]{0,8})\\.json");
  private static final int MAX_RIVALS = 8;

  private final ObjectStore store;
  private final String stem;

  /**
   * @param prefix of the volume: empty, or ending in a slash
   */
  VolumeCopies(ObjectStore store, String prefix) {
    this.store = store;
    this.stem = prefix + STEM;
  }

  /**
   * @param replaced when it became one
   */
  record Copy(int number, Instant replaced) {}

  /** All, the oldest first. */
  List<Copy> list() throws ObjectStoreException {
    List<Copy> copies = new ArrayList<>();
    Pages.each(
        store,
        ListRequest.tree(stem),
        page -> page.objects().forEach(object -> copy(object).ifPresent(copies::add)));
    copies.sort(Comparator.comparingInt(Copy::number));
    return copies;
  }

  private Optional<Copy> copy(ListedObject object) {
    Matcher name = NUMBER.matcher(object.key().substring(stem.length()));
    return name.matches()
        ? Optional.of(new Copy(Integer.parseInt(name.group(1)), object.lastModified()))
        : Optional.empty();
  }

  Optional<Copy> newest() throws ObjectStoreException {
    List<Copy> copies = list();
    return copies.isEmpty() ? Optional.empty() : Optional.of(copies.get(copies.size() - 1));
  }

  /** The bytes of a copy; empty where there is none of this number. */
  Optional<byte[]> read(int number) throws IOException {
    try (ObjectBody body = store.get(key(number), Optional.empty(), Optional.empty())) {
      return Optional.of(body.stream().readNBytes(VolumeObject.MAX_BYTES));
    } catch (ObjectStoreException e) {
      VolumeObject.requireAbsence(e);
      return Optional.empty();
    }
  }

  /**
   * Keeps these bytes as the newest copy.
   *
   * @return its number
   */
  int keep(byte[] volume) throws IOException {
    int number = newest().map(Copy::number).orElse(0) + 1;
    for (int rival = 0; rival < MAX_RIVALS; rival++) {
      if (isPut(number + rival, volume)) {
        return number + rival;
      }
    }
    throw new ObjectStoreException(
        Reason.PRECONDITION_FAILED, "others are changing the volume file all the time");
  }

  /** Someone else who changes the volume file now may have taken the number. */
  private boolean isPut(int number, byte[] volume) throws IOException {
    try {
      store.put(key(number), PartBody.of(volume), Map.of(), Precondition.ifAbsent());
      return true;
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.PRECONDITION_FAILED) {
        return false;
      }
      throw e;
    }
  }

  void deleteAll() throws ObjectStoreException {
    List<String> keys = list().stream().map(copy -> key(copy.number())).toList();
    if (!keys.isEmpty()) {
      store.deleteAll(keys);
    }
  }

  private String key(int number) {
    return stem + String.format("%06d.json", number);
  }
}
