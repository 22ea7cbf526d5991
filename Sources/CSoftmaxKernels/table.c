// Which tables this machine can run. A faster instruction set is one C file beside this one and one line here.

#include "include/softmax_kernels.h"

extern const smk_table smk_scalar;
#if defined(__aarch64__)
extern const smk_table smk_neon;
#elif defined(__x86_64__)
extern const smk_table smk_avx512;
extern const smk_table smk_avx2;
extern const smk_table smk_scalar_fma;
#endif

const smk_table *smk_reference_table(void) { return &smk_scalar; }

size_t smk_supported_tables(const smk_table **tables) {
  size_t count = 0;
#if defined(__aarch64__)
  tables[count++] = &smk_neon;
#elif defined(__x86_64__)
  // The compiler's run-time detector asks the operating system too, whether it keeps the wide registers.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma")) {
    tables[count++] = &smk_avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tables[count++] = &smk_avx2;
  if (__builtin_cpu_supports("fma")) {
    tables[count++] = &smk_scalar_fma;
    return count;
  }
#endif
  tables[count++] = &smk_scalar;
  return count;
}
