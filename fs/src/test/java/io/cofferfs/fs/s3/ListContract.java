package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listings, their order, pages and common prefixes. */
public interface ListContract extends ContractFixture {

  @Test
  default void list_ofAnEmptyBucket_isEmpty() throws Exception {
    ListPage page = store().list(ListRequest.tree(""));
    assertThat(page.objects()).isEmpty();
    assertThat(page.commonPrefixes()).isEmpty();
    assertThat(page.continuation()).isEmpty();
  }

  @Test
  default void list_ofAnObject_tellsWhatHeadTells() throws Exception {
    putObject("k", bytes(123));
    ListedObject listed = store().list(ListRequest.tree("k")).objects().get(0);
    ObjectInfo info = store().head("k");
    assertThat(listed.key()).isEqualTo("k");
    assertThat(listed.etag()).isEqualTo(info.etag());
    assertThat(listed.length()).isEqualTo(123);
    assertThat(listed.storageClass()).isEqualTo("STANDARD");
    assertThat(listed.lastModified().getEpochSecond())
        .isEqualTo(info.lastModified().getEpochSecond());
  }

  @Test
  default void list_ofADirectory_rollsUpWhatIsBelow() throws Exception {
    putAll("d/", "d/a", "d/sub/x", "d/sub/y", "d/sub.txt", "d/z/", "e/other", "d");
    ListPage page = store().list(ListRequest.directory("d/"));
    assertThat(keys(page)).containsExactly("d/", "d/a", "d/sub.txt");
    assertThat(page.commonPrefixes()).containsExactly("d/sub/", "d/z/");
  }

  @Test
  default void list_ofTheRoot_rollsUpDirectories() throws Exception {
    putAll("a", "b/c", "b/d/e");
    ListPage page = store().list(ListRequest.directory(""));
    assertThat(keys(page)).containsExactly("a");
    assertThat(page.commonPrefixes()).containsExactly("b/");
  }

  @Test
  default void list_withAPrefixInsideAName_matchesTheNamesBehindIt() throws Exception {
    putAll("abc", "abd/x", "b");
    ListPage page = store().list(ListRequest.directory("ab"));
    assertThat(keys(page)).containsExactly("abc");
    assertThat(page.commonPrefixes()).containsExactly("abd/");
  }

  @Test
  default void list_underAPrefixWithPercentSigns_showsWhatIsThere() throws Exception {
    putAll("100% a/x", "%41/x", "A/x", "ü &%");
    for (String prefix : List.of("100% ", "%41", "A", "ü &%")) {
      assertThat(keys(store().list(ListRequest.tree(prefix)))).hasSize(1);
      assertThat(store().list(ListRequest.directory(prefix)).continuation()).isEmpty();
    }
  }

  @Test
  default void list_ofATree_isInTheOrderOfUtf8Bytes() throws Exception {
    putAll("b", "a/b", "a", "a-b", "a.b", "ab", "a/", "A", "z", "é", "日", "a b");
    assertThat(keys(store().list(ListRequest.tree(""))))
        .containsExactly("A", "a", "a b", "a-b", "a.b", "a/", "a/b", "ab", "b", "z", "é", "日");
  }

  @Test
  default void list_inSmallPages_showsEverythingOnce() throws Exception {
    putAll("d/", "d/a", "d/b/1", "d/b/2", "d/b/3", "d/c", "d/e/1", "d/f");
    ListRequest request = ListRequest.directory("d/");
    for (int size = 1; size <= 7; size++) {
      List<String> entries = new ArrayList<>();
      for (ListPage page : pages(request.withMaxKeys(size))) {
        assertThat(page.objects().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(size);
        entries.addAll(keys(page));
        entries.addAll(page.commonPrefixes());
      }
      assertThat(entries)
          .as("pages of %d", size)
          .containsExactlyInAnyOrder("d/", "d/a", "d/b/", "d/c", "d/e/", "d/f");
    }
  }

  @Test
  default void list_ofMoreThanOnePage_continuesBehindTheFirst() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String key = String.format("tree/file %02d", i);
      putObject(key, bytes(1));
      expected.add(key);
    }
    List<ListPage> pages = pages(ListRequest.tree("tree/").withMaxKeys(10));
    assertThat(pages).hasSize(3);
    assertThat(pages.stream().flatMap(page -> keys(page).stream())).isEqualTo(expected);
  }

  private void putAll(String... keys) throws ObjectStoreException {
    for (String key : keys) {
      putObject(key, bytes(1));
    }
  }

  private List<ListPage> pages(ListRequest first) throws ObjectStoreException {
    List<ListPage> pages = new ArrayList<>();
    pages.add(store().list(first));
    while (pages.get(pages.size() - 1).continuation().isPresent()) {
      String token = pages.get(pages.size() - 1).continuation().get();
      pages.add(store().list(first.after(token)));
    }
    return pages;
  }

  private static List<String> keys(ListPage page) {
    return page.objects().stream().map(ListedObject::key).toList();
  }
}
