// One heap for all threads where addresses are limited: see softmax_files.h.

#include "softmax_files.h"

#include <sys/resource.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

void smf_share_heap_where_addresses_are_limited(void) {
#if defined(__GLIBC__)
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) mallopt(M_ARENA_MAX, 1);
#endif
}
