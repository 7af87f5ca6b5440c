package io.cofferfs.fs.fuse;

import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * {@code struct fuse_lowlevel_ops} in native memory. Must stay reachable while the session lives:
 * it keeps the functions from being collected.
 */
final class OperationTable {
  private final Runtime runtime = Runtime.getSystemRuntime();
  private final Pointer table =
      Memory.allocateDirect(runtime, sizeBytes(runtime), /* clear= */ true);
  private final List<Object> functions = new ArrayList<>();

  // The order of the enum is that of the struct: what it is for.
  @SuppressWarnings("EnumOrdinal")
  <T> void bind(Operation operation, Class<T> shape, T function) {
    Pointer code = runtime.getClosureManager().getClosurePointer(shape, function);
    functions.add(function);
    table.putPointer((long) operation.ordinal() * runtime.addressSize(), code);
  }

  long address() {
    return table.address();
  }

  long sizeBytes() {
    return sizeBytes(runtime);
  }

  private static int sizeBytes(Runtime runtime) {
    return Operation.values().length * runtime.addressSize();
  }
}
