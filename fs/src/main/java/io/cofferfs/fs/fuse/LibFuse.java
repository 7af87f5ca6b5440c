package io.cofferfs.fs.fuse;

import jnr.ffi.Pointer;

/**
 * The functions of libfuse 2.9 in use. Public only because the stubs that jnr-ffi makes live in a
 * class loader of their own. Addresses stand for pointers, which spares every request the wrappers;
 * {@code Pointer} stands where the memory is ours and has to outlive the call.
 */
public interface LibFuse {
  long fuse_mount(byte[] mountPoint, Pointer arguments);

  void fuse_unmount(byte[] mountPoint, long channel);

  long fuse_lowlevel_new(Pointer arguments, long operations, long operationsBytes, long userData);

  void fuse_session_add_chan(long session, long channel);

  void fuse_session_process(long session, long buffer, long length, long channel);

  void fuse_session_exit(long session);

  int fuse_session_exited(long session);

  void fuse_session_destroy(long session);

  /** Waits for a request: its length, 0 when the session is over, or a negated errno. */
  int fuse_chan_recv(long channelReference, long buffer, long capacity);

  int fuse_chan_fd(long channel);

  long fuse_chan_new(Pointer operations, int descriptor, long bufferBytes, long data);

  void fuse_chan_destroy(long channel);

  long fuse_req_ctx(long request);

  int fuse_reply_err(long request, int errno);

  void fuse_reply_none(long request);

  int fuse_reply_entry(long request, long entry);

  int fuse_reply_create(long request, long entry, long fileInfo);

  int fuse_reply_attr(long request, long stat, double ttlSeconds);

  int fuse_reply_readlink(long request, byte[] target);

  int fuse_reply_open(long request, long fileInfo);

  int fuse_reply_write(long request, long lengthBytes);

  int fuse_reply_buf(long request, long buffer, long lengthBytes);

  int fuse_reply_xattr(long request, long lengthBytes);

  int fuse_reply_statfs(long request, Pointer statvfs);
}
