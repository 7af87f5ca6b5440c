package io.cofferfs.cli;

import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
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
      description = "A copy of the volume's .coffer/volume.json.")
  private Optional<Path> volume = Optional.empty();

  @Option(
      names = "--s3ec-headers",
      paramLabel = "FILE",
      description = {
        "Of an object of the Amazon S3 Encryption Client: its headers, as",
        "'aws s3api head-object' prints them."
      })
  private Optional<Path> headers = Optional.empty();

  @Option(
      names = "--s3ec-instructions",
      paramLabel = "FILE",
      description = "Its instruction file, if it has one.")
  private Optional<Path> instructions = Optional.empty();

  @Option(names = "--s3ec-legacy", description = "Also what clients of 2020 and before wrote.")
  private boolean legacy;

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
    if (volume.isPresent() == headers.isPresent()) {
      throw CliException.usage("give either --volume or --s3ec-headers");
    }
    if (volume.isPresent() && (instructions.isPresent() || legacy)) {
      throw CliException.usage("--s3ec-instructions and --s3ec-legacy go with --s3ec-headers");
    }
    try (FileChannel body = FileChannel.open(file, StandardOpenOption.READ)) {
      if (volume.isPresent()) {
        decryptOfVolume(body, VolumeFile.parse(Files.readAllBytes(volume.get())));
      } else {
        decryptOfClient(body, DownloadedHeaders.read(headers.orElseThrow(), instructions));
      }
    }
  }

  private void decryptOfVolume(FileChannel body, VolumeFile description)
      throws IOException, CliException {
    try (VolumeKeys keys = new VolumeUnlock(context, unlock, noBucket()).unlock(description)) {
      write(StoredBody.open(body, keys));
    }
  }

  private void decryptOfClient(FileChannel body, Map<String, String> envelope)
      throws IOException, CliException {
    Accepted accepted = legacy ? Accepted.LEGACY : Accepted.AUTHENTICATED;
    try (S3ecKeys keys = new S3ecUnlock(context, unlock, noBucket()).keys(accepted)) {
      write(new EncryptionClientBody(body, keys, envelope));
    }
  }

  private Connection noBucket() throws IOException, CliException {
    return connection.connection("", context.environment());
  }

  private void write(OfflineBody body) throws IOException {
    if (output.isPresent()) {
      toFile(body, output.get());
    } else {
      toStandardOutput(body);
    }
  }

  private void toFile(OfflineBody stored, Path target) throws IOException {
    try (NewFile content = NewFile.beside(target)) {
      stored.writeTo(content.channel());
      content.commit();
    }
  }

  /** In two passes: a pipe cannot be taken back once a later chunk turns out to be forged. */
  private void toStandardOutput(OfflineBody stored) throws IOException {
    stored.verify();
    WritableByteChannel out = Channels.newChannel(context.out());
    stored.writeTo(out);
    if (context.out().checkError()) {
      throw new IOException("standard output was closed before the end");
    }
  }
}
