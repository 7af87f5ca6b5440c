package io.cofferfs.fs.s3;

import java.util.Map;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Puts headers on requests beside those that their models have, just before they are signed. So one
 * place does for all kinds of requests, and no model holds a key that it may print.
 */
final class ExtraHeaders implements ExecutionInterceptor {
  static final ExecutionAttribute<Map<String, String>> OF_REQUEST =
      new ExecutionAttribute<>("cofferfs.headers");

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    Map<String, String> headers = attributes.getAttribute(OF_REQUEST);
    if (headers == null || headers.isEmpty()) {
      return context.httpRequest();
    }
    SdkHttpRequest.Builder request = context.httpRequest().toBuilder();
    headers.forEach(request::putHeader);
    return request.build();
  }
}
