package io.cofferfs.fs.fuse;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.fuse.Callbacks.FiveWords;
import io.cofferfs.fs.fuse.Callbacks.IntFourthOfFive;
import io.cofferfs.fs.fuse.Callbacks.IntThird;
import io.cofferfs.fs.fuse.Callbacks.IntThirdOfSix;
import io.cofferfs.fs.fuse.Callbacks.SixWords;
import io.cofferfs.fs.fuse.Callbacks.ThreeWords;
import io.cofferfs.fs.vfs.Errno;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Requests about open files. */
final class FileRequests {
  private static final int PERMISSIONS = 07777;

  // Modes of fallocate(2).
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 1 << 1;
  private static final int ZERO_RANGE = 1 << 4;

  private final Answering answering;
  private final FileTree tree;
  private final NodeTable nodes;
  private final HandleTable<OpenFile> files;
  private final boolean immutable;

  FileRequests(
      Answering answering,
      FileTree tree,
      NodeTable nodes,
      HandleTable<OpenFile> files,
      boolean immutable) {
    this.answering = answering;
    this.tree = tree;
    this.nodes = nodes;
    this.files = files;
    this.immutable = immutable;
  }

  void bind(OperationTable table) {
    table.bind(Operation.OPEN, ThreeWords.class, this::open);
    table.bind(Operation.CREATE, IntFourthOfFive.class, this::create);
    table.bind(Operation.READ, FiveWords.class, this::read);
    table.bind(Operation.WRITE, SixWords.class, this::write);
    table.bind(Operation.FALLOCATE, IntThirdOfSix.class, this::allocate);
    table.bind(Operation.FLUSH, ThreeWords.class, this::flush);
    table.bind(Operation.FSYNC, IntThird.class, this::sync);
    table.bind(Operation.RELEASE, ThreeWords.class, this::release);
  }

  private void open(long address, long node, long info) {
    answering.answer(
        Operation.OPEN,
        address,
        node,
        request -> {
          try {
            open(request, node, new FileInfo(info));
          } catch (IOException e) {
            if (Errno.of(e) != Errno.ENOENT) {
              throw e;
            }
            // The kernel believed in the name until now. With this answer it looks it up again, so
            // that a program that would make the file makes it.
            request.failed(Errno.ESTALE);
          }
        });
  }

  private void open(Request request, long node, FileInfo fileInfo) throws IOException {
    FileHandle handle = tree.open(nodes.path(node), fileInfo.openMode());
    if (immutable || nodes.isUnchanged(node, contentOf(handle))) {
      fileInfo.keepCache();
    }
    register(fileInfo, node, handle);
    if (!request.opened(fileInfo)) {
      close(fileInfo);
    }
  }

  private void create(long address, long parent, long name, int mode, long info) {
    answering.answer(
        Operation.CREATE,
        address,
        parent,
        request -> {
          FileInfo fileInfo = new FileInfo(info);
          String child = Request.text(name);
          FileHandle handle =
              tree.create(
                  nodes.childPath(parent, child),
                  mode & PERMISSIONS,
                  fileInfo.openMode(),
                  request.caller());
          FileStat stat = statOf(handle);
          long node = nodes.lookedUp(parent, child, stat);
          register(fileInfo, node, handle);
          if (!request.created(node, stat, fileInfo)) {
            close(fileInfo);
            nodes.forget(node, 1);
          }
        });
  }

  private void read(long address, long node, long size, long offset, long info) {
    answering.answer(
        Operation.READ,
        address,
        node,
        request -> {
          ByteBuffer target = request.buffer(size);
          request.data(tree.read(handle(info), offset, target));
        });
  }

  private void write(long address, long node, long buffer, long size, long offset, long info) {
    answering.answer(
        Operation.WRITE,
        address,
        node,
        request -> {
          tree.write(handle(info), offset, request.received(buffer, size));
          request.written(size);
        });
  }

  private void allocate(long address, long node, int mode, long offset, long length, long info) {
    answering.answer(
        Operation.FALLOCATE,
        address,
        node,
        request -> {
          switch (mode) {
            case 0 -> tree.extend(handle(info), offset + length);
            case PUNCH_HOLE | KEEP_SIZE, ZERO_RANGE | KEEP_SIZE ->
                tree.zero(handle(info), offset, length);
            case ZERO_RANGE -> {
              tree.extend(handle(info), offset + length);
              tree.zero(handle(info), offset, length);
            }
            default -> throw new FileException(Reason.UNSUPPORTED, "fallocate mode " + mode);
          }
          request.done();
        });
  }

  private void flush(long address, long node, long info) {
    answering.answer(
        Operation.FLUSH,
        address,
        node,
        request -> {
          tree.flush(handle(info));
          request.done();
        });
  }

  private void sync(long address, long node, int dataOnly, long info) {
    answering.answer(
        Operation.FSYNC,
        address,
        node,
        request -> {
          tree.sync(handle(info));
          request.done();
        });
  }

  private void release(long address, long node, long info) {
    answering.answer(
        Operation.RELEASE,
        address,
        node,
        request -> {
          close(new FileInfo(info));
          request.done();
        });
  }

  private FileHandle handle(long info) throws IOException {
    return files.get(new FileInfo(info).handle()).handle();
  }

  /** Whoever has opened a file and then cannot look at it must not keep it open. */
  private FileStat statOf(FileHandle handle) throws IOException {
    try {
      return tree.stat(handle);
    } catch (IOException | RuntimeException e) {
      tree.release(handle);
      throw e;
    }
  }

  private Object contentOf(FileHandle handle) throws IOException {
    try {
      return tree.contentTag(handle);
    } catch (IOException | RuntimeException e) {
      tree.release(handle);
      throw e;
    }
  }

  private void register(FileInfo info, long node, FileHandle handle) throws IOException {
    nodes.opened(node, handle);
    info.setHandle(files.add(new OpenFile(node, handle)));
  }

  private void close(FileInfo info) throws IOException {
    OpenFile file = files.remove(info.handle());
    nodes.closed(file.node(), file.handle());
    tree.release(file.handle());
  }
}
