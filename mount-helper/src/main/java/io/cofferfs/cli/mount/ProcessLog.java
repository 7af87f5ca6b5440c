package io.cofferfs.cli.mount;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.slf4j.LoggerFactory;

/** Where the log of this process goes, and how much of it. */
public final class ProcessLog {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ProcessLog.class);
  // Two files of this size at the most: days of an ordinary mount, minutes at debug.
  private static final long MAX_FILE_BYTES = 10 << 20;

  // Held here, for the logging system itself would forget a logger that nobody refers to.
  private final Logger ours = Logger.getLogger("io.cofferfs");
  private final LogLevel level;

  private ProcessLog(Handler handler, LogLevel level) {
    this.level = level;
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    // Libraries tell little of interest below this, and much.
    root.setLevel(Level.WARNING);
    ours.setLevel(level.level());
  }

  /** Logs to a file, for a mount. */
  public static ProcessLog toFile(Path file, LogLevel level) throws IOException {
    return new ProcessLog(RotatingLogFile.open(file, MAX_FILE_BYTES), level);
  }

  /** Logs for the user to read at once, for a command that is soon done. */
  public static ProcessLog toStream(OutputStream stream, LogLevel level) {
    return new ProcessLog(new FlushingHandler(stream), level);
  }

  /** Switches between the level chosen at the start and detail. */
  public synchronized void toggleDetail() {
    LogLevel detail = level.compareTo(LogLevel.DEBUG) >= 0 ? LogLevel.INFO : LogLevel.DEBUG;
    LogLevel next = level.level().equals(ours.getLevel()) ? detail : level;
    ours.setLevel(LogLevel.INFO.level());
    LOG.info("the log level is {} from here on", next);
    ours.setLevel(next.level());
  }

  private static final class FlushingHandler extends StreamHandler {
    FlushingHandler(OutputStream stream) {
      super(stream, new LogLine());
    }

    @Override
    public synchronized void publish(java.util.logging.LogRecord message) {
      super.publish(message);
      flush();
    }
  }
}
