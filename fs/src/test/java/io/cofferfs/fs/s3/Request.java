package io.cofferfs.fs.s3;

/**
 * The kinds of request that an {@link ObjectStore} makes, one for each of its methods; deletes of
 * many are one kind, with versions or without.
 */
public enum Request {
  HEAD,
  GET,
  LIST,
  PUT,
  CREATE_UPLOAD,
  UPLOAD_PART,
  UPLOAD_PART_COPY,
  COMPLETE_UPLOAD,
  ABORT_UPLOAD,
  LIST_UPLOADS,
  COPY,
  DELETE,
  DELETE_ALL;

  /** Whether the request changes the bucket, so that a lost answer leaves its outcome unknown. */
  public boolean isWrite() {
    return switch (this) {
      case HEAD, GET, LIST, LIST_UPLOADS -> false;
      case PUT,
          CREATE_UPLOAD,
          UPLOAD_PART,
          UPLOAD_PART_COPY,
          COMPLETE_UPLOAD,
          ABORT_UPLOAD,
          COPY,
          DELETE,
          DELETE_ALL ->
          true;
    };
  }
}
