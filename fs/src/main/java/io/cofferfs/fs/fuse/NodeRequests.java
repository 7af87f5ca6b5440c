package io.cofferfs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.fuse.Callbacks.FiveWords;
import io.cofferfs.fs.fuse.Callbacks.FourWords;
import io.cofferfs.fs.fuse.Callbacks.IntFourth;
import io.cofferfs.fs.fuse.Callbacks.IntFourthOfFive;
import io.cofferfs.fs.fuse.Callbacks.ThreeWords;
import io.cofferfs.fs.fuse.Callbacks.TwoWords;
import io.cofferfs.fs.vfs.Errno;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.LookedUp;
import io.cofferfs.fs.vfs.OpenMode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Requests about names and attributes. */
final class NodeRequests {
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int PERMISSIONS = 07777;

  private final Answering answering;
  private final FileTree tree;
  private final NodeTable nodes;
  private final NodeAttributes attributes;
  private final HandleTable<OpenFile> files;

  NodeRequests(Answering answering, FileTree tree, NodeTable nodes, HandleTable<OpenFile> files) {
    this.answering = answering;
    this.tree = tree;
    this.nodes = nodes;
    this.files = files;
    this.attributes = new NodeAttributes(tree, nodes);
  }

  void bind(OperationTable table) {
    table.bind(Operation.LOOKUP, ThreeWords.class, this::lookup);
    table.bind(Operation.FORGET, ThreeWords.class, this::forget);
    table.bind(Operation.FORGET_MULTI, ThreeWords.class, this::forgetMany);
    table.bind(Operation.GETATTR, ThreeWords.class, this::getAttributes);
    table.bind(Operation.SETATTR, IntFourthOfFive.class, this::setAttributes);
    table.bind(Operation.READLINK, TwoWords.class, this::readLink);
    table.bind(Operation.MKNOD, IntFourthOfFive.class, this::makeNode);
    table.bind(Operation.MKDIR, IntFourth.class, this::makeDirectory);
    table.bind(Operation.UNLINK, ThreeWords.class, this::unlink);
    table.bind(Operation.RMDIR, ThreeWords.class, this::removeDirectory);
    table.bind(Operation.SYMLINK, FourWords.class, this::symbolicLink);
    table.bind(Operation.RENAME, FiveWords.class, this::rename);
    table.bind(Operation.LINK, FourWords.class, this::link);
    table.bind(Operation.STATFS, TwoWords.class, this::space);
  }

  private void lookup(long address, long parent, long name) {
    answering.answer(
        Operation.LOOKUP,
        address,
        parent,
        request -> {
          String child = Request.text(name);
          try {
            enter(request, parent, child, tree.lookUp(nodes.childPath(parent, child)));
          } catch (IOException e) {
            if (Errno.of(e) != Errno.ENOENT) {
              throw e;
            }
            // As an answer rather than an error, for the kernel to remember.
            request.noEntry();
          }
        });
  }

  private void forget(long address, long node, long lookups) {
    answering.answer(
        Operation.FORGET,
        address,
        node,
        request -> {
          nodes.forget(node, lookups);
          request.none();
        });
  }

  /** {@code struct fuse_forget_data}: node 8 | lookups 8. */
  private void forgetMany(long address, long count, long forgets) {
    answering.answer(
        Operation.FORGET_MULTI,
        address,
        NodeTable.ROOT,
        request -> {
          for (long at = forgets; at < forgets + count * 2 * Long.BYTES; at += 2 * Long.BYTES) {
            nodes.forget(MEMORY.getLong(at), MEMORY.getLong(at + Long.BYTES));
          }
          request.none();
        });
  }

  private void getAttributes(long address, long node, long info) {
    answering.answer(
        Operation.GETATTR,
        address,
        node,
        request -> request.attributes(attributes.of(node, handle(info))));
  }

  private void setAttributes(long address, long node, long stat, int which, long info) {
    answering.answer(
        Operation.SETATTR,
        address,
        node,
        request -> {
          FileHandle handle = handle(info);
          attributes.change(node, handle, new AttributeRequest(stat, which));
          request.attributes(attributes.of(node, handle));
        });
  }

  private void readLink(long address, long node) {
    answering.answer(
        Operation.READLINK,
        address,
        node,
        request -> request.link(tree.readSymbolicLink(nodes.path(node))));
  }

  private void makeNode(long address, long parent, long name, int mode, long device) {
    answering.answer(
        Operation.MKNOD,
        address,
        parent,
        request -> {
          String child = Request.text(name);
          String path = nodes.childPath(parent, child);
          if ((mode & TYPE) == REGULAR) {
            OpenMode exclusive = new OpenMode(false, true, false, false, /* exclusive= */ true);
            tree.release(tree.create(path, mode & PERMISSIONS, exclusive, request.caller()));
          } else {
            tree.createNode(path, mode, device, request.caller());
          }
          enter(request, parent, child);
        });
  }

  private void makeDirectory(long address, long parent, long name, int mode) {
    answering.answer(
        Operation.MKDIR,
        address,
        parent,
        request -> {
          String child = Request.text(name);
          tree.createDirectory(
              nodes.childPath(parent, child), mode & PERMISSIONS, request.caller());
          enter(request, parent, child);
        });
  }

  private void unlink(long address, long parent, long name) {
    answering.answer(
        Operation.UNLINK,
        address,
        parent,
        request -> {
          String child = Request.text(name);
          tree.unlink(nodes.childPath(parent, child));
          nodes.removed(parent, child);
          request.done();
        });
  }

  private void removeDirectory(long address, long parent, long name) {
    answering.answer(
        Operation.RMDIR,
        address,
        parent,
        request -> {
          String child = Request.text(name);
          tree.removeDirectory(nodes.childPath(parent, child));
          nodes.removed(parent, child);
          request.done();
        });
  }

  private void symbolicLink(long address, long target, long parent, long name) {
    answering.answer(
        Operation.SYMLINK,
        address,
        parent,
        request -> {
          String child = Request.text(name);
          tree.createSymbolicLink(
              nodes.childPath(parent, child), Request.text(target), request.caller());
          enter(request, parent, child);
        });
  }

  private void rename(long address, long parent, long name, long newParent, long newName) {
    answering.answer(
        Operation.RENAME,
        address,
        parent,
        request -> {
          String from = Request.text(name);
          String to = Request.text(newName);
          tree.rename(nodes.childPath(parent, from), nodes.childPath(newParent, to));
          nodes.moved(parent, from, newParent, to);
          request.done();
        });
  }

  private void link(long address, long node, long newParent, long newName) {
    answering.answer(
        Operation.LINK,
        address,
        node,
        request -> {
          throw new FileException(Reason.NOT_PERMITTED, "an object has one key");
        });
  }

  private void space(long address, long node) {
    answering.answer(Operation.STATFS, address, node, request -> request.space(tree.space()));
  }

  private void enter(Request request, long parent, String name) throws IOException {
    FileStat stat = tree.stat(nodes.childPath(parent, name));
    enter(request, parent, name, new LookedUp(stat, /* provisional= */ false));
  }

  private void enter(Request request, long parent, String name, LookedUp found) throws IOException {
    long node = nodes.lookedUp(parent, name, found.stat());
    if (!request.entry(node, found)) {
      nodes.forget(node, 1);
    }
  }

  private @Nullable FileHandle handle(long info) throws FileException {
    FileInfo fileInfo = new FileInfo(info);
    return fileInfo.isPresent() ? files.get(fileInfo.handle()).handle() : null;
  }
}
