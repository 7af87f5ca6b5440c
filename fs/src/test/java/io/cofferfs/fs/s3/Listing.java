package io.cofferfs.fs.s3;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Makes pages of the objects of an {@link InMemoryObjectStore}. A page costs its own length,
 * however many keys are rolled up in it.
 */
final class Listing {
  /** The order of keys' UTF-8 bytes, which is that of code points but not of {@code char}s. */
  static final Comparator<String> UTF8_ORDER = Listing::compareCodePoints;

  /** Sorts behind every key that begins with what stands before it. */
  private static final String LAST = new String(Character.toChars(Character.MAX_CODE_POINT));

  private final NavigableMap<String, StoredObject> objects;
  private final ListRequest request;
  private final List<ListedObject> listed = new ArrayList<>();
  private final List<String> commonPrefixes = new ArrayList<>();

  Listing(NavigableMap<String, StoredObject> objects, ListRequest request) {
    this.objects = objects;
    this.request = request;
  }

  ListPage page() {
    // The token is the last entry of the page before; a common prefix stands for all keys under it.
    String last = request.continuation().orElse("");
    Map.Entry<String, StoredObject> next = last.isEmpty() ? first() : following(last);
    while (next != null && next.getKey().startsWith(request.prefix())) {
      if (listed.size() + commonPrefixes.size() == request.maxKeys()) {
        return new ListPage(listed, commonPrefixes, Optional.of(last));
      }
      last = add(next);
      next = following(last);
    }
    return new ListPage(listed, commonPrefixes, Optional.empty());
  }

  private Map.Entry<String, StoredObject> first() {
    return objects.ceilingEntry(request.prefix());
  }

  private Map.Entry<String, StoredObject> following(String last) {
    return isCommonPrefix(last) ? objects.higherEntry(last + LAST) : objects.higherEntry(last);
  }

  private boolean isCommonPrefix(String entry) {
    return request.delimited() && entry.indexOf('/', request.prefix().length()) >= 0;
  }

  /** Adds the entry that the key stands for, and returns it. */
  private String add(Map.Entry<String, StoredObject> entry) {
    String key = entry.getKey();
    if (isCommonPrefix(key)) {
      String commonPrefix = key.substring(0, key.indexOf('/', request.prefix().length()) + 1);
      commonPrefixes.add(commonPrefix);
      return commonPrefix;
    }
    listed.add(entry.getValue().listed(key));
    return key;
  }

  private static int compareCodePoints(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(rank(a.charAt(i)), rank(b.charAt(i)));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Surrogates stand for code points above all other {@code char}s. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }
}
