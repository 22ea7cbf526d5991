// Sixteen Float32 lanes as one value, on every instruction set: one register, two or four.
//
// The compiler's vector types do the work, so that one source serves all; the order of operations is in the
// source, lane by lane. A file includes this once, inside its target attribute.

#ifndef SMK_VECTOR_LANES_H
#define SMK_VECTOR_LANES_H

#include "exp_log.h"
#include "../include/softmax_kernels.h"

// How such a vector is passed differs between instruction sets; every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float smk_lanes __attribute__((vector_size(64)));
typedef int32_t smk_bits __attribute__((vector_size(64)));
typedef uint32_t smk_words __attribute__((vector_size(64)));

// As they lie in memory: aligned to their elements only.
typedef float smk_stored_lanes __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint8_t smk_stored_bytes __attribute__((vector_size(16), aligned(1), may_alias));

#define SMK_INLINE static inline __attribute__((always_inline))
#define SMK_APART __attribute__((noinline))
#define SMK_UNROLL _Pragma("clang loop unroll(full)")
#define SMK_UNROLL_BY_2 _Pragma("clang loop unroll_count(2)")
#define SMK_UNROLL_BY_4 _Pragma("clang loop unroll_count(4)")

SMK_INLINE smk_lanes smk_splat(float v) { return (smk_lanes){v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v}; }
SMK_INLINE smk_lanes smk_load_f32(const float *p) { return *(const smk_stored_lanes *)p; }
SMK_INLINE smk_lanes smk_load_u8(const uint8_t *p) {
  return __builtin_convertvector(*(const smk_stored_bytes *)p, smk_lanes);
}
SMK_INLINE void smk_store(float *p, smk_lanes value) { *(smk_stored_lanes *)p = value; }
SMK_INLINE smk_lanes smk_fma(smk_lanes a, smk_lanes b, smk_lanes c) { return __builtin_elementwise_fma(a, b, c); }

/// a where the mask's lane is -1, b where it is 0.
SMK_INLINE smk_lanes smk_select(smk_bits mask, smk_lanes a, smk_lanes b) {
  return (smk_lanes)((mask & (smk_bits)a) | (~mask & (smk_bits)b));
}

/// -1 in the first `count` lanes, 0 in the others.
SMK_INLINE smk_bits smk_first_lanes(size_t count) {
  const smk_bits index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return index < (smk_bits){0} + (int32_t)count;
}

/// Stores the first `count` lanes.
SMK_INLINE void smk_store_first(float *p, smk_lanes value, size_t count) {
  if (count >= SMK_LANES) {
    smk_store(p, value);
  } else {
    float lanes[SMK_LANES];
    smk_store(lanes, value);
    for (size_t j = 0; j < count; j++) p[j] = lanes[j];
  }
}

/// Loads the first `count` lanes; the others are 0.
SMK_INLINE smk_lanes smk_load_first(const float *p, size_t count) {
  if (count >= SMK_LANES) return smk_load_f32(p);
  float lanes[SMK_LANES] = {0};
  for (size_t j = 0; j < count; j++) lanes[j] = p[j];
  return smk_load_f32(lanes);
}

// The last features of a row, where fewer than a vector's are left from index i: never reads beyond the row. A row as
// long as a vector is read at its end and moved down, because that takes no loop. The lanes beyond are 0.
#define SMK_DEFINE_LOAD_LAST(SUFFIX, FEATURE, VECTOR, LANES)                                        \
  SMK_INLINE VECTOR smk_load_last_##SUFFIX(const FEATURE *row, size_t i, size_t feature_count) { \
    const size_t left = feature_count - i;                                                       \
    if (left >= LANES) return smk_load_##SUFFIX(row + i);                                        \
    FEATURE lanes[2 * LANES] = {0};                                                              \
    if (feature_count >= LANES) {                                                                \
      memcpy(lanes, row + feature_count - LANES, LANES * sizeof(FEATURE));                       \
      return smk_load_##SUFFIX(lanes + LANES - left);                                            \
    }                                                                                            \
    for (size_t j = 0; j < left; j++) lanes[j] = row[i + j];                                     \
    return smk_load_##SUFFIX(lanes);                                                             \
  }

SMK_DEFINE_LOAD_LAST(u8, uint8_t, smk_lanes, SMK_LANES)
SMK_DEFINE_LOAD_LAST(f32, float, smk_lanes, SMK_LANES)

// Two vectors' lanes, merged so that adding the results leaves in one vector the sums over pairs `width`
// lanes apart of both: a's where the lane's bit `width` is 0, b's where it is 1.
#define SMK_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

