// Questions to the system about where a file lies: see softmax_files.h.

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "softmax_files.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#if defined(__APPLE__)
#include <sys/mount.h>
#include <sys/param.h>
#else
#include <sys/vfs.h>
#endif

int smf_is_mount_point(const char *path) {
#if defined(STATX_ATTR_MOUNT_ROOT)
  struct statx status;
  if (statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &status)) return 0;
  return (status.stx_attributes_mask & status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#else
  (void)path;
  return 0;
#endif
}

int smf_is_local(int descriptor) {
  struct statfs status;
  if (fstatfs(descriptor, &status)) return 0;
#if defined(__APPLE__)
  return (status.f_flags & MNT_LOCAL) != 0;
#else
  // The numbers of linux/magic.h, and of file systems that are not in it.
  static const uint32_t shared[] = {
      0x00006969,  // NFS
      0xff534d42,  // CIFS
      0x0000517b,  // SMB
      0xfe534d42,  // SMB2
      0x01021997,  // 9P
      0x65735546,  // FUSE
      0x00c36400,  // Ceph
      0x5346414f,  // AFS
      0x73757245,  // Coda
      0x0bd00bd0,  // Lustre
      0x47504653,  // GPFS
      0x7461636f,  // OCFS2
      0x01161970,  // GFS2
  };
  for (size_t index = 0; index < sizeof shared / sizeof *shared; index++) {
    if ((uint32_t)status.f_type == shared[index]) return 0;
  }
  return 1;
#endif
}
