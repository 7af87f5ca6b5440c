package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeyPath;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** From where to where a directory moves with all that is below it. */
record Route(FilePath from, FilePath to, MoveRecord.Keys keys) {

  static Route of(Layers layers, FilePath from, FilePath to) throws FileException {
    KeySpace keys = layers.keys();
    return new Route(from, to, new MoveRecord.Keys(keys.directoryKey(from), keys.directoryKey(to)));
  }

  /**
   * Where an object goes.
   *
   * @param named whether its key is made of names; else it is no file, and carried along as it is
   */
  record Passage(Place source, Place target, boolean named) {
    boolean isMarker() {
      return source.path().endsWith("/");
    }
  }

  Passage passage(Layers layers, String key) throws FileException {
    KeyPath source = layers.keys().read(key);
    KeyPath target = source.moved(from, to);
    return new Passage(
        new Place(key, source.path()),
        new Place(layers.keys().key(target), target.path()),
        source.isNamed());
  }

  /** What follows in the key of an object behind that of the directory it comes from. */
  String rest(String sourceKey) {
    return sourceKey.substring(keys.from().length());
  }

  /** Refuses to go where a key would become longer than S3 takes, while nothing is copied yet. */
  void requireRoom(Layers layers) throws IOException {
    // A name takes as much room wherever it is, sealed or not. So what fits stays so under a
    // directory whose key is no longer, and else the keys as they are tell how long they will be.
    if (utf8Length(keys.to()) > utf8Length(keys.from())) {
      new TreeListing(layers.store(), layers.requests(), keys.from())
          .feed(
              page -> {
                for (ListedObject object : page.objects()) {
                  KeySpace.checked(keys.to() + rest(object.key()));
                }
                return true;
              });
    }
  }

  private static int utf8Length(String key) {
    return key.getBytes(StandardCharsets.UTF_8).length;
  }
}
