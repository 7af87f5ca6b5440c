package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Reads a page of a listing as servers send it: a {@code ListBucketResult}, the answer to
 * ListObjectsV2 (Amazon S3 API reference). Elements of other names are passed over, as they are
 * optional or of other servers.
 */
final class ListingXml {
  private static final XMLInputFactory READERS =
      withoutEntities(XMLInputFactory.newDefaultFactory());

  private final XMLStreamReader xml;
  private final List<ListedObject> objects = new ArrayList<>();
  private final List<String> commonPrefixes = new ArrayList<>();
  private boolean urlEncoded;
  private boolean truncated;
  private @Nullable String continuation;

  private ListingXml(XMLStreamReader xml) {
    this.xml = xml;
  }

  private static XMLInputFactory withoutEntities(XMLInputFactory factory) {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /** Not every factory may be shared by threads. */
  private static synchronized XMLStreamReader newReader(InputStream text)
      throws XMLStreamException {
    return READERS.createXMLStreamReader(text);
  }

  /**
   * Reads a page, to the end of the text.
   *
   * @throws XMLStreamException if the text is no page of a listing, breaks off or cannot be read
   * @throws ObjectStoreException if it lacks what each object has
   */
  static ListPage read(InputStream text) throws XMLStreamException, ObjectStoreException {
    XMLStreamReader reader = newReader(text);
    try {
      ListingXml listing = new ListingXml(reader);
      listing.readPage();
      return listing.page();
    } finally {
      reader.close();
    }
  }

  private void readPage() throws XMLStreamException, ObjectStoreException {
    xml.nextTag();
    xml.require(XMLStreamConstants.START_ELEMENT, null, "ListBucketResult");
    while (isAtNextChild()) {
      switch (xml.getLocalName()) {
        case "Contents" -> objects.add(object());
        case "CommonPrefixes" -> readPrefixes();
        case "EncodingType" -> urlEncoded = xml.getElementText().equals("url");
        case "IsTruncated" -> truncated = xml.getElementText().equals("true");
        case "NextContinuationToken" -> continuation = xml.getElementText();
        default -> passOver();
      }
    }
    while (xml.hasNext()) {
      xml.next(); // to the end of the text, so that its connection can be used again
    }
  }

  /** Whether the element that was begun has another one inside; that is begun then. */
  private boolean isAtNextChild() throws XMLStreamException {
    return xml.nextTag() == XMLStreamConstants.START_ELEMENT;
  }

  private void passOver() throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        default -> {}
      }
    }
  }

  private ListedObject object() throws XMLStreamException, ObjectStoreException {
    String key = null;
    String etag = null;
    String length = null;
    String lastModified = null;
    String storageClass = null;
    while (isAtNextChild()) {
      switch (xml.getLocalName()) {
        case "Key" -> key = xml.getElementText();
        case "ETag" -> etag = xml.getElementText();
        case "Size" -> length = xml.getElementText();
        case "LastModified" -> lastModified = xml.getElementText();
        case "StorageClass" -> storageClass = xml.getElementText();
        default -> passOver();
      }
    }
    if (key == null || length == null) {
      throw new ObjectStoreException(
          Reason.BROKEN_PROMISE, "an object is listed without its name or length");
    }
    return listed(key, etag, length, lastModified, storageClass);
  }

  private static ListedObject listed(
      String key,
      @Nullable String etag,
      String length,
      @Nullable String lastModified,
      @Nullable String storageClass)
      throws ObjectStoreException {
    try {
      return new ListedObject(
          key,
          Answers.etag(etag),
          Long.parseLong(length),
          Answers.lastModified(lastModified == null ? null : Instant.parse(lastModified)),
          Answers.storageClass(storageClass));
    } catch (DateTimeException | NumberFormatException e) {
      throw new ObjectStoreException(
          Reason.BROKEN_PROMISE, "an object is listed with a length or a date that is none", e);
    }
  }

  private void readPrefixes() throws XMLStreamException {
    while (isAtNextChild()) {
      if (xml.getLocalName().equals("Prefix")) {
        commonPrefixes.add(xml.getElementText());
      } else {
        passOver();
      }
    }
  }

  private ListPage page() throws ObjectStoreException {
    if (urlEncoded) { // which may be said behind the names
      try {
        objects.replaceAll(ListingXml::decoded);
        commonPrefixes.replaceAll(ListingXml::decoded);
      } catch (IllegalArgumentException e) {
        throw new ObjectStoreException(
            Reason.BROKEN_PROMISE, "a name is listed in no encoding of URLs", e);
      }
    }
    return new ListPage(objects, commonPrefixes, Answers.continuation(truncated, continuation));
  }

  private static ListedObject decoded(ListedObject object) {
    return new ListedObject(
        decoded(object.key()),
        object.etag(),
        object.length(),
        object.lastModified(),
        object.storageClass());
  }

  private static String decoded(String name) {
    return name.indexOf('%') < 0 && name.indexOf('+') < 0 ? name : SdkHttpUtils.urlDecode(name);
  }
}
