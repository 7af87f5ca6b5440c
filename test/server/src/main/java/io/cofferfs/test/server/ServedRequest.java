package io.cofferfs.test.server;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came in, before anything was done about it.
 *
 * @param path not decoded: {@code /bucket/key}
 * @param query without the {@code ?}, not decoded; empty where there is none
 * @param headers names in lower case
 * @param secure whether it came over TLS
 */
public record ServedRequest(
    String method, String path, String query, Map<String, String> headers, boolean secure) {

  public ServedRequest {
    headers = Map.copyOf(headers);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Whether a parameter of this name is in the query, with a value or without one. */
  public boolean hasParameter(String name) {
    return ("&" + query).contains("&" + name + "=")
        || ("&" + query + "&").contains("&" + name + "&");
  }

  /** Whether the path names an object and not only a bucket. */
  public boolean hasKey() {
    int slash = path.indexOf('/', 1);
    return slash > 0 && slash < path.length() - 1;
  }

  /** Whether the request deletes objects that its body names. */
  boolean deletesObjects() {
    return method.equals("POST") && !hasKey() && hasParameter("delete");
  }

  /** Whether the request changes an object, its parts excepted. */
  boolean changesAnObject() {
    boolean write = method.equals("PUT") || method.equals("POST") || method.equals("DELETE");
    return write && hasKey() && !hasParameter("partNumber");
  }
}
