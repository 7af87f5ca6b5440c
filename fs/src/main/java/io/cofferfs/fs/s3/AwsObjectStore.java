package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Preconditions.Support;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket behind the synchronous AWS client. What an endpoint cannot do is found out once, worked
 * around where that is safe, and told in the log. That the server encrypts as asked is read from
 * its answers, never assumed.
 */
public final class AwsObjectStore implements ObjectStore {
  /** Of files of this size, one more is not noticed. */
  private static final long TRIAL_BYTES = 64 * 1024;

  private final Requests requests;
  private final ProbePlace probes = new ProbePlace();
  private final Reads reads;
  private final Writes writes;
  private final Preconditions preconditions;
  private final EncryptionProof proof;
  private final Tags tags;
  private final Copies copies;
  private final SelfCopies selfCopies = new SelfCopies();
  private final Deletes deletes;
  private final VersionDeletes versionDeletes;
  private final Optional<CustomerKeyRotation> rotation;

  private AwsObjectStore(
      Connection connection, Requests requests, Encryption encryption, CopyLimits limits) {
    String bucket = connection.bucket();
    this.requests = requests;
    this.reads = new Reads(bucket, requests, encryption);
    this.writes = new Writes(bucket, requests, encryption, key -> reads.headUnderItsKey(key).key());
    boolean customEndpoint = connection.endpoint().isPresent();
    this.preconditions =
        new Preconditions(this::version, customEndpoint, conditionProbe(customEndpoint));
    this.proof = new EncryptionProof(encryption, writes);
    this.tags = new Tags(bucket, requests);
    this.copies = new Copies(this, limits, new CopyProbe(this, encryption, probes));
    DeleteRequest many = new DeleteRequest(requests, bucket);
    this.deletes = new Deletes(many, key -> delete(key, Precondition.none()));
    DeleteProbe probe = new DeleteProbe(this, many, writes, probes);
    this.versionDeletes = new VersionDeletes(many, this::deleteVersion, probe, this::version);
    this.rotation =
        encryption.customerKeyed()
            ? Optional.of(new Rekeying(encryption, reads, copies))
            : Optional.empty();
  }

  private ConditionProbe conditionProbe(boolean customEndpoint) {
    ConditionProbe.Endpoint endpoint = probed(writes);
    return customEndpoint
        ? ConditionProbe.of(endpoint, probes)
        : ConditionProbe.held(endpoint, probes);
  }

  private static ConditionProbe.Endpoint probed(Writes writes) {
    return new ConditionProbe.Endpoint() {
      @Override
      public void put(String key, Preconditions.Headers condition) throws ObjectStoreException {
        writes.put(key, PartBody.of(new byte[1]), ObjectHeaders.of(Map.of()), condition);
      }

      @Override
      public void delete(String key) throws ObjectStoreException {
        writes.delete(key, Preconditions.Headers.NONE);
      }
    };
  }

  /**
   * Opens the bucket without a request: a wrong endpoint shows in the first one.
   *
   * @throws ObjectStoreException {@code REJECTED} where the connection and the encryption do not go
   *     together
   */
  public static AwsObjectStore open(Connection connection, ServerSideEncryption encryption)
      throws ObjectStoreException {
    return open(connection, encryption, CopyLimits.S3);
  }

  /** Opens the bucket with other limits to copies than those of S3. */
  public static AwsObjectStore open(
      Connection connection, ServerSideEncryption encryption, CopyLimits limits)
      throws ObjectStoreException {
    Encryption wanted = new Encryption(encryption);
    if (wanted.customerKeyed()) {
      CustomerKeyTransport.check(connection);
    }
    Requests requests =
        new Requests(
            new ClientFactory(connection),
            new ErrorMapping(connection.bucket(), wanted.customerKeyed()),
            connection);
    return new AwsObjectStore(connection, requests, wanted, limits);
  }

  @Override
  public ObjectInfo head(String key) throws ObjectStoreException {
    return reads.head(key);
  }

