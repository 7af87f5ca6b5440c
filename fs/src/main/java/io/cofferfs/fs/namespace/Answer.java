package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;

/** What the volume said of a path. */
sealed interface Answer {

  /** The entry, or why there is none to be had. */
  Entry get() throws IOException;

  /** There is an entry. */
  record Present(Entry entry) implements Answer {
    @Override
    public Entry get() {
      return entry;
    }
  }

  /** Nothing has this name. */
  record Absent() implements Answer {
    @Override
    public Entry get() throws FileException {
      throw new FileException(Reason.NOT_FOUND, "no such file or directory");
    }
  }

  /** There is an object, and it is refused: asking again would not help. */
  record Refused(IOException why) implements Answer {
    @Override
    public Entry get() throws IOException {
      throw why;
    }
  }
}
