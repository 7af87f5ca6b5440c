/**
 * Jobs over everything under a prefix: verify, re-encrypt, migrate, re-key. Enter through {@link
 * BulkRun} with a {@link BulkTask}. What a job has done already it sees from the objects
 * themselves, so that one that was interrupted is simply run again. Errors of single objects end as
 * {@link Finding findings}; those of the whole job leave as {@link java.io.IOException}.
 */
@NullMarked
package io.cofferfs.fs.bulk;

import org.jspecify.annotations.NullMarked;
