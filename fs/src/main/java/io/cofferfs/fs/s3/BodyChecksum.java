package io.cofferfs.fs.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Says the checksum of what is uploaded in a header. Left to the SDK it follows the body, which for
 * that is sent in chunks: these cost a third of the processor time of an upload here, and a quarter
 * at the server (ADR 37). What is uploaded is in memory, so its checksum can be known before.
 */
final class BodyChecksum implements ExecutionInterceptor {
  private static final String HEADER = "x-amz-checksum-crc32";
  private static final int BUFFER_BYTES = 64 << 10;

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    if (!uploads(context.request()) || context.requestBody().isEmpty()) {
      return context.httpRequest();
    }
    String checksum = crc32(context.requestBody().get());
    return context.httpRequest().toBuilder().putHeader(HEADER, checksum).build();
  }

  private static boolean uploads(SdkRequest request) {
    return request instanceof PutObjectRequest || request instanceof UploadPartRequest;
  }

  private static String crc32(RequestBody body) {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream stream = body.contentStreamProvider().newStream()) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        crc.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading a body from memory", e);
    }
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }
}
