package io.cofferfs.fs.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import io.cofferfs.fs.write.PlannedPart.Copied;
import io.cofferfs.fs.write.PlannedPart.Uploaded;
import io.cofferfs.fs.write.WriteFixture.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arithmetic of changes in place, which no request can tell right from nearly right. */
final class PartPlannerTest {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;
  private static final int CHUNK = 64 << 10;
  private static final int PART_BYTES = 8 << 20;

  private static FileVersion version(VolumeCodec codec, long length) {
    return new FileVersion(
        "k",
        new ETag("e"),
        length,
        codec.objectLength(length),
        TestVolumes.DEFAULTS.file(new Timestamp(0, 0)),
        new BodyIdentity.Plain());
  }

  private static Changes none(long length) {
    Changes changes = new Changes();
    changes.committed(length);
    return changes;
  }

  /** A plan at the sizes of S3, in chunks of 64 KiB. */
  private static Optional<PartPlan> real(long baseLength, Changes changes, long length) {
    VolumeCodec codec = TestVolumes.coffer(CHUNK);
    return new PartPlanner(codec, InPlaceLimits.S3, PART_BYTES)
        .plan(version(codec, baseLength), changes, length);
  }

  @Test
  void plan_ofAKibibyteAppendedTo10GiB_uploadsTwoChunksAtMost() {
    PartPlan plan = real(10 * GIB, none(10 * GIB), 10 * GIB + 1024).orElseThrow();

    assertThat(plan.uploadedBytes()).isEqualTo(CHUNK + 1024);
    assertThat(plan.parts()).hasSize(22).last().isInstanceOf(Uploaded.class);
  }

  @Test
  void plan_of4KiBInTheMiddleOf10GiB_uploadsOneLeastPart() {
    Changes changes = none(10 * GIB);
    changes.add(5 * GIB + 123, 5 * GIB + 123 + 4096);

    PartPlan plan = real(10 * GIB, changes, 10 * GIB).orElseThrow();

    assertThat(plan.uploadedBytes()).isBetween(5 * MIB - CHUNK, 5 * MIB + CHUNK);
  }

  @Test
  void plan_ofATruncationTo7GiB_uploadsTheLastChunkOnly() {
    Changes changes = none(10 * GIB);
    changes.cut(7 * GIB - 5);

    PartPlan plan = real(10 * GIB, changes, 7 * GIB - 5).orElseThrow();

    assertThat(plan.uploadedBytes()).isEqualTo(CHUNK - 5);
  }

  @Test
  void plan_of5TiB_staysWithinTheBoundsOfS3() {
    long length = 5 * 1024 * GIB - 4 * GIB;
    Changes changes = none(length);
    for (int i = 0; i < 3000; i++) {
      changes.add(i * GIB, i * GIB + 1);
    }

    PartPlan plan = real(length, changes, length).orElseThrow();

    assertThat(plan.parts()).hasSizeLessThanOrEqualTo(10_000);
    assertThat(plan.parts())
        .allSatisfy(
            part -> {
              if (part instanceof Copied copied) {
                assertThat(copied.range().length()).isBetween(5 * MIB, 5 * GIB);
              }
            });
  }

  @Test
  void plan_ofChangesScatteredOverMoreThan10000Parts_takesLargerParts() {
    long length = 200 * GIB;
    Changes changes = none(length);
    for (long at = 0; at < length; at += 58 * MIB) {
      changes.add(at, at + 1);
      changes.add(at + 11 * MIB, at + 11 * MIB + 1);
    }

    PartPlan plan = real(length, changes, length).orElseThrow();

    assertThat(plan.parts()).hasSizeLessThanOrEqualTo(10_000);
    assertThat(plan.uploadedBytes()).isLessThanOrEqualTo(length / 2);
  }

  @Test
  void plan_ofMoreThanHalf_isNone() {
    Changes changes = none(GIB);
    changes.add(0, GIB / 2 + 1);

    assertThat(real(GIB, changes, GIB)).isEmpty();
  }

