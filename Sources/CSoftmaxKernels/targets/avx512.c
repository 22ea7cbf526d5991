// The table for x86-64 with AVX-512 (F, BW, DQ, VL).
//
// Elsewhere this file is empty.

#if defined(__x86_64__)

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Only these functions may use the instructions: the rest of the program runs on any machine.
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)

#pragma STDC FP_CONTRACT OFF

#define SMK_NAME(operation) smk_##operation##_avx512
#define SMK_TABLE smk_avx512
#define SMK_TABLE_NAME "avx512"

// Thirty-two registers of sixteen floats: eight rows' sums of six classes, two rows a register, are twenty-four of
// them, as are eight rows of three vectors in the matrix product.
#define SMK_WIDTH 16
#define SMK_CLASSES_AT_ONCE 6
#define SMK_VECTORS_FOR(classes) 4
#define SMK_GRADIENT_CLASSES 16
#define SMK_COLUMNS_FOR(classes) ((classes) <= 6 ? 4 : (classes) <= 14 ? 2 : 1)
#define SMK_TILE_ROWS 8
#define SMK_TILE_VECTORS 3
#define SMK_PEAK_VECTORS 12
// In Float64 eight rows' sums of sixteen classes are sixteen, twelve classes' gradients of sixteen features 24.
#define SMK_ROWS64 8
#define SMK_CLASS_BLOCK64 12
#define SMK_COLUMNS64 2

#include "../generic/vector.h"

#pragma clang attribute pop

#else

// ISO C wants a declaration in each file.
typedef int smk_avx512_is_for_x86_64;

#endif
