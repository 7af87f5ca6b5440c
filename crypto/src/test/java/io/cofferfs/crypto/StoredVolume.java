package io.cofferfs.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A volume in a directory, as {@link StoredVolumeWriter} writes it. */
record StoredVolume(Path directory) {
  /** The one that must open in every release. */
  static final StoredVolume VERSION_1 = new StoredVolume(Path.of("src/test/resources/volume-v1"));

  /** The one with encrypted names, which must open in every release from the second on. */
  static final StoredVolume NAMES = new StoredVolume(Path.of("src/test/resources/volume-v1-names"));

  byte[] read(String file) throws IOException {
    return Files.readAllBytes(directory.resolve(file));
  }

  VolumeFile volumeFile() throws IOException {
    return VolumeFile.parse(read("volume.json"));
  }

  KeyFileKey keyFileKey() throws IOException {
    return new KeyFileKey(KeyFile.parse(read("key-file.txt")).get(0));
  }

  Passphrase passphrase() throws IOException {
    return new Passphrase(new String(read("passphrase.txt"), StandardCharsets.UTF_8).toCharArray());
  }

  List<JsonObject> objects() throws IOException {
    return Json.parse(read("objects.json")).requireObjects("objects", 100);
  }

  PrivateIdentity identity(String file) throws IOException {
    return PrivateIdentity.parse(read(file));
  }

  static JsonObject member(JsonObject object, String name) {
    return (JsonObject) Objects.requireNonNull(object.members().get(name), name);
  }

  List<JsonObject> refused() throws IOException {
    return Json.parse(read("refused.json")).requireObjects("refused", 100);
  }
}
