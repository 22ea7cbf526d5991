// The scalar table for x86-64 processors with FMA: the reference's code with the instruction in place of a call.
//
// Users know it as "scalar" too: the same source, and the call is what the C library would answer with this
// instruction. With FMA come wider registers, which the compiler may use.
// Elsewhere this file is empty: where every machine of an architecture has the instruction, scalar.c uses it.

#if defined(__x86_64__)

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("fma"))), apply_to = function)

#pragma STDC FP_CONTRACT OFF

#define SMK_NAME(operation) smk_##operation##_scalar_fma
#define SMK_TABLE smk_scalar_fma
#define SMK_TABLE_NAME "scalar"

#include "../generic/scalar.h"

#pragma clang attribute pop

#else

// ISO C wants a declaration in each file.
typedef int smk_scalar_fma_is_for_x86_64;

#endif
