package io.cofferfs.fs.volume;

import java.util.Optional;

/** Names that stand in keys as they are, so that other tools see the same tree. */
public final class PlainNames implements NameMapping {

  @Override
  public String key(String path) {
    return path;
  }

  @Override
  public String part(String directory, String name) {
    return name;
  }

  @Override
  public Optional<String> name(String directory, String part) {
    return FilePath.isName(part) ? Optional.of(part) : Optional.empty();
  }

  @Override
  public KeyPath read(String key) {
    return new KeyPath(key, "");
  }
}
