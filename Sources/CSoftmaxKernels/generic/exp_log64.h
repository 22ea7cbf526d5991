// exp and log in double precision: one polynomial each, the same for every instruction set.
//
// As in exp_log.h, only operations with one rounding each (division is one of them) and integer work on the
// bits. The coefficients are Chebyshev fits in 300 bits, rounded to Float64; the conformance driver sweeps both
// domains and holds them to the errors stated here.

#ifndef SMK_EXP_LOG64_H
#define SMK_EXP_LOG64_H

#include "exp_log.h"

#pragma STDC FP_CONTRACT OFF

// 1.5 * 2^52: adding it leaves no bits for a fraction, and the lowest bits are then those of an integer.
#define SMK_TO_INTEGER64 0x1.8p52
#define SMK_TO_INTEGER64_BITS 0x4338000000000000u
#define SMK_EXP64_OVERFLOW 0x1.62e42fefa39efp+9
#define SMK_EXP64_UNDERFLOW (-746.0)
#define SMK_LOG2_E64 0x1.71547652b82fep+0
// ln 2 in two parts: of 53 bits each, and with a first one of 42 bits, whose product with an exponent is exact.
#define SMK_LN2_64 0x1.62e42fefa39efp-1
#define SMK_LN2_REST64 0x1.abc9e3b39803fp-56
#define SMK_LN2_SHORT64 0x1.62e42fefa3800p-1
#define SMK_LN2_SHORT_REST64 0x1.ef35793c76730p-45
#define SMK_SQRT_HALF64_BITS 0x3fe6a09e667f3bcdu

// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2, the highest power first.
#define SMK_EXP64_COEFFICIENTS(STEP) \
  STEP(0x1.af4de97ca4194p-26)        \
  STEP(0x1.27e4db646b17ep-22)        \
  STEP(0x1.71de0231960ebp-19)        \
  STEP(0x1.a01a01a6d889cp-16)        \
  STEP(0x1.a01a01abe7fe1p-13)        \
  STEP(0x1.6c16c16c162d4p-10)        \
  STEP(0x1.11111111100dcp-7)         \
  STEP(0x1.5555555555556p-5)         \
  STEP(0x1.5555555555557p-3)         \
  STEP(0.5)                          \
  STEP(1.0)                          \
  STEP(1.0)
#define SMK_EXP64_FIRST 0x1.1f730349868cep-29

// (log((1 + s) / (1 - s)) - 2 s) / s^3 by powers of s^2, for |s| <= 0.1716, the highest power first.
#define SMK_LOG64_COEFFICIENTS(STEP) \
  STEP(0x1.39fd25d62ab23p-3)         \
  STEP(0x1.7462be245eae3p-3)         \
  STEP(0x1.c71c62c42db89p-3)         \
  STEP(0x1.2492492e0b70cp-2)         \
  STEP(0x1.99999999951f5p-2)         \
  STEP(0x1.5555555555558p-1)
#define SMK_LOG64_FIRST 0x1.2b6776a1bf0b9p-3

static inline double smk_double_from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint64_t smk_bits_from_double(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// e^x. Error below 1 ulp where the result is normal; subnormal results are rounded once more.
/// Above 709.7827 infinity, below -745.1333 zero, NaN for NaN.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite; the first step is exact), e^r by a polynomial of degree
/// 12, then times 2^n in two steps, because n reaches beyond the exponents of one Float64.
static inline double smk_exp64(double x) {
  if (x != x) return x;
  if (x > SMK_EXP64_OVERFLOW) return smk_double_from_bits(0x7ff0000000000000u);
  if (x < SMK_EXP64_UNDERFLOW) return 0.0;
  const double shifted = fma(x, SMK_LOG2_E64, SMK_TO_INTEGER64);
  const double n = shifted - SMK_TO_INTEGER64;
  double r = fma(n, -SMK_LN2_64, x);
  r = fma(n, -SMK_LN2_REST64, r);
  double p = SMK_EXP64_FIRST;
#define SMK_STEP(COEFFICIENT) p = fma(p, r, COEFFICIENT);
  SMK_EXP64_COEFFICIENTS(SMK_STEP)
#undef SMK_STEP
  const int64_t exponent = (int64_t)(smk_bits_from_double(shifted) - SMK_TO_INTEGER64_BITS);
  const int64_t half = exponent >> 1;
  const double first = smk_double_from_bits((uint64_t)(half + 1023) << 52);
  const double second = smk_double_from_bits((uint64_t)(exponent - half + 1023) << 52);
  return (p * first) * second;
}

/// log(2^added_exponent x) + correction for a positive, normal, finite x and a correction far below it.
///
/// x = 2^e (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), s = f / (2 + f):
/// log(1 + f) = 2 artanh s = f - (f^2/2 - s (f^2/2 + s^2 q(s^2))), q of degree 6.
/// e ln 2 + f is kept in two parts, so that only the last addition rounds at the result's size.
static inline double smk_log64_of(double x, int64_t added_exponent, double correction) {
  const uint64_t bits = smk_bits_from_double(x);
  const int64_t exponent = (int64_t)(bits - SMK_SQRT_HALF64_BITS) >> 52;
  const double f = smk_double_from_bits(bits - ((uint64_t)exponent << 52)) - 1.0;
  const double e = (double)(exponent + added_exponent);
  const double s = f / (2.0 + f);
  const double z = s * s;
  double q = SMK_LOG64_FIRST;
#define SMK_STEP(COEFFICIENT) q = fma(q, z, COEFFICIENT);
  SMK_LOG64_COEFFICIENTS(SMK_STEP)
#undef SMK_STEP
  const double h = 0.5 * (f * f);
  const double below = fma(-s, fma(q, z, h), h);
  const double most = e * SMK_LN2_SHORT64;
  const double top = most + f;
  const double rest = (most - top) + f;
  return top + ((rest + fma(e, SMK_LN2_SHORT_REST64, -below)) + correction);
}

/// The natural logarithm of a positive, finite x, subnormal ones too. Error below 1 ulp. NaN for NaN.
static inline double smk_log64(double x) {
  if (x != x) return x;
  return x < 0x1p-1022 ? smk_log64_of(x * 0x1p54, -54, 0.0) : smk_log64_of(x, 0, 0.0);
}

/// log(1 + x) for a finite x >= 0, with a small relative error however small x is: below 2 ulp. NaN for NaN.
/// What 1 + x loses in its rounding is known exactly (Knuth's two-sum) and added as a share of the sum.
static inline double smk_log1p64(double x) {
  if (x != x) return x;
  const double u = 1.0 + x;
  const double seen = u - 1.0;
  const double lost = (1.0 - (u - seen)) + (x - seen);
  return smk_log64_of(u, 0, lost / u);
}

#endif