SMK_INLINE smk_lanes smk_pair_sums_8(smk_lanes a, smk_lanes b) {
  return SMK_SHUFFLE(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31) +
         SMK_SHUFFLE(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
}
SMK_INLINE smk_lanes smk_pair_sums_4(smk_lanes a, smk_lanes b) {
  return SMK_SHUFFLE(a, b, 0, 1, 2, 3, 20, 21, 22, 23, 8, 9, 10, 11, 28, 29, 30, 31) +
         SMK_SHUFFLE(a, b, 4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 24, 25, 26, 27);
}
SMK_INLINE smk_lanes smk_pair_sums_2(smk_lanes a, smk_lanes b) {
  return SMK_SHUFFLE(a, b, 0, 1, 18, 19, 4, 5, 22, 23, 8, 9, 26, 27, 12, 13, 30, 31) +
         SMK_SHUFFLE(a, b, 2, 3, 16, 17, 6, 7, 20, 21, 10, 11, 24, 25, 14, 15, 28, 29);
}
SMK_INLINE smk_lanes smk_pair_sums_1(smk_lanes a, smk_lanes b) {
  return SMK_SHUFFLE(a, b, 0, 17, 2, 19, 4, 21, 6, 23, 8, 25, 10, 27, 12, 29, 14, 31) +
         SMK_SHUFFLE(a, b, 1, 16, 3, 18, 5, 20, 7, 22, 9, 24, 11, 26, 13, 28, 15, 30);
}

/// The sum of one vector's lanes, in the contract's tree.
SMK_INLINE float smk_combine(smk_lanes lanes) {
  lanes = smk_pair_sums_8(lanes, lanes);
  lanes = smk_pair_sums_4(lanes, lanes);
  lanes = smk_pair_sums_2(lanes, lanes);
  return smk_pair_sums_1(lanes, lanes)[0];
}

SMK_INLINE smk_lanes smk_zip_low(smk_lanes a, smk_lanes b) {
  return SMK_SHUFFLE(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
SMK_INLINE smk_lanes smk_zip_high(smk_lanes a, smk_lanes b) {
  return SMK_SHUFFLE(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// One step of a transposition: `sequences` runs of `length` vectors become half as many, twice as long, the
/// elements of run s and of run s + sequences / 2 alternating.
SMK_INLINE void smk_zip_step(smk_lanes *vectors, size_t sequences, size_t length) {
  smk_lanes zipped[SMK_LANES];
  SMK_UNROLL for (size_t s = 0; s < sequences / 2; s++) {
    SMK_UNROLL for (size_t q = 0; q < length; q++) {
      const smk_lanes a = vectors[s * length + q];
      const smk_lanes b = vectors[(s + sequences / 2) * length + q];
      zipped[(s * length + q) * 2] = smk_zip_low(a, b);
      zipped[(s * length + q) * 2 + 1] = smk_zip_high(a, b);
    }
  }
  SMK_UNROLL for (size_t v = 0; v < sequences * length; v++) vectors[v] = zipped[v];
}

/// Turns 16 rows of 16 columns into 16 columns of 16 rows, in place.
SMK_INLINE void smk_transpose(smk_lanes *rows) {
  smk_zip_step(rows, 16, 1);
  smk_zip_step(rows, 8, 2);
  smk_zip_step(rows, 4, 4);
  smk_zip_step(rows, 2, 8);
}

// MARK: The eight lanes of a dot product

typedef float smk_dots __attribute__((vector_size(32)));
typedef int32_t smk_dot_bits __attribute__((vector_size(32)));
typedef float smk_stored_dots __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint8_t smk_stored_dot_bytes __attribute__((vector_size(8), aligned(1), may_alias));

SMK_INLINE smk_dots smk_splat_dots(float v) { return (smk_dots){v, v, v, v, v, v, v, v}; }
SMK_INLINE smk_dots smk_load_dots_f32(const float *p) { return *(const smk_stored_dots *)p; }
SMK_INLINE smk_dots smk_load_dots_u8(const uint8_t *p) {
  return __builtin_convertvector(*(const smk_stored_dot_bytes *)p, smk_dots);
}
SMK_INLINE void smk_store_dots(float *p, smk_dots value) { *(smk_stored_dots *)p = value; }
SMK_INLINE smk_dots smk_fma_dots(smk_dots a, smk_dots b, smk_dots c) { return __builtin_elementwise_fma(a, b, c); }

SMK_DEFINE_LOAD_LAST(dots_u8, uint8_t, smk_dots, SMK_DOT_LANES)
SMK_DEFINE_LOAD_LAST(dots_f32, float, smk_dots, SMK_DOT_LANES)

/// a in the first `count` lanes, b in the others.
SMK_INLINE smk_dots smk_select_first_dots(size_t count, smk_dots a, smk_dots b) {
  const smk_dot_bits index = {0, 1, 2, 3, 4, 5, 6, 7};
  const smk_dot_bits mask = index < (smk_dot_bits){0} + (int32_t)count;
  return (smk_dots)((mask & (smk_dot_bits)a) | (~mask & (smk_dot_bits)b));
}

/// Lane j of the result is the sum of the lanes of the j-th vector at p, in the contract's tree: as above, two
/// vectors' lanes are merged and added.
SMK_INLINE smk_dots smk_combine_dots(const float *p) {
  smk_dots v[SMK_DOT_LANES];
  SMK_UNROLL for (size_t j = 0; j < SMK_DOT_LANES; j++) v[j] = smk_load_dots_f32(p + j * SMK_DOT_LANES);
  SMK_UNROLL for (size_t j = 0; j < 4; j++) {
    v[j] = SMK_SHUFFLE(v[j], v[j + 4], 0, 1, 2, 3, 12, 13, 14, 15) +
           SMK_SHUFFLE(v[j], v[j + 4], 4, 5, 6, 7, 8, 9, 10, 11);
  }
  SMK_UNROLL for (size_t j = 0; j < 2; j++) {
    v[j] = SMK_SHUFFLE(v[j], v[j + 2], 0, 1, 10, 11, 4, 5, 14, 15) +
           SMK_SHUFFLE(v[j], v[j + 2], 2, 3, 8, 9, 6, 7, 12, 13);
  }
  return SMK_SHUFFLE(v[0], v[1], 0, 9, 2, 11, 4, 13, 6, 15) + SMK_SHUFFLE(v[0], v[1], 1, 8, 3, 10, 5, 12, 7, 14);
}

// MARK: exp and log

/// e^x in each lane: the operations of smk_expf, with its exceptions put in afterwards.
SMK_INLINE smk_lanes smk_exp_lanes(smk_lanes x) {
  const smk_lanes round_to_integer = smk_splat(12582912.0f);
  const smk_bits overflow = x > smk_splat(88.72283935546875f);
  const smk_bits underflow = x < smk_splat(-104.0f);
  const smk_lanes shifted = smk_fma(x, smk_splat(0x1.715476p+0f), round_to_integer);
  const smk_lanes n = shifted - round_to_integer;
  smk_lanes r = smk_fma(n, smk_splat(-0x1.62e430p-1f), x);
  r = smk_fma(n, smk_splat(0x1.05c610p-29f), r);
  smk_lanes p = smk_splat(0x1.6a2352p-10f);
  p = smk_fma(p, r, smk_splat(0x1.123a6cp-7f));
  p = smk_fma(p, r, smk_splat(0x1.5558f4p-5f));
  p = smk_fma(p, r, smk_splat(0x1.555490p-3f));
  p = smk_fma(p, r, smk_splat(0x1.fffffcp-2f));
  p = smk_fma(p, r, smk_splat(1.0f));
  p = smk_fma(p, r, smk_splat(1.0f));
  // 1.5 * 2^23 + n has n in its lowest bits: no conversion that could overflow.
  const smk_words exponent = (smk_words)shifted - (smk_words)round_to_integer;
  const smk_words half = (smk_words)((smk_bits)exponent >> 1);
  const smk_lanes first = (smk_lanes)((half + 127u) << 23);
  const smk_lanes second = (smk_lanes)((exponent - half + 127u) << 23);
  smk_lanes result = (p * first) * second;
  result = smk_select(overflow, smk_splat(INFINITY), result);
  result = smk_select(underflow, smk_splat(0.0f), result);
  return smk_select(x != x, x, result);
}

/// The natural logarithm in each lane: the operations of smk_logf.
SMK_INLINE smk_lanes smk_log_lanes(smk_lanes x) {
  const smk_bits exponent = (smk_bits)((smk_words)x - 0x3f3504f3u) >> 23;
  const smk_lanes f = (smk_lanes)((smk_words)x - ((smk_words)exponent << 23)) - smk_splat(1.0f);
  const smk_lanes e = __builtin_convertvector(exponent, smk_lanes);
  smk_lanes q = smk_splat(-0x1.38b580p-4f);
  q = smk_fma(q, f, smk_splat(0x1.055b6ap-3f));
  q = smk_fma(q, f, smk_splat(-0x1.0d8542p-3f));
  q = smk_fma(q, f, smk_splat(0x1.22da1cp-3f));
  q = smk_fma(q, f, smk_splat(-0x1.547244p-3f));
  q = smk_fma(q, f, smk_splat(0x1.99a008p-3f));
  q = smk_fma(q, f, smk_splat(-0x1.000226p-2f));
  q = smk_fma(q, f, smk_splat(0x1.555554p-2f));
  const smk_lanes f2 = f * f;
  smk_lanes tail = smk_fma(q, f, smk_splat(-0.5f));
  tail = smk_fma(e, smk_splat(-0x1.05c610p-29f), tail * f2);
  return smk_select(x != x, x, smk_fma(e, smk_splat(0x1.62e430p-1f), f + tail));
}

#endif
