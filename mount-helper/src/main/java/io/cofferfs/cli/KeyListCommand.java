package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cofferfs.cli.VolumeCopies.Copy;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what unlocks a volume. */
@Command(
    name = "list",
    description = {
      "List the slots of a volume, and the copies of its earlier volume files.",
      "No key is needed; with one, what is shown is authenticated."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyListCommand extends Subcommand {
  @Mixin private KeyVolumeOptions volume;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  KeyListCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (KeySession session = volume.open(context)) {
      VolumeFile file = session.stored().parse();
      Optional<String> fingerprint =
          volume.isAuthenticationWanted()
              ? Optional.of(session.authenticate(file))
              : Optional.empty();
      List<Copy> copies = session.copies().list();
      if (json) {
        printJson(file, fingerprint, copies);
      } else {
        print(file, fingerprint, copies);
      }
    }
  }

  private void print(VolumeFile file, Optional<String> fingerprint, List<Copy> copies) {
    PrintStream out = context.out();
    out.printf(
        "volume %s, epoch %d, generation %d%s%n",
        file.volumeId(),
        file.currentEpoch(),
        file.generation(),
        fingerprint
            .map(print -> ", authentic, fingerprint " + print)
            .orElse("; as the store says (a key authenticates it)"));
    for (SlotInfo slot : file.slots()) {
      out.printf("slot %s  %s  made %s%n", slot.id(), SlotNames.of(slot), slot.created());
    }
    for (Copy copy : copies) {
      out.printf("copy %d  replaced %s%n", copy.number(), copy.replaced());
    }
  }

  private void printJson(VolumeFile file, Optional<String> fingerprint, List<Copy> copies)
      throws IOException {
    try (JsonGenerator generator = JsonReport.generator(context.out())) {
      generator.writeStartObject();
      generator.writeStringField("location", volume.location().toString());
      generator.writeStringField("volume_id", file.volumeId());
      generator.writeNumberField("epoch", file.currentEpoch());
      generator.writeNumberField("generation", file.generation());
      generator.writeBooleanField("authentic", fingerprint.isPresent());
      if (fingerprint.isPresent()) {
        generator.writeStringField("fingerprint", fingerprint.get());
      }
      generator.writeArrayFieldStart("slots");
      for (SlotInfo slot : file.slots()) {
        writeSlot(generator, slot);
      }
      generator.writeEndArray();
      generator.writeArrayFieldStart("copies");
      for (Copy copy : copies) {
        generator.writeStartObject();
        generator.writeNumberField("number", copy.number());
        generator.writeStringField("replaced", copy.replaced().toString());
        generator.writeEndObject();
      }
      generator.writeEndArray();
      generator.writeEndObject();
      generator.writeRaw('\n');
    }
  }

  private static void writeSlot(JsonGenerator generator, SlotInfo slot) throws IOException {
    generator.writeStartObject();
    generator.writeStringField("id", slot.id());
    generator.writeStringField("type", slot.type());
    generator.writeStringField("created", slot.created().toString());
    if (slot.keyId().isPresent()) {
      generator.writeStringField("key_id", slot.keyId().get());
    }
    if (slot.label().isPresent()) {
      generator.writeStringField("label", slot.label().get());
    }
    generator.writeEndObject();
  }
}
