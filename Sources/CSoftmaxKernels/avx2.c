// The table for x86-64 with AVX2 and FMA: the reference's code, put into vectors by the compiler.
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

#include "kernel_bodies.h"

#pragma clang attribute pop

#else

// ISO C wants a declaration in each file.
typedef int smk_avx2_is_for_x86_64;

#endif
