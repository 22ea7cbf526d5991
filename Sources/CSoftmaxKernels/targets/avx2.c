// The table for x86-64 with AVX2 and FMA.
//
// Elsewhere this file is empty.

#if defined(__x86_64__)

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Only these functions may use the instructions: the rest of the program runs on any machine.
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#pragma STDC FP_CONTRACT OFF

#define SMK_NAME(operation) smk_##operation##_avx2
#define SMK_TABLE smk_avx2
#define SMK_TABLE_NAME "avx2"

// Sixteen registers of eight floats: two rows' sums of five classes are ten, and leave room for rows and weights; six
// rows of two vectors in the matrix product are twelve.
#define SMK_WIDTH 8
#define SMK_CLASSES_AT_ONCE 6
#define SMK_VECTORS_FOR(classes) ((classes) <= 1 ? 8 : (classes) <= 3 ? 4 : 2)
#define SMK_GRADIENT_CLASSES 6
#define SMK_COLUMNS_FOR(classes) ((classes) <= 1 ? 8 : (classes) <= 3 ? 4 : 2)
#define SMK_TILE_ROWS 6
#define SMK_TILE_VECTORS 2
#define SMK_PEAK_VECTORS 12
// Eight Float64s are two registers: two rows' sums of sixteen classes are eight, six classes' gradients twelve.
#define SMK_ROWS64 2
#define SMK_CLASS_BLOCK64 6
#define SMK_COLUMNS64 1

#include "../generic/vector.h"

#pragma clang attribute pop

#else

// ISO C wants a declaration in each file.
typedef int smk_avx2_is_for_x86_64;

#endif
