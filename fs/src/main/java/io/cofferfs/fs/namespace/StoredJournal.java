package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ETag;

/** A version of the journal of a move. */
record StoredJournal(String key, MoveRecord record, ETag version) {}
