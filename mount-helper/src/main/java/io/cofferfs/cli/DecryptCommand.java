package io.cofferfs.cli;

import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decrypts an object that some other tool has downloaded. */
@Command(
    name = "decrypt",
    description =
        "Decrypt a downloaded object, offline. Nothing is put out unless all of it is"
            + " authentic.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DecryptCommand extends Subcommand {
  @Mixin private UnlockOptions unlock;
  // For a key service.
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "FILE", description = "The object's body, as it was stored.")
  private Path file;

  @Option(
      names = "--volume",
      paramLabel = "FILE",
      required = true,
      description = "A copy of the volume's .coffer/volume.json.")
  private Path volume;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where the content goes (standard output); a file there is replaced and keeps its mode.")
  private Optional<Path> output = Optional.empty();

  DecryptCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    VolumeFile description = VolumeFile.parse(Files.readAllBytes(volume));
    Connection noBucket = connection.connection("", context.environment());
    try (VolumeKeys keys = new VolumeUnlock(context, unlock, noBucket).unlock(description);
        FileChannel body = FileChannel.open(file, StandardOpenOption.READ)) {
      StoredBody stored = StoredBody.open(body, keys);
      if (output.isPresent()) {
        toFile(stored, output.get());
      } else {
        toStandardOutput(stored);
      }
    }
  }

  private void toFile(StoredBody stored, Path target) throws IOException {
    try (NewFile content = NewFile.beside(target)) {
      stored.writeTo(content.channel());
      content.commit();
    }
  }

  /** In two passes: a pipe cannot be taken back once a later chunk turns out to be forged. */
  private void toStandardOutput(StoredBody stored) throws IOException {
    stored.verify();
    WritableByteChannel out = Channels.newChannel(context.out());
    stored.writeTo(out);
    if (context.out().checkError()) {
      throw new IOException("standard output was closed before the end");
    }
  }
}
