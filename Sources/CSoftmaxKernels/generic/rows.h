// Which row of the features a loop visits: what every table includes first.

#ifndef SMK_ROWS_H
#define SMK_ROWS_H

#include <stddef.h>
#include <stdint.h>

static inline size_t smk_smaller(size_t a, size_t b) { return a < b ? a : b; }

/// The r-th row to visit. The index is read as it stands here, one at a time: in a loop the compiler would else make
/// masked loads of the missing list, which read nothing but take processors hundreds of cycles each.
static inline size_t smk_row(const uint32_t *rows, size_t r) {
  return rows ? *(const volatile uint32_t *)(rows + r) : r;
}

// The value of an entry of each kind.
#define SMK_ENTRY_f32(entries, e) (((const float *)(entries)->values)[e])
#define SMK_ENTRY_u8(entries, e) ((float)((const uint8_t *)(entries)->values)[e])
#define SMK_ENTRY_ones(entries, e) (1.0f)

#endif
