package io.cofferfs.fs.namespace;

import java.util.UUID;

/**
 * Who moves directories on this machine, and whether they still live. A name is 32 hexadecimal
 * digits, drawn at random.
 */
public interface MoveOwners {

  /** The name under which this mount moves; nobody else ever has it. */
  String self();

  /**
   * Whether the owner is known to have died. False if that cannot be told from here, as of those on
   * other machines.
   */
  boolean isDead(String owner);

  /** Nothing that this owner has begun is unfinished any more: nobody will ask about it again. */
  void forget(String owner);

  /** This mount ends, and has left nothing unfinished. */
  void ended();

  static String newName() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** Of one who knows of no other. */
  static MoveOwners alone() {
    String self = newName();
    return new MoveOwners() {
      @Override
      public String self() {
        return self;
      }

      @Override
      public boolean isDead(String owner) {
        return false;
      }

      @Override
      public void forget(String owner) {}

      @Override
      public void ended() {}
    };
  }
}
