package io.cofferfs.test.mount;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mounts for real. Where that is impossible, these tests are skipped and say so; on CI ({@code
 * CI=true}) they fail instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("mount")
@ExtendWith(FuseCondition.class)
public @interface RequiresFuse {
  /** Whether the tests mount as an ordinary user too, which only root can arrange. */
  boolean ordinaryUser() default false;
}
