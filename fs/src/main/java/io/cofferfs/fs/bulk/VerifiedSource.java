package io.cofferfs.fs.bulk;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The objects of a volume whose bodies can be verified as a whole only. */
public final class VerifiedSource implements ObjectSource {
  private final CodecSource headers;
  private final ContentOpener contents;
  private final DefaultAttributes defaults;

  /**
   * @param headers looks at the same objects without their bodies
   * @param contents verifies a body before any of it is read
   * @param defaults of objects that carry no attributes
   */
  public VerifiedSource(CodecSource headers, ContentOpener contents, DefaultAttributes defaults) {
    this.headers = headers;
    this.contents = contents;
    this.defaults = defaults;
  }

  @Override
  public Description describe(Item item) throws IOException {
    return headers.describe(item);
  }

  @Override
  public Description describe(String path, ObjectInfo info) throws IOException {
    return headers.describe(path, info);
  }

  @Override
  public SourceObject open(Item item) throws IOException {
    Description description = describe(item);
    FileMetadata attributes =
        description.attributes().orElseGet(() -> defaults.file(new Timestamp(0, 0)));
    FileVersion version =
        new FileVersion(
            item.key(),
            description.info().etag(),
            description.length(),
            description.info().length(),
            attributes,
            description.body());
    return new VerifiedObject(description, contents.open(version), item.meter());
  }

  @Override
  public int alignment() {
    return 1;
  }

  private record VerifiedObject(Description description, ContentSource content, Meter meter)
      implements SourceObject {
    @Override
    public InputStream content(long start, long end) {
      return new ContentStream(content, start, end, meter);
    }

    @Override
    public void close() {
      content.close();
    }
  }

  /** A range of a content, from its beginning to its end. Not thread-safe. */
  private static final class ContentStream extends InputStream {
    private final ContentSource content;
    private final long end;
    private final Meter meter;
    private long position;

    ContentStream(ContentSource content, long start, long end, Meter meter) {
      this.content = content;
      this.position = start;
      this.end = end;
      this.meter = meter;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int wanted = (int) Math.min(length, end - position);
      if (wanted <= 0) {
        verifyIfEmpty();
        return -1;
      }
      int count = content.read(position, ByteBuffer.wrap(target, offset, wanted));
      if (count == 0) {
        return -1;
      }
      position += count;
      meter.passed(count);
      return count;
    }

    /** An empty content is asked for a byte that it does not have: that has its tag verified. */
    private void verifyIfEmpty() throws IOException {
      if (content.length() == 0) {
        content.read(0, ByteBuffer.allocate(1));
      }
    }
  }
}
