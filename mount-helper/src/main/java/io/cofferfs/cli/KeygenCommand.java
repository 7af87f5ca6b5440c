package io.cofferfs.cli;

import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a key file. */
@Command(
    name = "keygen",
    description = "Make a new 256-bit key in FILE (mode 0600); an existing file is never touched.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeygenCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", description = "The key file to make.")
  private Path file;

  KeygenCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    byte[] text = KeyFile.generate(context.random()).getBytes(StandardCharsets.US_ASCII);
    try (SecretBytes key = KeyFile.parse(text).get(0)) {
      write(text);
      context.out().println("Key " + KeyFile.keyId(key) + " is in " + file + ".");
      context.out().println("Keep a copy in another place: what it encrypts is lost without it.");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private void write(byte[] text) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(/* metaData= */ true);
    }
  }
}
