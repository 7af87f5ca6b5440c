package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodySealer;
import java.util.Map;

/** An object about to be written. */
record Draft(
    String key, BodySealer sealer, Map<String, String> metadata, Precondition precondition) {}
