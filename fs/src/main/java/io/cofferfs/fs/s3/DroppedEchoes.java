package io.cofferfs.fs.s3;

import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Takes out of listings what only repeats the request. Ceph 16 encodes keys as it is asked to, but
 * not these, and the SDK fails to decode a percent sign that stands for itself.
 */
final class DroppedEchoes implements ExecutionInterceptor {

  @Override
  public SdkResponse modifyResponse(
      Context.ModifyResponse context, ExecutionAttributes attributes) {
    SdkResponse response = context.response();
    if (response instanceof ListObjectsV2Response page) {
      return page.toBuilder().prefix(null).delimiter(null).startAfter(null).build();
    }
    if (response instanceof ListMultipartUploadsResponse page) {
      return page.toBuilder().prefix(null).delimiter(null).keyMarker(null).build();
    }
    return response;
  }
}
