package io.cofferfs.test.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways of AWS since April 2026: every bucket has a rule, which says AES256 and blocks SSE-C
 * until PutBucketEncryption says otherwise. What asks for SSE-C is refused then with 403 and AWS's
 * own words; what is there under such keys can be read and deleted. The rule is kept and told, and
 * encrypts nothing.
 */
final class Aws2026Buckets implements ServerCharacter {
  private static final String BLOCKED = "<EncryptionType>SSE-C</EncryptionType>";

  private static final String BLOCK =
      "<BlockedEncryptionTypes>" + BLOCKED + "</BlockedEncryptionTypes>";

  private static final String NEW_BUCKETS_RULE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>\
      <ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
      </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled>\
      """
          + BLOCK
          + "</Rule></ServerSideEncryptionConfiguration>";

  private final Map<String, String> rules = new ConcurrentHashMap<>();

  @Override
  public Reaction on(ServedRequest request) {
    if (request.hasParameter("encryption") && request.method().equals("GET")) {
      return Reaction.answer(rule(request));
    }
    boolean writes = request.method().equals("PUT") || request.method().equals("POST");
    boolean asksForSseC =
        request.header("x-amz-server-side-encryption-customer-algorithm").isPresent();
    return writes && asksForSseC && rule(request).contains(BLOCKED)
        ? Reaction.refusal(403, "AccessDenied", denial(request))
        : Reaction.pass();
  }

  @Override
  public boolean wantsBody(ServedRequest request) {
    return request.hasParameter("encryption") && request.method().equals("PUT");
  }

  /** A rule that does not speak of blocking leaves it as it is. */
  @Override
  public Reaction onBody(ServedRequest request, String body) {
    boolean blocks = rule(request).contains(BLOCKED);
    boolean silent = !body.contains("<BlockedEncryptionTypes>");
    rules.put(
        bucket(request), blocks && silent ? body.replace("</Rule>", BLOCK + "</Rule>") : body);
    return Reaction.answer("");
  }

  private String rule(ServedRequest request) {
    return rules.getOrDefault(bucket(request), NEW_BUCKETS_RULE);
  }

  private static String bucket(ServedRequest request) {
    return request.path().split("/", 3)[1];
  }

  /** As in the troubleshooting chapter of S3's user guide. */
  private static String denial(ServedRequest request) {
    return "User: arn:aws:iam::123456789012:user/coffer is not authorized to perform: s3:PutObject on"
        + " resource: \"arn:aws:s3:::"
        + request.path().substring(1)
        + "\" because this bucket has blocked upload requests that specify Server Side Encryption"
        + " with Customer provided keys (SSE-C). Please specify a different server-side encryption"
        + " type";
  }
}
