package io.cofferfs.test.server;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways of old releases of Scality's server. A bucket is encrypted if a header said so, spelt
 * exactly right, when it was made; any other value means not encrypted, without a word. There is no
 * PutBucketEncryption and no GetBucketEncryption. SSE-C is not implemented: 501 to uploads, and not
 * noticed by GET and HEAD.
 */
final class ScalityBuckets implements ServerCharacter {
  private static final String HEADER = "x-amz-scal-server-side-encryption";

  private static final String[] ECHOES = {
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key-md5"
  };

  private final Set<String> encrypted = ConcurrentHashMap.newKeySet();

  @Override
  public Reaction on(ServedRequest request) {
    if (request.hasParameter("encryption")) {
      return Reaction.refusal(501, "NotImplemented");
    }
    if (carriesCustomerKey(request)) {
      boolean upload = request.method().equals("PUT") || request.method().equals("POST");
      return upload ? Reaction.refusal(501, "NotImplemented") : Reaction.missingHeaders(ECHOES);
    }
    boolean createsBucket =
        request.method().equals("PUT") && !request.hasKey() && request.query().isEmpty();
    if (createsBucket) {
      note(bucket(request.path()), request.header(HEADER));
    }
    return Reaction.pass();
  }

  private static boolean carriesCustomerKey(ServedRequest request) {
    return request.headers().keySet().stream()
        .anyMatch(name -> name.contains("server-side-encryption-customer"));
  }

  private void note(String bucket, Optional<String> header) {
    if (header.equals(Optional.of("AES256"))) {
      encrypted.add(bucket);
    } else {
      encrypted.remove(bucket);
    }
  }

  private static String bucket(String path) {
    String name = path.substring(1);
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  boolean isEncrypted(String bucket) {
    return encrypted.contains(bucket);
  }
}
