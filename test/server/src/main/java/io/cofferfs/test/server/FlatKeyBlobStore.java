package io.cofferfs.test.server;

import java.io.InputStream;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Gives a store that is a tree of files S3's flat key space, by {@link FlatKeys}. Deletes of many
 * keys come here one by one.
 */
final class FlatKeyBlobStore extends ForwardingBlobStore {

  FlatKeyBlobStore(BlobStore files) {
    super(files);
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    String token = FlatKeys.fromToken(request.continuationToken());
    ListObjectsV2Response page =
        super.list(
            request.toBuilder()
                .prefix(pathPrefix(request.prefix()))
                .continuationToken(token)
                .startAfter(token == null ? path(request.startAfter()) : null)
                .build());
    return page.toBuilder()
        .contents(
            page.contents().stream()
                .filter(object -> FlatKeys.isObject(object.key()))
                .map(object -> object.toBuilder().key(FlatKeys.toKey(object.key())).build())
                .toList())
        .commonPrefixes(keys(page.commonPrefixes()))
        .nextContinuationToken(FlatKeys.toToken(page.nextContinuationToken()))
        .build();
  }

  @Override
  public ListObjectVersionsResponse listVersions(ListObjectVersionsRequest request) {
    ListObjectVersionsResponse page =
        super.listVersions(
            request.toBuilder()
                .prefix(pathPrefix(request.prefix()))
                .keyMarker(path(request.keyMarker()))
                .build());
    return page.toBuilder()
        .versions(
            page.versions().stream()
                .map(version -> version.toBuilder().key(FlatKeys.toKey(version.key())).build())
                .toList())
        .deleteMarkers(
            page.deleteMarkers().stream()
                .map(marker -> marker.toBuilder().key(FlatKeys.toKey(marker.key())).build())
                .toList())
        .commonPrefixes(keys(page.commonPrefixes()))
        .nextKeyMarker(page.nextKeyMarker() == null ? null : FlatKeys.toKey(page.nextKeyMarker()))
        .build();
  }

  @Override
  public boolean blobExists(String bucket, String key) {
    return super.blobExists(bucket, FlatKeys.toPath(key));
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    return super.blobMetadata(request.toBuilder().key(FlatKeys.toPath(request.key())).build());
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    return super.getBlob(request.toBuilder().key(FlatKeys.toPath(request.key())).build());
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    return super.putBlob(request.toBuilder().key(FlatKeys.toPath(request.key())).build(), body);
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    return super.copyBlob(
        request.toBuilder()
            .sourceKey(FlatKeys.toPath(request.sourceKey()))
            .destinationKey(FlatKeys.toPath(request.destinationKey()))
            .build());
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    return super.removeBlob(request.toBuilder().key(FlatKeys.toPath(request.key())).build());
  }

  @Override
  public ObjectCannedACL getBlobAccess(String bucket, String key) {
    return super.getBlobAccess(bucket, FlatKeys.toPath(key));
  }

  @Override
  public ObjectCannedACL getBlobAccess(String bucket, String key, String version) {
    return super.getBlobAccess(bucket, FlatKeys.toPath(key), version);
  }

  @Override
  public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
    super.setBlobAccess(bucket, FlatKeys.toPath(key), access);
  }

  @Override
  public void setBlobAccess(String bucket, String key, ObjectCannedACL access, String version) {
    super.setBlobAccess(bucket, FlatKeys.toPath(key), access, version);
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    MultipartUpload upload =
        super.initiateMultipartUpload(
            request.toBuilder().key(FlatKeys.toPath(request.key())).build());
    return withKey(upload, FlatKeys.toKey(upload.blobName()));
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) {
    super.abortMultipartUpload(atPath(upload));
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    return super.completeMultipartUpload(
        atPath(upload), request.toBuilder().key(FlatKeys.toPath(request.key())).build());
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream body) {
    return super.uploadMultipartPart(
        atPath(upload), request.toBuilder().key(FlatKeys.toPath(request.key())).build(), body);
  }

  @Override
  public List<Part> listMultipartUpload(MultipartUpload upload) {
    return super.listMultipartUpload(atPath(upload));
  }

  @Override
  public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
      String bucket) {
    return super.listMultipartUploads(bucket).stream()
        .map(upload -> upload.toBuilder().key(FlatKeys.toKey(upload.key())).build())
        .toList();
  }

  private static List<CommonPrefix> keys(List<CommonPrefix> prefixes) {
    return prefixes.stream()
        .map(prefix -> CommonPrefix.builder().prefix(FlatKeys.toKey(prefix.prefix())).build())
        .toList();
  }

  private static MultipartUpload atPath(MultipartUpload upload) {
    return withKey(upload, FlatKeys.toPath(upload.blobName()));
  }

  private static MultipartUpload withKey(MultipartUpload upload, String key) {
    return new MultipartUpload(
        upload.id(), upload.request().toBuilder().key(key).build(), upload.response());
  }

  private static @Nullable String path(@Nullable String key) {
    return key == null || key.isEmpty() ? null : FlatKeys.toPath(key);
  }

  private static @Nullable String pathPrefix(@Nullable String prefix) {
    return prefix == null ? null : FlatKeys.toPathPrefix(prefix);
  }
}
