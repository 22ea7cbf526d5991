// The reference table: nothing but what every machine of the architecture has.
//
// It is what every other table must equal to the last bit. Where the architecture has no fused multiply-add
// (x86-64), each one is a call of the C library's fmaf; processors with the instruction run scalar_fma.c.

#include <math.h>
#include <stddef.h>

#pragma STDC FP_CONTRACT OFF

#define SMK_NAME(operation) smk_##operation##_scalar
#define SMK_TABLE smk_scalar
#define SMK_TABLE_NAME "scalar"

#include "../generic/scalar.h"
