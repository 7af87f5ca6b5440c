package io.cofferfs.test.server;

/**
 * What a client asked for, as one counts what a file system costs; bodies and keys play no part.
 */
public enum RequestKind {
  GET,
  /** A GET of a part of an object. */
  GET_RANGE,
  HEAD,
  LIST,
  PUT,
  COPY,
  CREATE_UPLOAD,
  UPLOAD_PART,
  COPY_PART,
  COMPLETE_UPLOAD,
  ABORT_UPLOAD,
  DELETE,
  /** Many objects in one request. */
  DELETE_OBJECTS,
  OTHER;

  public static RequestKind of(ServedRequest request) {
    return switch (request.method()) {
      case "GET" -> get(request);
      case "HEAD" -> HEAD;
      case "PUT" -> put(request);
      case "POST" -> post(request);
      case "DELETE" -> delete(request);
      default -> OTHER;
    };
  }

  private static RequestKind get(ServedRequest request) {
    if (!request.hasKey()) {
      return request.hasParameter("list-type")
              || request.hasParameter("prefix")
              || request.hasParameter("delimiter")
              || request.query().isEmpty()
          ? LIST
          : OTHER;
    }
    if (request.hasParameter("uploadId") || request.hasParameter("acl")) {
      return OTHER;
    }
    return request.header("range").isPresent() ? GET_RANGE : GET;
  }

  private static RequestKind put(ServedRequest request) {
    boolean copy = request.header("x-amz-copy-source").isPresent();
    if (!request.hasKey()) {
      return OTHER;
    }
    if (request.hasParameter("partNumber")) {
      return copy ? COPY_PART : UPLOAD_PART;
    }
    return copy ? COPY : PUT;
  }

  private static RequestKind post(ServedRequest request) {
    if (request.hasParameter("delete")) {
      return DELETE_OBJECTS;
    }
    if (request.hasParameter("uploads")) {
      return CREATE_UPLOAD;
    }
    return request.hasParameter("uploadId") ? COMPLETE_UPLOAD : OTHER;
  }

  private static RequestKind delete(ServedRequest request) {
    if (!request.hasKey()) {
      return OTHER;
    }
    return request.hasParameter("uploadId") ? ABORT_UPLOAD : DELETE;
  }
}
