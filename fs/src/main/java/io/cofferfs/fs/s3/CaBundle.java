package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the authorities of a PEM file, and in no others. */
final class CaBundle {
  private CaBundle() {}

  static TrustManager[] read(Path pem) throws ObjectStoreException {
    try (InputStream stream = Files.newInputStream(pem)) {
      return trustIn(CertificateFactory.getInstance("X.509").generateCertificates(stream));
    } catch (IOException | GeneralSecurityException e) {
      throw new ObjectStoreException(Reason.REJECTED, "no CA bundle can be read at " + pem, e);
    }
  }

  private static TrustManager[] trustIn(Collection<? extends Certificate> authorities)
      throws IOException, GeneralSecurityException {
    if (authorities.isEmpty()) {
      throw new IOException("no certificate in the file");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate authority : authorities) {
      store.setCertificateEntry("authority-" + store.size(), authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
