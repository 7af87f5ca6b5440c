package io.cofferfs.fs.s3;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The SSE-C keys of a bucket: which one an object is written with, and in which order they are
 * tried on one that is read. Immutable.
 *
 * <p>Keys belong to prefixes of objects' keys, and of those that fit an object the longest one
 * counts. There always is one: the empty prefix has keys too.
 */
public final class CustomerKeyring {
  private static final String EVERYTHING = "";

  private final NavigableMap<String, List<CustomerKey>> byPrefix;

  private CustomerKeyring(NavigableMap<String, List<CustomerKey>> byPrefix) {
    this.byPrefix = byPrefix;
  }

  /**
   * The keys of all objects, but for those of which {@link #withPrefix} says something else.
   *
   * @param keys the first is the one to write with
   */
  public static CustomerKeyring of(List<CustomerKey> keys) {
    return new CustomerKeyring(new TreeMap<>()).withPrefix(EVERYTHING, keys);
  }

  /** The same keyring with other keys for this prefix. */
  public CustomerKeyring withPrefix(String prefix, List<CustomerKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a prefix without a key to write with");
    }
    NavigableMap<String, List<CustomerKey>> extended = new TreeMap<>(byPrefix);
    extended.put(prefix, List.copyOf(keys));
    return new CustomerKeyring(extended);
  }

  /** The key that an object is written with. */
  CustomerKey writeKey(String objectKey) {
    return of(objectKey).get(0);
  }

  /** Every key once: those of the object's prefix first, in their order. */
  List<CustomerKey> inOrder(String objectKey) {
    Set<CustomerKey> keys = new LinkedHashSet<>(of(objectKey));
    byPrefix.values().stream().flatMap(Collection::stream).forEach(keys::add);
    return List.copyOf(keys);
  }

  private List<CustomerKey> of(String objectKey) {
    // Of several prefixes of one text the longest is the greatest, and none is greater than it.
    for (Map.Entry<String, List<CustomerKey>> rule :
        byPrefix.headMap(objectKey, /* inclusive= */ true).descendingMap().entrySet()) {
      if (objectKey.startsWith(rule.getKey())) {
        return rule.getValue();
      }
    }
    throw new AssertionError("every text begins with the empty prefix");
  }
}
