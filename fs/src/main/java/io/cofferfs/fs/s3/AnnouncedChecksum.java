package io.cofferfs.fs.s3;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/**
 * Announces, when a multipart upload begins, the checksums that the SDK sends with its parts. S3
 * refuses parts of another algorithm than that of their upload; the SDK leaves it to its callers.
 */
final class AnnouncedChecksum implements ExecutionInterceptor {
  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    return context.request() instanceof CreateMultipartUploadRequest create
        ? create.toBuilder().checksumAlgorithm(ChecksumAlgorithm.CRC32).build()
        : context.request();
  }
}
