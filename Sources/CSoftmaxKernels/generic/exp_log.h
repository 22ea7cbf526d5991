// exp and log in single precision: one polynomial each, the same for every instruction set.
//
// Only IEEE operations with one rounding each (add, multiply, fused multiply-add) and integer work on the bits,
// so that a vector of them gives the bits of the scalar ones. The coefficients are weighted minimax fits,
// rounded to Float32; SoftmaxKernelsTests sweeps both domains and holds them to the errors stated here.

#ifndef SMK_EXP_LOG_H
#define SMK_EXP_LOG_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__FAST_MATH__) || (defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0)
#error "The kernels need IEEE arithmetic in Float32: build without -ffast-math and without x87"
#endif

#pragma STDC FP_CONTRACT OFF

static inline float smk_float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint32_t smk_bits_from_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// e^x. Error below 1 ulp where the result is normal; subnormal results are rounded once more.
/// Above 88.7228 infinity, below -104 zero, NaN for NaN.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite), e^r by a polynomial of degree 6, then times 2^n
/// in two steps, because n reaches beyond the exponents of one Float32.
static inline float smk_expf(float x) {
  if (x != x) return x;
  if (x > 88.72283935546875f) return smk_float_from_bits(0x7f800000u);
  if (x < -104.0f) return 0.0f;
  const float round_to_integer = 12582912.0f;  // 1.5 * 2^23: adding it leaves no bits for a fraction.
  const float shifted = fmaf(x, 0x1.715476p+0f, round_to_integer);
  const float n = shifted - round_to_integer;
  float r = fmaf(n, -0x1.62e430p-1f, x);
  r = fmaf(n, 0x1.05c610p-29f, r);
  float p = 0x1.6a2352p-10f;
  p = fmaf(p, r, 0x1.123a6cp-7f);
  p = fmaf(p, r, 0x1.5558f4p-5f);
  p = fmaf(p, r, 0x1.555490p-3f);
  p = fmaf(p, r, 0x1.fffffcp-2f);
  p = fmaf(p, r, 1.0f);
  p = fmaf(p, r, 1.0f);
  const int32_t exponent = (int32_t)n;
  const int32_t half = exponent >> 1;
  const float first = smk_float_from_bits((uint32_t)(half + 127) << 23);
  const float second = smk_float_from_bits((uint32_t)(exponent - half + 127) << 23);
  return (p * first) * second;
}

/// The natural logarithm of a positive, normal, finite x. Error below 1 ulp. NaN for NaN, whose sign and payload
/// differ between machines and would otherwise choose the result.
///
/// x = 2^e (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); log(1 + f) = f - f^2/2 + f^3 q(f), q of degree 7.
static inline float smk_logf(float x) {
  if (x != x) return x;
  const uint32_t bits = smk_bits_from_float(x);
  const uint32_t shifted = bits - 0x3f3504f3u;  // sqrt(1/2)
  const int32_t exponent = (int32_t)shifted >> 23;
  const float f = smk_float_from_bits(bits - ((uint32_t)exponent << 23)) - 1.0f;
  const float e = (float)exponent;
  float q = -0x1.38b580p-4f;
  q = fmaf(q, f, 0x1.055b6ap-3f);
  q = fmaf(q, f, -0x1.0d8542p-3f);
  q = fmaf(q, f, 0x1.22da1cp-3f);
  q = fmaf(q, f, -0x1.547244p-3f);
  q = fmaf(q, f, 0x1.99a008p-3f);
  q = fmaf(q, f, -0x1.000226p-2f);
  q = fmaf(q, f, 0x1.555554p-2f);
  const float f2 = f * f;
  float tail = fmaf(q, f, -0.5f);
  tail = fmaf(e, -0x1.05c610p-29f, tail * f2);
  return fmaf(e, 0x1.62e430p-1f, f + tail);
}

#endif
