package io.cofferfs.test.mount;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Whether this machine can mount. */
final class FuseCondition implements ExecutionCondition {
  private static final Path DEVICE = Path.of("/dev/fuse");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean ordinaryUser =
        AnnotationSupport.findAnnotation(context.getElement(), RequiresFuse.class)
            .map(RequiresFuse::ordinaryUser)
            .orElse(false);
    Optional<String> missing = missing(ordinaryUser);
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("this machine can mount");
    }
    String message = context.getDisplayName() + " needs a real mount: " + missing.get();
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      throw new IllegalStateException(message);
    }
    System.err.println("SKIPPED: " + message);
    return ConditionEvaluationResult.disabled(message);
  }

  private static Optional<String> missing(boolean ordinaryUser) {
    if (!Files.isWritable(DEVICE)) {
      return Optional.of(DEVICE + " is missing or not ours to open");
    }
    if (ordinaryUser && !(Shell.isRoot() && Shell.has("setpriv") && Shell.has("fusermount"))) {
      return Optional.of("mounting as an ordinary user needs root, setpriv and fusermount");
    }
    return Optional.empty();
  }
}
