package io.cofferfs.fs.s3;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * How requests of one bucket are addressed and signed, as seen in a read of the SDK's that was
 * answered well: so its settings, its rules for endpoints and its redirections hold here too.
 *
 * @param model the request, without what belonged to its object
 * @param path of the bucket, up to the slash before a key
 * @param region of the signature
 * @param signsPayload whether the signature is about the body, even where there is none
 */
record RequestPattern(SdkHttpRequest model, String path, String region, boolean signsPayload) {
  private static final List<String> KEPT = List.of("Accept", "Accept-Encoding", "User-Agent");
  private static final String SIGNATURE = "AWS4-HMAC-SHA256 Credential=";

  /** What follows the region in the scope of a signature. */
  private static final String SCOPE_END = "/s3/aws4_request";

  /** The pattern of a request for this object; empty where it is of another kind. */
  static Optional<RequestPattern> of(SdkHttpRequest request, String key) {
    String end = "/" + SdkHttpUtils.urlEncodeIgnoreSlashes(key);
    String path = request.encodedPath();
    Optional<String> region =
        request.firstMatchingHeader("Authorization").flatMap(RequestPattern::region);
    if (region.isEmpty() || !path.endsWith(end) || request.numRawQueryParameters() > 0) {
      return Optional.empty();
    }
    boolean signsPayload =
        request
            .firstMatchingHeader("x-amz-content-sha256")
            .filter(hash -> !hash.equals("UNSIGNED-PAYLOAD"))
            .isPresent();
    return Optional.of(
        new RequestPattern(
            bare(request),
            path.substring(0, path.length() - end.length() + 1),
            region.get(),
            signsPayload));
  }

  private static Optional<String> region(String authorization) {
    int end = authorization.indexOf(SCOPE_END + ",");
    return authorization.startsWith(SIGNATURE) && end > 0
        ? Optional.of(authorization.substring(authorization.lastIndexOf('/', end - 1) + 1, end))
        : Optional.empty();
  }

  private static SdkHttpRequest bare(SdkHttpRequest request) {
    Map<String, List<String>> kept = new HashMap<>();
    for (String name : KEPT) {
      request.firstMatchingHeader(name).ifPresent(value -> kept.put(name, List.of(value)));
    }
    return request.toBuilder().headers(kept).build();
  }

  /** A request for this object, to be signed, with these headers and parameters of its own. */
  SdkHttpRequest request(
      SdkHttpMethod method, String key, Map<String, String> headers, Map<String, String> query) {
    SdkHttpRequest.Builder request =
        model.toBuilder()
            .method(method)
            .encodedPath(path + SdkHttpUtils.urlEncodeIgnoreSlashes(key));
    headers.forEach(request::putHeader);
    query.forEach(request::putRawQueryParameter);
    return request.build();
  }

  /** A request about the bucket itself, to be signed, with these parameters. */
  SdkHttpRequest ofBucket(SdkHttpMethod method, Map<String, String> query) {
    String bucket = path.length() == 1 ? path : path.substring(0, path.length() - 1);
    SdkHttpRequest.Builder request = model.toBuilder().method(method).encodedPath(bucket);
    query.forEach(request::putRawQueryParameter);
    return request.build();
  }

  /**
   * Signs a request.
   *
   * @param body that it sends; empty where it sends none
   * @return the request as it is to be sent
   */
  SdkHttpRequest sign(
      SdkHttpRequest request,
      Optional<PartBody> body,
      AwsV4HttpSigner signer,
      AwsCredentialsIdentity by) {
    SignRequest.Builder<AwsCredentialsIdentity> toSign =
        SignRequest.builder(by)
            .request(request)
            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
            .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
            .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, signsPayload);
    body.ifPresent(sent -> toSign.payload(sent::openStream)); // hashed unless TLS protects it
    return signer.sign(toSign.build()).request();
  }
}
