// Eight Float64 lanes as one value, on every instruction set: one register, two or four. As vector_lanes.h, which
// comes before it, does for Float32.

#ifndef SMK_VECTOR_LANES64_H
#define SMK_VECTOR_LANES64_H

#include "exp_log64.h"
#include "vector_lanes.h"

typedef double smk_lanes64 __attribute__((vector_size(64)));
typedef int64_t smk_bits64 __attribute__((vector_size(64)));
typedef uint64_t smk_words64 __attribute__((vector_size(64)));

// As they lie in memory: aligned to their elements only.
typedef double smk_stored_lanes64 __attribute__((vector_size(64), aligned(8), may_alias));
typedef float smk_stored_floats8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint8_t smk_stored_bytes8 __attribute__((vector_size(8), aligned(1), may_alias));

SMK_INLINE smk_lanes64 smk_splat64(double v) { return (smk_lanes64){v, v, v, v, v, v, v, v}; }
SMK_INLINE smk_lanes64 smk_load64_f64(const double *p) { return *(const smk_stored_lanes64 *)p; }
SMK_INLINE smk_lanes64 smk_load64_f32(const float *p) {
  return __builtin_convertvector(*(const smk_stored_floats8 *)p, smk_lanes64);
}
SMK_INLINE smk_lanes64 smk_load64_u8(const uint8_t *p) {
  return __builtin_convertvector(*(const smk_stored_bytes8 *)p, smk_lanes64);
}
SMK_INLINE void smk_store64(double *p, smk_lanes64 value) { *(smk_stored_lanes64 *)p = value; }
SMK_INLINE smk_lanes64 smk_fma64(smk_lanes64 a, smk_lanes64 b, smk_lanes64 c) {
  return __builtin_elementwise_fma(a, b, c);
}

/// a where the mask's lane is -1, b where it is 0.
SMK_INLINE smk_lanes64 smk_select64(smk_bits64 mask, smk_lanes64 a, smk_lanes64 b) {
  return (smk_lanes64)((mask & (smk_bits64)a) | (~mask & (smk_bits64)b));
}

/// Stores the first `count` lanes.
SMK_INLINE void smk_store64_first(double *p, smk_lanes64 value, size_t count) {
  if (count >= SMK_LANES64) {
    smk_store64(p, value);
  } else {
    double lanes[SMK_LANES64];
    smk_store64(lanes, value);
    for (size_t j = 0; j < count; j++) p[j] = lanes[j];
  }
}

/// Loads the first `count` lanes; the others are 0.
SMK_INLINE smk_lanes64 smk_load64_first(const double *p, size_t count) {
  if (count >= SMK_LANES64) return smk_load64_f64(p);
  double lanes[SMK_LANES64] = {0};
  for (size_t j = 0; j < count; j++) lanes[j] = p[j];
  return smk_load64_f64(lanes);
}

// Writes `width` features (a multiple of 8) as Float64, of which `count` are there; the others become 0.
#define SMK_DEFINE_WIDEN64(SUFFIX, FEATURE)                                                                          \
  SMK_INLINE void smk_widen64_##SUFFIX(const FEATURE *x, size_t count, size_t width, double *widened) {              \
    size_t i = 0;                                                                                                    \
    for (; i + SMK_LANES64 <= count; i += SMK_LANES64) smk_store64(widened + i, smk_load64_##SUFFIX(x + i));         \
    for (; i < count; i++) widened[i] = (double)x[i];                                                                \
    for (; i < width; i++) widened[i] = 0.0;                                                                         \
  }

SMK_DEFINE_WIDEN64(u8, uint8_t)
SMK_DEFINE_WIDEN64(f32, float)
SMK_DEFINE_WIDEN64(f64, double)

/// e^x in each lane: the operations of smk_exp64, with its exceptions put in afterwards.
SMK_INLINE smk_lanes64 smk_exp64_lanes(smk_lanes64 x) {
  const smk_lanes64 to_integer = smk_splat64(SMK_TO_INTEGER64);
  const smk_bits64 overflow = x > smk_splat64(SMK_EXP64_OVERFLOW);
  const smk_bits64 underflow = x < smk_splat64(SMK_EXP64_UNDERFLOW);
  const smk_lanes64 shifted = smk_fma64(x, smk_splat64(SMK_LOG2_E64), to_integer);
  const smk_lanes64 n = shifted - to_integer;
  smk_lanes64 r = smk_fma64(n, smk_splat64(-SMK_LN2_64), x);
  r = smk_fma64(n, smk_splat64(-SMK_LN2_REST64), r);
  smk_lanes64 p = smk_splat64(SMK_EXP64_FIRST);
#define SMK_STEP(COEFFICIENT) p = smk_fma64(p, r, smk_splat64(COEFFICIENT));
  SMK_EXP64_COEFFICIENTS(SMK_STEP)
#undef SMK_STEP
  const smk_words64 exponent = (smk_words64)shifted - SMK_TO_INTEGER64_BITS;
  const smk_words64 half = (smk_words64)((smk_bits64)exponent >> 1);
  const smk_lanes64 first = (smk_lanes64)((half + 1023u) << 52);
  const smk_lanes64 second = (smk_lanes64)((exponent - half + 1023u) << 52);
  smk_lanes64 result = (p * first) * second;
  result = smk_select64(overflow, smk_splat64(INFINITY), result);
  result = smk_select64(underflow, smk_splat64(0.0), result);
  return smk_select64(x != x, x, result);
}

/// The natural logarithm in each lane: the operations of smk_log64.
SMK_INLINE smk_lanes64 smk_log64_lanes(smk_lanes64 argument) {
  const smk_bits64 subnormal = argument < smk_splat64(0x1p-1022);
  const smk_lanes64 x = smk_select64(subnormal, argument * smk_splat64(0x1p54), argument);
  const smk_bits64 exponent = (smk_bits64)((smk_words64)x - SMK_SQRT_HALF64_BITS) >> 52;
  const smk_lanes64 f = (smk_lanes64)((smk_words64)x - ((smk_words64)exponent << 52)) - smk_splat64(1.0);
  // Exact, and without the conversion of integers, which not every instruction set has.
  const smk_words64 whole = (smk_words64)(exponent + (subnormal & -54)) + SMK_TO_INTEGER64_BITS;
  const smk_lanes64 e = (smk_lanes64)whole - smk_splat64(SMK_TO_INTEGER64);
  const smk_lanes64 s = f / (smk_splat64(2.0) + f);
  const smk_lanes64 z = s * s;
  smk_lanes64 q = smk_splat64(SMK_LOG64_FIRST);
#define SMK_STEP(COEFFICIENT) q = smk_fma64(q, z, smk_splat64(COEFFICIENT));
  SMK_LOG64_COEFFICIENTS(SMK_STEP)
#undef SMK_STEP
  const smk_lanes64 h = smk_splat64(0.5) * (f * f);
  const smk_lanes64 below = smk_fma64(-s, smk_fma64(q, z, h), h);
  const smk_lanes64 most = e * smk_splat64(SMK_LN2_SHORT64);
  const smk_lanes64 top = most + f;
  const smk_lanes64 rest = (most - top) + f;
  const smk_lanes64 correction = smk_splat64(0.0);
  const smk_lanes64 result =
      top + ((rest + smk_fma64(e, smk_splat64(SMK_LN2_SHORT_REST64), -below)) + correction);
  return smk_select64(argument != argument, argument, result);
}

#endif
