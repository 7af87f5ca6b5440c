package io.cofferfs.cli;

import io.cofferfs.fs.bulk.CodecSource;
import io.cofferfs.fs.bulk.MarkerSource;
import io.cofferfs.fs.bulk.ObjectSource;
import io.cofferfs.fs.bulk.VerifiedSource;
import io.cofferfs.fs.bulk.Workers;
import io.cofferfs.fs.read.VerifiedCopies;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.Optional;

/**
 * How a job reads the objects of a place. Those that verify as a whole only are staged for that,
 * encrypted, before any of them is believed.
 */
final class BulkContents implements AutoCloseable {
  // A job comes to each object once.
  private static final long IDLE_BYTES = 0;

  private final VolumeAccess access;
  private final DefaultAttributes defaults;
  private final VolumeCodec codec;
  private final Optional<StagingArea> staging;
  private final Optional<VerifiedCopies> copies;

  BulkContents(VolumeAccess access, CommandContext context) throws IOException {
    this.access = access;
    this.defaults = TreeOptions.defaults(context);
    this.codec = access.codec(defaults);
    this.staging =
        codec instanceof S3ecCodec
            ? Optional.of(
                StagingArea.open(context.environment().temporaryDirectory(), context.random()))
            : Optional.empty();
    this.copies =
        staging.map(
            area -> new VerifiedCopies(access.store(), (S3ecCodec) codec, area, IDLE_BYTES));
  }

  /** Whether bodies verify as a whole only. */
  boolean areWhole() {
    return copies.isPresent();
  }

  ObjectSource source(Workers workers) {
    CodecSource headers = new CodecSource(access.store(), codec, workers);
    ObjectSource files =
        copies.isPresent() ? new VerifiedSource(headers, copies.get(), defaults) : headers;
    // Of a plain volume an empty object is what was stored, with the directory's attributes.
    return codec instanceof PlainCodec ? files : new MarkerSource(access.store(), files);
  }

  @Override
  public void close() throws IOException {
    copies.ifPresent(VerifiedCopies::close);
    if (staging.isPresent()) {
      staging.get().close();
    }
  }
}
