package io.cofferfs.cli;

import io.cofferfs.cli.mount.LogLevel;
import io.cofferfs.crypto.AeadProvider;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Runs the command that the arguments name. */
final class Program {
  /** Each makes what picocli takes for a command. */
  private static final Map<String, Function<CommandContext, Object>> COMMANDS = commands();

  private final CommandContext context;

  Program(CommandContext context) {
    this.context = context;
  }

  private static Map<String, Function<CommandContext, Object>> commands() {
    Map<String, Function<CommandContext, Object>> commands = new LinkedHashMap<>();
    commands.put("keygen", KeygenCommand::new);
    commands.put("init", InitCommand::new);
    commands.put("key", KeyCommand::line);
    commands.put("mount", MountCommand::new);
    commands.put("unmount", UnmountCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("create-bucket", CreateBucketCommand::new);
    commands.put("create-encrypted-bucket", CreateEncryptedBucketCommand::new);
    commands.put("bucket", BucketCommand::line);
    commands.put("inspect", InspectCommand::new);
    commands.put("ls", LsCommand::new);
    commands.put("cat", CatCommand::new);
    commands.put("put", PutCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("presign", PresignCommand::new);
    commands.put("clean", CleanCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("decrypt", DecryptCommand::new);
    commands.put("verify", VerifyCommand::new);
    commands.put("warm", WarmCommand::new);
    commands.put("reencrypt", ReencryptCommand::new);
    commands.put("migrate", MigrateCommand::line);
    commands.put("sse-c", SseCCommand::line);
    commands.put("demo", DemoCommand::new);
    commands.put("prepare", PrepareCommand::new);
    return commands;
  }

  /** The exit code. */
  int run(String... arguments) {
    List<String> given = List.of(arguments);
    boolean mount = !given.isEmpty() && given.get(0).equals("mount");
    List<String> expanded = mount ? MountOptionList.expand(given) : given;
    return commandLine(expanded).execute(expanded.toArray(String[]::new));
  }

  /** Only the command that is named is built: building all of them takes longer than most run. */
  private CommandLine commandLine(List<String> arguments) {
    CommandLine line = new CommandLine(new RootCommand());
    String named = arguments.isEmpty() ? "" : arguments.get(0);
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(named) || !COMMANDS.containsKey(named)) {
            line.addSubcommand(name, command.apply(context));
          }
        });
    ErrorReport errors = new ErrorReport(context.err());
    return configured(line)
        .setParameterExceptionHandler(errors::refuse)
        .setExecutionExceptionHandler(errors::fail);
  }

  private CommandLine configured(CommandLine line) {
    register(line, ByteSize.class, ByteSize::parse);
    register(line, TimeSpan.class, TimeSpan::parse);
    register(line, S3Location.class, S3Location::parse);
    register(line, SecretSource.class, SecretSource::parse);
    register(line, SseChoice.class, SseChoice::parse);
    register(line, KmsContextSource.class, KmsContextSource::parse);
    register(line, FileModeMask.class, FileModeMask::parse);
    register(line, LogLevel.class, LogLevel::parse);
    register(line, TreeOptions.AttributeSource.class, TreeOptions.AttributeSource::parse);
    register(line, CseChoice.class, CseChoice::parse);
    register(line, BucketFlavor.class, BucketFlavor::parse);
    register(line, AeadProvider.Choice.class, CryptoOptions::parse);
    return line.setOut(writer(context.out())).setErr(writer(context.err())).setUsageHelpWidth(100);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, /* autoFlush= */ true, StandardCharsets.UTF_8);
  }

  /** Lets the message of the value itself stand in the error. */
  private static <T> void register(CommandLine line, Class<T> type, ITypeConverter<T> parse) {
    line.registerConverter(
        type,
        text -> {
          try {
            return parse.convert(text);
          } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
          }
        });
  }
}
