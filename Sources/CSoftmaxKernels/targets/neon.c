// The table for 64-bit ARM, where every processor has NEON.
//
// Elsewhere this file is empty.

#if defined(__aarch64__)

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define SMK_NAME(operation) smk_##operation##_neon
#define SMK_TABLE smk_neon
#define SMK_TABLE_NAME "neon"

// Thirty-two registers of four floats: two rows' sums of four classes, two registers each, are sixteen of them; rows
// and what widens their bytes need eight.
#define SMK_WIDTH 8
#define SMK_CLASSES_AT_ONCE 4
#define SMK_VECTORS_FOR(classes) ((classes) <= 1 ? 4 : 2)
#define SMK_GRADIENT_CLASSES 5
#define SMK_COLUMNS_FOR(classes) ((classes) <= 2 ? 4 : 2)
#define SMK_TILE_ROWS 6
#define SMK_TILE_VECTORS 2
#define SMK_PEAK_VECTORS 12
// Eight Float64s are four registers: two rows' sums of sixteen classes are sixteen, six classes' gradients 24.
#define SMK_ROWS64 2
#define SMK_CLASS_BLOCK64 6
#define SMK_COLUMNS64 1

#include "../generic/vector.h"

#else

// ISO C wants a declaration in each file.
typedef int smk_neon_is_for_aarch64;

#endif