  @Test
  void plan_ofABaseNoLargerThanTheLeastPart_isNone() {
    assertThat(real(5 * MIB - 10 * CHUNK, none(5 * MIB), 6 * MIB)).isEmpty();
    Changes cutToNothing = none(GIB);
    cutToNothing.cut(0);
    assertThat(real(GIB, cutToNothing, 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "COFFER"})
  void plan_ofAnyChanges_isABodyInPartsThatS3Takes(Volume volume) {
    VolumeCodec codec = volume.codec();
    SplittableRandom random = new SplittableRandom(7);
    int plans = 0;
    for (int run = 0; run < 3000; run++) {
      Case it = new Case(codec, random);
      Optional<PartPlan> plan = it.plan();
      if (plan.isPresent()) {
        it.check(plan.get(), "run " + run);
        plans++;
      }
    }
    assertThat(plans).isGreaterThan(500);
  }

  /** A file of some chunks of 64 bytes, with changes, and which of its bytes are in common. */
  private static final class Case {
    private static final InPlaceLimits LIMITS = new InPlaceLimits(256, 1000);

    private final VolumeCodec codec;
    private final FileVersion base;
    private final Changes changes;
    private boolean[] common;

    Case(VolumeCodec codec, SplittableRandom random) {
      this.codec = codec;
      int length = random.nextInt(200, 12_000);
      this.base = version(codec, length);
      this.changes = none(length);
      this.common = new boolean[length];
      Arrays.fill(common, true);
      for (int i = random.nextInt(4); i > 0; i--) {
        if (random.nextInt(3) == 0) {
          resize(Math.max(1, common.length + random.nextInt(-700, 700)));
        } else {
          change(random.nextInt(common.length + 1), random.nextInt(1, 300));
        }
      }
    }

    private void resize(int length) {
      changes.cut(length);
      common = Arrays.copyOf(common, length);
    }

    private void change(int start, int count) {
      changes.add(start, start + count);
      common = Arrays.copyOf(common, Math.max(common.length, start + count));
      Arrays.fill(common, start, start + count, false);
    }

    Optional<PartPlan> plan() {
      return new PartPlanner(codec, LIMITS, 256).plan(base, changes, common.length);
    }

    void check(PartPlan plan, String run) {
      assertThat(plan.length()).isEqualTo(common.length);
      assertThat(plan.uploadedBytes()).isLessThanOrEqualTo(common.length / 2);
      long at = 0;
      List<Long> lengths = new ArrayList<>();
      for (PlannedPart part : plan.parts()) {
        long end = part instanceof Copied copied ? checked(copied, at) : checked(part, at);
        lengths.add(end - at);
        at = end;
      }
      assertThat(at).as(run).isEqualTo(codec.objectLength(common.length));
      assertThat(lengths.subList(0, lengths.size() - 1)).as(run).allMatch(l -> l >= 256);
    }

    /** The end of a part that begins at {@code at}. */
    private long checked(Copied copied, long at) {
      assertThat(copied.range().start()).isEqualTo(at);
      assertThat(copied.range().end()).isLessThanOrEqualTo(base.objectLength());
      for (long chunk = 0; chunk < codec.chunkCount(common.length); chunk++) {
        long start = codec.sealedChunkStart(chunk);
        long end = start + codec.sealedChunkLength(chunk, common.length);
        if (start < copied.range().end() && end > copied.range().start()) {
          assertShared(chunk);
        }
      }
      return copied.range().end();
    }

    private void assertShared(long chunk) {
      boolean last = chunk == codec.chunkCount(common.length) - 1;
      assertThat(last).isEqualTo(chunk == codec.chunkCount(base.length()) - 1);
      int length = codec.chunkLength(chunk, common.length);
      assertThat(length).isEqualTo(codec.chunkLength(chunk, base.length()));
      int start = (int) chunk * codec.chunkSize();
      for (int i = start; i < start + length; i++) {
        assertThat(common[i]).isTrue();
      }
    }

    private long checked(PlannedPart part, long at) {
      Uploaded uploaded = (Uploaded) part;
      long count = codec.chunkCount(common.length);
      assertThat(uploaded.chunk() == 0 ? 0 : codec.sealedChunkStart(uploaded.chunk()))
          .isEqualTo(at);
      assertThat(uploaded.offset()).isEqualTo(uploaded.chunk() * codec.chunkSize());
      if (uploaded.last()) {
        assertThat(uploaded.offset() + uploaded.contentBytes()).isEqualTo(common.length);
        return codec.objectLength(common.length);
      }
      assertThat(uploaded.contentBytes() % codec.chunkSize()).isZero();
      long end = uploaded.chunk() + uploaded.contentBytes() / codec.chunkSize();
      assertThat(end).isLessThan(count);
      return codec.sealedChunkStart(end);
    }
  }
}
