package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingXmlTest {
  private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  /** As in the Amazon S3 API reference, ListObjectsV2, with what else servers put in. */
  private static final String PAGE =
      HEAD
          + """
          <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Name>bucket</Name><Prefix>100%25+a/</Prefix><KeyCount>3</KeyCount>
            <MaxKeys>3</MaxKeys><Delimiter>%2F</Delimiter><IsTruncated>true</IsTruncated>
            <Contents>
              <Key>100%25+a/%C3%BC%2B.txt</Key>
              <LastModified>2026-11-24T01:02:03.004Z</LastModified>
              <ETag>&quot;70ee1738b6b21e2c8a43f3a5ab0eee71&quot;</ETag>
              <ChecksumAlgorithm>CRC32</ChecksumAlgorithm>
              <Size>5368709121</Size>
              <Owner><ID>me</ID><DisplayName>Key</DisplayName></Owner>
              <StorageClass>GLACIER</StorageClass>
              <RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress></RestoreStatus>
            </Contents>
            <Contents><Key>b&amp;&lt;</Key><ETag>"1"</ETag><Size>0</Size></Contents>
            <CommonPrefixes><Prefix>100%25+a/sub/</Prefix></CommonPrefixes>
            <CommonPrefixes><Owner/><Prefix>z/</Prefix></CommonPrefixes>
            <EncodingType>url</EncodingType>
            <NextContinuationToken>1ue%2FGc+</NextContinuationToken>
          </ListBucketResult>
          """;

  private static ListPage read(String text) throws Exception {
    return ListingXml.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String page(String content) {
    return HEAD + "<ListBucketResult>" + content + "</ListBucketResult>";
  }

  @Test
  void read_ofAPage_isAllThatItTells() throws Exception {
    ListPage page = read(PAGE);
    assertThat(page.objects())
        .containsExactly(
            new ListedObject(
                "100% a/ü+.txt",
                new ETag("\"70ee1738b6b21e2c8a43f3a5ab0eee71\""),
                5_368_709_121L,
                Instant.parse("2026-11-24T01:02:03.004Z"),
                "GLACIER"),
            new ListedObject("b&<", new ETag("\"1\""), 0, Instant.EPOCH, "STANDARD"));
    assertThat(page.commonPrefixes()).containsExactly("100% a/sub/", "z/");
    assertThat(page.continuation()).as("not a name, so not encoded").contains("1ue%2FGc+");
  }

  @Test
  void read_ofNamesThatAreNotEncoded_leavesThemAsTheyAre() throws Exception {
    String names =
        "<Contents><Key>a%2B+</Key><ETag>1</ETag><Size>1</Size></Contents>"
            + "<CommonPrefixes><Prefix>%41/</Prefix></CommonPrefixes>";
    ListPage page = read(page(names));
    assertThat(page.objects().get(0).key()).isEqualTo("a%2B+");
    assertThat(page.commonPrefixes()).containsExactly("%41/");
  }

  @Test
  void read_ofTheLastPage_hasNoContinuation() throws Exception {
    String token = "<NextContinuationToken>left over</NextContinuationToken>";
    assertThat(read(page("")).continuation()).isEmpty();
    assertThat(read(page("<IsTruncated>false</IsTruncated>" + token)).continuation()).isEmpty();
  }

  /** What is behind it would be missing, and nobody would know. */
  @Test
  void read_ofAPageThatDoesNotSayHowToGoOn_isRefused() {
    assertThatThrownBy(() -> read(page("<IsTruncated>true</IsTruncated>")))
        .isInstanceOf(ObjectStoreException.class);
  }

  @Test
  void read_ofATextThatBreaksOff_isNoPage() {
    int end = PAGE.indexOf("</ListBucketResult>") + "</ListBucketResult>".length();
    for (int length = 0; length < end; length++) {
      String cut = PAGE.substring(0, length);
      assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(XMLStreamException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Error><Code>InternalError</Code></Error>",
        "<html><body>Sign in</body></html>",
        "{}",
        "<ListBucketResult>text</ListBucketResult>",
        "<ListBucketResult/>and more",
        "<ListBucketResult><Contents><Key><b/></Key></Contents></ListBucketResult>"
      })
  void read_ofSomethingElse_isRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(XMLStreamException.class);
  }

  @Test
  void read_ofAPageThatNamesAFile_doesNotOpenIt() {
    String entity = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>";
    String text = page("<Contents><Key>&e;</Key><ETag>1</ETag><Size>1</Size></Contents>");
    assertThatThrownBy(() -> read(text.replace(HEAD, HEAD + entity)))
        .isInstanceOf(XMLStreamException.class);
  }

  @Test
  void read_ofObjectsWithoutWhatEachHas_isRefused() {
    List<String> parts = List.of("<Key>k</Key>", "<ETag>1</ETag>", "<Size>1</Size>");
    for (String missing : parts) {
      String rest = String.join("", parts).replace(missing, "");
      assertThatThrownBy(() -> read(page("<Contents>" + rest + "</Contents>")))
          .as("without %s", missing)
          .isInstanceOf(ObjectStoreException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Key>k</Key><Size>1.5</Size><ETag>1</ETag>",
        "<Key>k</Key><Size>1</Size><ETag>1</ETag><LastModified>today</LastModified>",
        "<Key>%4</Key><Size>1</Size><ETag>1</ETag>"
      })
  void read_ofWhatCannotBeRight_isRefused(String object) {
    String text = page("<EncodingType>url</EncodingType><Contents>" + object + "</Contents>");
    assertThatThrownBy(() -> read(text)).isInstanceOf(ObjectStoreException.class);
  }
}
