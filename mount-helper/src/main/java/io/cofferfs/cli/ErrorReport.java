package io.cofferfs.cli;

import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns failures into one line on standard error, and the stack trace too under --debug. */
final class ErrorReport {
  private final PrintStream err;

  ErrorReport(PrintStream err) {
    this.err = err;
  }

  /** Arguments that make no sense. */
  int refuse(ParameterException failure, String[] arguments) {
    err.println("cofferfs: " + failure.getMessage());
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    err.println("Run '" + command + " --help' to see how it is used.");
    return ExitCode.USAGE.number();
  }

  /** A command that failed. */
  int fail(Exception failure, CommandLine line, ParseResult parsed) {
    err.println("cofferfs: " + describe(failure));
    if (isDebug(parsed)) {
      failure.printStackTrace(err);
    }
    return ExitCode.of(failure).number();
  }

  private static boolean isDebug(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    return command.hasMatchedOption("--debug");
  }

  static String describe(Throwable failure) {
    if (failure instanceof NoSuchFileException file) {
      return file.getFile() + " does not exist";
    }
    if (failure instanceof AccessDeniedException file) {
      return "no permission for " + file.getFile();
    }
    if (failure instanceof FileAlreadyExistsException file) {
      return file.getFile() + " exists already";
    }
    if (failure instanceof FileSystemException file) {
      return file.getFile() + ": " + file.getReason();
    }
    if (failure instanceof ObjectStoreException store) {
      return hint(store.reason()) + store.getMessage();
    }
    String message = failure.getMessage();
    boolean ours = failure instanceof java.io.IOException || failure instanceof CliException;
    return ours && message != null ? message : "unexpected " + failure + " (--debug shows more)";
  }

  private static String hint(ObjectStoreException.Reason reason) {
    return switch (reason) {
      case NO_SUCH_BUCKET -> "there is no such bucket: ";
      case ACCESS_DENIED -> "the store denies access; check the credentials and their rights: ";
      case WRONG_CUSTOMER_KEY -> "the object needs another key, or one at all (--sse c): ";
      case NO_SPACE -> "the store is full, or a quota is used up: ";
      case UNAVAILABLE -> "the store cannot be reached; check --endpoint-url and the network: ";
      case OUTCOME_UNKNOWN -> "the store did not say whether it was done: ";
      case NOT_FOUND,
          PRECONDITION_FAILED,
          INVALID_RANGE,
          ARCHIVED,
          UNSUPPORTED,
          BROKEN_PROMISE,
          REJECTED ->
          "";
    };
  }
}