  @Override
  public ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    return reads.get(key, range, ifMatch);
  }

  @Override
  public ListPage list(ListRequest request) throws ObjectStoreException {
    return reads.list(request);
  }

  @Override
  public PutResult put(
      String key, PartBody body, Map<String, String> metadata, Precondition precondition)
      throws ObjectStoreException {
    return put(key, body, ObjectHeaders.of(metadata), precondition);
  }

  PutResult put(String key, PartBody body, ObjectHeaders headers, Precondition precondition)
      throws ObjectStoreException {
    UserMetadata.check(headers.metadata());
    if (!(precondition instanceof Precondition.IfAbsent)) {
      proof.demand(key);
    }
    Optional<ETag> made =
        preconditions.write(
            key,
            precondition,
            body.length() <= TRIAL_BYTES ? Support.WORTH_A_TRIAL : Support.HELD_OR_REFUSED,
            condition -> writes.put(key, body, headers, condition));
    proof.given();
    return result(key, made);
  }

  @Override
  public MultipartUpload createMultipartUpload(String key, Map<String, String> metadata)
      throws ObjectStoreException {
    return createMultipartUpload(key, ObjectHeaders.of(metadata));
  }

  MultipartUpload createMultipartUpload(String key, ObjectHeaders headers)
      throws ObjectStoreException {
    UserMetadata.check(headers.metadata());
    MultipartUpload upload = writes.createMultipartUpload(key, headers);
    proof.given();
    return upload;
  }

  @Override
  public UploadedPart uploadPart(MultipartUpload upload, int number, PartBody body)
      throws ObjectStoreException {
    return writes.uploadPart(upload, number, body);
  }

  @Override
  public UploadedPart uploadPartCopy(
      MultipartUpload upload, int number, CopySource source, ByteRange range)
      throws ObjectStoreException {
    return writes.uploadPartCopy(upload, number, source, range);
  }

  @Override
  public PutResult completeMultipartUpload(
      MultipartUpload upload, List<UploadedPart> parts, Precondition precondition)
      throws ObjectStoreException {
    return result(
        upload.key(),
        preconditions.write(
            upload.key(),
            precondition,
            Support.SOMETIMES_IGNORED,
            condition -> writes.completeMultipartUpload(upload, parts, condition)));
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) throws ObjectStoreException {
    writes.abortMultipartUpload(upload);
  }

  @Override
  public List<MultipartUpload> listMultipartUploads(String prefix) throws ObjectStoreException {
    return reads.listMultipartUploads(prefix);
  }

  @Override
  public PutResult copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    UserMetadata.check(metadata);
    return copies.copy(source, key, new ObjectHeaders(metadata, source.content())).result();
  }

  /** The copy of up to 5 GiB; {@code BROKEN_PROMISE} if it lacks its encryption. */
  PutResult copyInOneRequest(CopySource source, String key, ObjectHeaders headers)
      throws ObjectStoreException {
    return result(
        key,
        selfCopies.make(source, key, condition -> writes.copy(source, key, headers, condition)));
  }

  /** The headers with the tags that an object has. */
  ObjectHeaders withTags(String key, ObjectHeaders headers) throws ObjectStoreException {
    return tags.with(key, headers);
  }

  @Override
  public Optional<CustomerKeyRotation> customerKeyRotation() {
    return rotation;
  }

  @Override
  public void delete(String key, Precondition precondition) throws ObjectStoreException {
    if (precondition instanceof Precondition.IfAbsent) {
      throw new IllegalArgumentException("what is to be deleted cannot have to be absent");
    }
    try {
      delete(key, precondition, Support.SOMETIMES_IGNORED);
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public void deleteAll(List<String> keys) throws ObjectStoreException {
    deletes.delete(keys);
  }

  @Override
  public Map<String, ObjectStoreException> deleteVersions(List<ObjectVersion> versions)
      throws ObjectStoreException {
    return versionDeletes.delete(versions);
  }

  @Override
  public void prepareToDeleteVersions() {
    versionDeletes.prepare();
  }

  @Override
  public void probeUnder(String directory) {
    probes.set(directory);
  }

  private void deleteVersion(ObjectVersion version, Support support) throws ObjectStoreException {
    delete(version.key(), Precondition.ifMatch(version.etag()), support);
  }

  private void delete(String key, Precondition precondition, Support support)
      throws ObjectStoreException {
    preconditions.write(
        key,
        precondition,
        support,
        condition -> {
          writes.delete(key, condition);
          return key;
        });
  }

  private Optional<ETag> version(String key) throws ObjectStoreException {
    try {
      return Optional.of(head(key).etag());
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> Optional.empty();
        case WRONG_CUSTOMER_KEY -> listedVersion(key);
        default -> throw e;
      };
    }
  }

  /** Whoever lacks an object's key may replace or delete it all the same. */
  private Optional<ETag> listedVersion(String key) throws ObjectStoreException {
    return list(ListRequest.tree(key).withMaxKeys(1)).objects().stream()
        .filter(object -> object.key().equals(key))
        .map(ListedObject::etag)
        .findFirst();
  }

  private PutResult result(String key, Optional<ETag> answered) throws ObjectStoreException {
    return new PutResult(answered.isPresent() ? answered.get() : head(key).etag());
  }

  @Override
  public void close() {
    requests.close();
  }
}
