package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.s3ec.EnvelopeHeaders;
import io.cofferfs.crypto.s3ec.EnvelopeSummary;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.volume.StoredEnvelope;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What the headers of an object of the S3 Encryption Client tell, its instruction file too. */
final class EnvelopeFindings {
  private final ObjectInfo object;
  private final Map<String, String> headers;

  private EnvelopeFindings(ObjectInfo object, Map<String, String> headers) {
    this.object = object;
    this.headers = headers;
  }

  static EnvelopeFindings of(ObjectStore store, ObjectInfo object) throws IOException {
    try {
      return new EnvelopeFindings(object, StoredEnvelope.headers(store, object));
    } catch (ObjectStoreException e) {
      // Where listing is denied, so is what does not exist: most objects have no such file.
      if (e.reason() == Reason.ACCESS_DENIED) {
        return new EnvelopeFindings(object, EnvelopeHeaders.of(object.metadata()));
      }
      throw e;
    }
  }

  /** Whether the client wrote the object. */
  boolean isPresent() {
    return EnvelopeHeaders.haveKey(headers);
  }

  void addTo(Findings findings) {
    findings.add(
        "s3ec headers",
        EnvelopeHeaders.haveKey(object.metadata()) ? "of the object" : "in an instruction file");
    try {
      EnvelopeSummary summary = EnvelopeSummary.of(headers);
      findings.add("s3ec version", summary.version());
      findings.add("s3ec content", summary.content());
      findings.add("s3ec key wrap", summary.wrapMethod());
      findings.add("s3ec legacy", summary.isLegacy() ? "yes: read with --s3ec-legacy" : "no");
      if (!summary.context().isEmpty()) {
        findings.add("s3ec kms context", new TreeMap<>(summary.context()).toString());
      }
    } catch (CofferException e) {
      findings.add("s3ec damaged", String.valueOf(e.getMessage()));
    }
  }
}
