package io.cofferfs.fs.fuse;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.fuse.Callbacks.FourWords;
import io.cofferfs.fs.fuse.Callbacks.IntSixth;
import io.cofferfs.fs.fuse.Callbacks.ThreeWords;
import io.cofferfs.fs.vfs.Errno;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.XattrMode;
import java.io.ByteArrayOutputStream;

/** Requests about extended attributes. */
final class XattrRequests {
  private static final int XATTR_CREATE = 1;
  private static final int XATTR_REPLACE = 2;

  private final Answering answering;
  private final FileTree tree;
  private final NodeTable nodes;

  XattrRequests(Answering answering, FileTree tree, NodeTable nodes) {
    this.answering = answering;
    this.tree = tree;
    this.nodes = nodes;
  }

  void bind(OperationTable table) {
    table.bind(Operation.SETXATTR, IntSixth.class, this::set);
    table.bind(Operation.GETXATTR, FourWords.class, this::get);
    table.bind(Operation.LISTXATTR, ThreeWords.class, this::list);
    table.bind(Operation.REMOVEXATTR, ThreeWords.class, this::remove);
  }

  private void get(long address, long node, long nameAddress, long room) {
    answering.answer(
        Operation.GETXATTR,
        address,
        node,
        request -> {
          String name = Request.text(nameAddress);
          if (name.startsWith("user.")) {
            request.value(tree.xattr(nodes.path(node), name), room);
          } else {
            // The kernel asks for security.capability before each write: nothing may cost here.
            request.failed(Errno.ENOTSUP);
          }
        });
  }

  private void list(long address, long node, long room) {
    answering.answer(
        Operation.LISTXATTR,
        address,
        node,
        request -> {
          ByteArrayOutputStream names = new ByteArrayOutputStream();
          for (String name : tree.xattrs(nodes.path(node))) {
            names.writeBytes(NameBytes.encode(name));
            names.write(0);
          }
          request.value(names.toByteArray(), room);
        });
  }

  private void set(long address, long node, long name, long value, long length, int flags) {
    answering.answer(
        Operation.SETXATTR,
        address,
        node,
        request -> {
          byte[] bytes = new byte[Math.toIntExact(length)];
          request.received(value, length).get(bytes);
          tree.setXattr(nodes.path(node), Request.text(name), bytes, mode(flags));
          request.done();
        });
  }

  private static XattrMode mode(int flags) throws FileException {
    return switch (flags) {
      case 0 -> XattrMode.SET;
      case XATTR_CREATE -> XattrMode.CREATE;
      case XATTR_REPLACE -> XattrMode.REPLACE;
      default -> throw new FileException(Reason.INVALID_ARGUMENT, "flags " + flags);
    };
  }

  private void remove(long address, long node, long name) {
    answering.answer(
        Operation.REMOVEXATTR,
        address,
        node,
        request -> {
          tree.removeXattr(nodes.path(node), Request.text(name));
          request.done();
        });
  }
}
