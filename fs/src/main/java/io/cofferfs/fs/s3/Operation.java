package io.cofferfs.fs.s3;

/** The S3 operations, by what a failure of one may mean. */
enum Operation {
  HEAD_OBJECT,
  GET_OBJECT,
  GET_TAGS,
  LIST_OBJECTS,
  LIST_UPLOADS,
  LIST_PARTS,
  PUT_OBJECT,
  CREATE_UPLOAD,
  UPLOAD_PART,
  COPY_PART,
  COMPLETE_UPLOAD,
  ABORT_UPLOAD,
  COPY_OBJECT,
  DELETE_OBJECT,
  DELETE_OBJECTS,
  HEAD_BUCKET,
  CREATE_BUCKET,
  DELETE_BUCKET,
  GET_BUCKET_ENCRYPTION,
  PUT_BUCKET_ENCRYPTION,
  GET_BUCKET_VERSIONING;

  boolean readsAnObject() {
    return this == HEAD_OBJECT || this == GET_OBJECT;
  }

  /**
   * Whether an object or a bucket may be another one afterwards; parts are not seen until
   * completed.
   */
  boolean changesObjects() {
    return switch (this) {
      case PUT_OBJECT,
          COMPLETE_UPLOAD,
          COPY_OBJECT,
          DELETE_OBJECT,
          DELETE_OBJECTS,
          CREATE_BUCKET,
          DELETE_BUCKET,
          PUT_BUCKET_ENCRYPTION ->
          true;
      case HEAD_OBJECT,
          GET_OBJECT,
          GET_TAGS,
          LIST_OBJECTS,
          LIST_UPLOADS,
          LIST_PARTS,
          CREATE_UPLOAD,
          UPLOAD_PART,
          COPY_PART,
          ABORT_UPLOAD,
          HEAD_BUCKET,
          GET_BUCKET_ENCRYPTION,
          GET_BUCKET_VERSIONING ->
          false;
    };
  }

  /** Whether it writes what the server is asked to encrypt. */
  boolean encrypts() {
    return switch (this) {
      case PUT_OBJECT, CREATE_UPLOAD, UPLOAD_PART, COPY_PART, COPY_OBJECT -> true;
      case HEAD_OBJECT,
          GET_OBJECT,
          GET_TAGS,
          LIST_OBJECTS,
          LIST_UPLOADS,
          LIST_PARTS,
          COMPLETE_UPLOAD,
          ABORT_UPLOAD,
          DELETE_OBJECT,
          DELETE_OBJECTS,
          HEAD_BUCKET,
          CREATE_BUCKET,
          DELETE_BUCKET,
          GET_BUCKET_ENCRYPTION,
          PUT_BUCKET_ENCRYPTION,
          GET_BUCKET_VERSIONING ->
          false;
    };
  }

  /** Whether the SDK sends a checksum with it, or announces one. */
  boolean carriesChecksum() {
    return this == CREATE_UPLOAD
        || this == DELETE_OBJECTS
        || this == PUT_BUCKET_ENCRYPTION
        || carriesData();
  }

  boolean carriesData() {
    return this == PUT_OBJECT || this == UPLOAD_PART;
  }
}
