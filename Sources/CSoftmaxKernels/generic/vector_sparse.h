// Sums over the entries of sparse lines. Part of vector.h, which includes it.
//
// An entry's row of the matrix is a run of classes, which go along the lanes: whole vectors, then quads of four lanes for
// what is left, so that little is read that is not wanted. Which lanes are in one vector has no say in the bits.

typedef float smk_quad __attribute__((vector_size(16)));
typedef float smk_stored_quad __attribute__((vector_size(16), aligned(4), may_alias));

#define SMK_SPLAT_QUAD(v) ((smk_quad){v, v, v, v})

// Vectors of one pass over a line's entries, beside quads.
enum { SMK_NAME(line_vectors) = 4, SMK_NAME(line_classes) = SMK_NAME(line_vectors) * SMK_WIDTH };

// Entries whose rows of the matrix are asked for ahead: they lie anywhere.
enum { SMK_NAME(entries_ahead) = 12 };

#define SMK_DEFINE_LINE_PART(SUFFIX)                                                                                 \
  /* Adds a line's entries first..<end times `vectors` vectors and `quads` quads of their rows of the matrix to    \
     `count` sums. */                                                                                                \
  SMK_INLINE void SMK_NAME(add_line_part_##SUFFIX)(const smk_entries *entries, size_t first, size_t end,             \
                                                   const float *matrix, size_t stride, size_t vectors, size_t quads, \
                                                   size_t count, double *sums) {                                     \
    const size_t last = end - 1;                                                                                     \
    for (size_t block = first; block < end; block += SMK_DEPTH) {                                                    \
      const size_t block_end = smk_smaller(block + SMK_DEPTH, end);                                                  \
      smk_wide wide[SMK_NAME(line_vectors)];                                                                         \
      smk_quad quad[2];                                                                                              \
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) wide[v] = smk_splat_wide(0.0f);                                \
      SMK_UNROLL for (size_t q = 0; q < quads; q++) quad[q] = SMK_SPLAT_QUAD(0.0f);                                  \
      for (size_t e = block; e < block_end; e++) {                                                                   \
        const size_t ahead = smk_smaller(e + SMK_NAME(entries_ahead), last);                                         \
        const float *next = matrix + (size_t)entries->indices[ahead] * stride;                                       \
        __builtin_prefetch(next);                                                                                    \
        if (vectors * SMK_WIDTH + quads * 4 > 16) __builtin_prefetch(next + 16);                                     \
        const float *row = matrix + (size_t)entries->indices[e] * stride;                                            \
        const float value = SMK_ENTRY_##SUFFIX(entries, e);                                                          \
        SMK_UNROLL for (size_t v = 0; v < vectors; v++) {                                                            \
          wide[v] = smk_fma_wide(smk_load_wide_f32(row + v * SMK_WIDTH), smk_splat_wide(value), wide[v]);            \
        }                                                                                                            \
        SMK_UNROLL for (size_t q = 0; q < quads; q++) {                                                              \
          const smk_quad weights = *(const smk_stored_quad *)(row + vectors * SMK_WIDTH + q * 4);                    \
          quad[q] = __builtin_elementwise_fma(weights, SMK_SPLAT_QUAD(value), quad[q]);                              \
        }                                                                                                            \
      }                                                                                                              \
      float chains[SMK_NAME(line_classes) + 8];                                                                      \
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) smk_store_wide(chains + v * SMK_WIDTH, wide[v]);               \
      SMK_UNROLL for (size_t q = 0; q < quads; q++) {                                                                \
        *(smk_stored_quad *)(chains + vectors * SMK_WIDTH + q * 4) = quad[q];                                        \
      }                                                                                                              \
      for (size_t k = 0; k < count; k++) sums[k] += (double)chains[k];                                               \
    }                                                                                                                \
  }

#define SMK_DEFINE_LINE_SUMS(SUFFIX, VECTORS, QUADS)                                                                 \
  static SMK_APART void SMK_NAME(line_sums_##SUFFIX##_##VECTORS##_##QUADS)(                                          \
      const smk_entries *entries, size_t first, size_t end, const float *matrix, size_t stride, size_t count,        \
      double *sums) {                                                                                                \
    SMK_NAME(add_line_part_##SUFFIX)(entries, first, end, matrix, stride, VECTORS, QUADS, count, sums);              \
  }

#define SMK_FOR_QUADS(DEFINE, SUFFIX, VECTORS) \
  DEFINE(SUFFIX, VECTORS, 0) DEFINE(SUFFIX, VECTORS, 1) DEFINE(SUFFIX, VECTORS, 2)
#define SMK_FOR_LINES(DEFINE, SUFFIX)                                                          \
  SMK_FOR_QUADS(DEFINE, SUFFIX, 0) SMK_FOR_QUADS(DEFINE, SUFFIX, 1) SMK_FOR_QUADS(DEFINE, SUFFIX, 2) \
  SMK_FOR_QUADS(DEFINE, SUFFIX, 3) SMK_FOR_QUADS(DEFINE, SUFFIX, 4)

#define SMK_CALL_LINE(SUFFIX, VECTORS, QUADS) SMK_NAME(line_sums_##SUFFIX##_##VECTORS##_##QUADS),

#define SMK_DEFINE_SPARSE_SUMS(SUFFIX)                                                                               \
  SMK_DEFINE_LINE_PART(SUFFIX)                                                                                       \
  SMK_FOR_LINES(SMK_DEFINE_LINE_SUMS, SUFFIX)                                                                        \
                                                                                                                     \
  static void SMK_NAME(sparse_sums_##SUFFIX)(const smk_entries *entries, const int64_t *starts, const int64_t *ends, \
                                             const uint32_t *lines, size_t line_count, const float *matrix,          \
                                             size_t class_count, double *sums) {                                     \
    static void (*const parts[])(const smk_entries *, size_t, size_t, const float *, size_t, size_t, double *) = {   \
        SMK_FOR_LINES(SMK_CALL_LINE, SUFFIX)};                                                                       \
    for (size_t l = 0; l < line_count; l++) {                                                                        \
      double *own = sums + l * class_count;                                                                          \
      for (size_t k = 0; k < class_count; k++) own[k] = 0.0;                                                         \
      const size_t line = smk_row(lines, l);                                                                         \
      const size_t first = (size_t)starts[line], end = (size_t)ends[line];                                           \
      if (first >= end) continue;                                                                                    \
      for (size_t k = 0; k < class_count;) {                                                                         \
        const size_t left = class_count - k;                                                                         \
        size_t vectors = smk_smaller(left / SMK_WIDTH, SMK_NAME(line_vectors));                                      \
        size_t quads = vectors == SMK_NAME(line_vectors) ? 0 : (left - vectors * SMK_WIDTH + 3) / 4;                 \
        if (quads * 4 >= SMK_WIDTH || quads > 2) {                                                                   \
          quads = 0;                                                                                                 \
          vectors++;                                                                                                 \
        }                                                                                                            \
        const size_t count = smk_smaller(left, vectors * SMK_WIDTH + quads * 4);                                     \
        parts[vectors * 3 + quads](entries, first, end, matrix + k, class_count, count, own + k);                    \
        k += count;                                                                                                  \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_SPARSE_SUMS(f32)
SMK_DEFINE_SPARSE_SUMS(u8)
SMK_DEFINE_SPARSE_SUMS(ones)

// Float64: vectors of eight lanes, up to four of them in one pass.
enum { SMK_NAME(line_vectors64) = 4 };

#define SMK_DEFINE_LINE_SUMS64(SUFFIX, VECTORS)                                                                      \
  static SMK_APART void SMK_NAME(line_sums64_##SUFFIX##_##VECTORS)(const smk_entries *entries, size_t first,         \
                                                                   size_t end, const double *matrix, size_t stride,  \
                                                                   size_t count, double *sums) {                     \
    smk_lanes64 lanes[VECTORS];                                                                                      \
    SMK_UNROLL for (size_t v = 0; v < VECTORS; v++) lanes[v] = smk_splat64(0.0);                                     \
    for (size_t e = first; e < end; e++) {                                                                           \
      const size_t ahead = smk_smaller(e + SMK_NAME(entries_ahead), end - 1);                                        \
      const double *next = matrix + (size_t)entries->indices[ahead] * stride;                                        \
      SMK_UNROLL for (size_t v = 0; v < VECTORS; v++) __builtin_prefetch(next + v * SMK_LANES64);                    \
      const double *row = matrix + (size_t)entries->indices[e] * stride;                                             \
      const smk_lanes64 value = smk_splat64((double)SMK_ENTRY_##SUFFIX(entries, e));                                 \
      SMK_UNROLL for (size_t v = 0; v < VECTORS; v++) {                                                              \
        lanes[v] = smk_fma64(smk_load64_f64(row + v * SMK_LANES64), value, lanes[v]);                                \
      }                                                                                                              \
    }                                                                                                                \
    SMK_UNROLL for (size_t v = 0; v < VECTORS; v++) {                                                                \
      const size_t done = v * SMK_LANES64;                                                                           \
      if (done < count) smk_store64_first(sums + done, lanes[v], count - done);                                      \
    }                                                                                                                \
  }

#define SMK_DEFINE_SPARSE_SUMS64(SUFFIX)                                                                             \
  SMK_DEFINE_LINE_SUMS64(SUFFIX, 1)                                                                                  \
  SMK_DEFINE_LINE_SUMS64(SUFFIX, 2)                                                                                  \
  SMK_DEFINE_LINE_SUMS64(SUFFIX, 3)                                                                                  \
  SMK_DEFINE_LINE_SUMS64(SUFFIX, 4)                                                                                  \
                                                                                                                     \
  static void SMK_NAME(sparse_sums64_##SUFFIX)(                                                                      \
      const smk_entries *entries, const int64_t *starts, const int64_t *ends, const uint32_t *lines,                 \
      size_t line_count, const double *matrix, size_t class_count, double *sums) {                                   \
    static void (*const parts[])(const smk_entries *, size_t, size_t, const double *, size_t, size_t, double *) = {  \
        SMK_NAME(line_sums64_##SUFFIX##_1), SMK_NAME(line_sums64_##SUFFIX##_2), SMK_NAME(line_sums64_##SUFFIX##_3),  \
        SMK_NAME(line_sums64_##SUFFIX##_4)};                                                                         \
    for (size_t l = 0; l < line_count; l++) {                                                                        \
      double *own = sums + l * class_count;                                                                          \
      for (size_t k = 0; k < class_count; k++) own[k] = 0.0;                                                         \
      const size_t line = smk_row(lines, l);                                                                         \
      const size_t first = (size_t)starts[line], end = (size_t)ends[line];                                           \
      if (first >= end) continue;                                                                                    \
      for (size_t k = 0; k < class_count;) {                                                                         \
        const size_t left = class_count - k;                                                                         \
        const size_t vectors =                                                                                       \
            smk_smaller((left + SMK_LANES64 - 1) / SMK_LANES64, SMK_NAME(line_vectors64));                           \
        const size_t count = smk_smaller(left, vectors * SMK_LANES64);                                               \
        parts[vectors - 1](entries, first, end, matrix + k, class_count, count, own + k);                            \
        k += count;                                                                                                  \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_SPARSE_SUMS64(f32)
SMK_DEFINE_SPARSE_SUMS64(u8)
SMK_DEFINE_SPARSE_SUMS64(ones)

// MARK: Dual coordinate ascent

#define SMK_DEFINE_ADD_LINE(SUFFIX)                                                                                  \
  static void SMK_NAME(add_line_##SUFFIX)(const smk_entries *entries, size_t first, size_t end,                      \
                                          const float *column_factors, const float *change, size_t class_count,      \
                                          float *weights) {                                                          \
    const size_t wide = class_count / SMK_WIDTH * SMK_WIDTH, quads = class_count / 4 * 4;                            \
    for (size_t e = first; e < end; e++) {                                                                           \
      const size_t column = (size_t)entries->indices[e];                                                             \
      float *row = weights + column * class_count;                                                                   \
      float value = SMK_ENTRY_##SUFFIX(entries, e);                                                                  \
      if (column_factors) value *= column_factors[column];                                                           \
      size_t k = 0;                                                                                                  \
      for (; k < wide; k += SMK_WIDTH) {                                                                             \
        smk_store_wide(row + k, smk_fma_wide(smk_splat_wide(value), smk_load_wide_f32(change + k),                   \
                                             smk_load_wide_f32(row + k)));                                           \
      }                                                                                                              \
      for (; k < quads; k += 4) {                                                                                    \
        *(smk_stored_quad *)(row + k) = __builtin_elementwise_fma(                                                   \
            SMK_SPLAT_QUAD(value), (smk_quad) * (const smk_stored_quad *)(change + k),                               \
            (smk_quad) * (const smk_stored_quad *)(row + k));                                                        \
      }                                                                                                              \
      for (; k < class_count; k++) row[k] = fmaf(value, change[k], row[k]);                                          \
    }                                                                                                                \
  }

SMK_DEFINE_ADD_LINE(f32)
SMK_DEFINE_ADD_LINE(u8)
SMK_DEFINE_ADD_LINE(ones)

/// As in scalar_sparse.h.
static smk_dual_entropies SMK_NAME(dual_step)(const float *logits, float *shares, uint32_t label, float curvature,
                                              size_t class_count, float *change, float *room) {
  const size_t padded = smk_round_up(class_count, SMK_LANES);
  float *p = room, *u = p + padded, *slope = u + padded;
  float largest = logits[0];
  for (size_t k = 1; k < class_count; k++) largest = logits[k] > largest ? logits[k] : largest;
  const smk_lanes highest = smk_splat(largest), bend = smk_splat(curvature), one = smk_splat(1.0f);
  smk_lanes lanes = smk_splat(0.0f);
  for (size_t k = 0; k < padded; k += SMK_LANES) {
    const smk_lanes e = smk_exp_lanes(smk_load_f32(logits + k) - highest);
    smk_store(p + k, e);
    lanes += e;
  }
  const float sum = smk_combine(lanes);
  const float log_sum = smk_logf(sum);
  for (size_t k = 0; k < class_count; k++) change[k] = shares[k];
  for (size_t k = class_count; k < padded; k++) change[k] = 0.0f;
  change[label] += 1.0f;
  smk_lanes tops = smk_splat(SMK_NO_LOGIT);
  lanes = smk_splat(0.0f);
  for (size_t k = 0; k < padded; k += SMK_LANES) {
    const smk_lanes own = smk_load_f32(logits + k) - highest, share = smk_load_f32(change + k);
    const smk_lanes pulled = smk_fma(bend, share, own), term = share * (own - smk_splat(log_sum));
    smk_store(u + k, pulled);
    tops = smk_select(pulled > tops, pulled, tops);
    lanes += term;
  }
  const float cross_entropy = -smk_combine(lanes);
  float top = tops[0];
  for (size_t j = 1; j < SMK_LANES; j++) top = tops[j] > top ? tops[j] : top;
  const float log_curvature = curvature > SMK_DUAL_FLAT ? smk_logf(curvature) : 0.0f;
  const float least = top - curvature;
  float level = log_sum > least ? log_sum : least;
  for (size_t round = 0; curvature > SMK_DUAL_FLAT && round < SMK_DUAL_ROUNDS; round++) {
    smk_lanes sums = smk_splat(0.0f), slopes = sums;
    for (size_t k = 0; k < padded; k += SMK_LANES) {
      const smk_lanes y = (smk_load_f32(u + k) - smk_splat(level)) + smk_splat(log_curvature);
      const smk_lanes turn_point = smk_splat(SMK_DUAL_TURN);
      const smk_lanes guess = smk_select(y > turn_point, y, smk_exp_lanes(smk_select(y > turn_point, turn_point, y)));
      const smk_lanes part = guess / (one + guess);
      const smk_lanes log_w = smk_select(
          y > turn_point, smk_log_lanes(smk_select(y > turn_point, y, turn_point)) * part, y - part);
      const smk_lanes w = smk_exp_lanes(log_w);
      const smk_lanes inverse = one / (one + w);
      const smk_lanes miss = ((y - w) - log_w) * inverse;
      const smk_lanes bent = smk_fma(miss, smk_splat(0x1.555556p-1f), one), turn = miss * inverse;
      const smk_lanes better = w * smk_fma(miss, smk_fma(turn, smk_splat(-0.5f), bent) / (bent - turn), one);
      const smk_lanes share = better / bend;
      smk_store(p + k, share);
      const smk_lanes falling = share / (one + better);
      smk_store(slope + k, falling);
      sums += share;
      slopes += falling;
    }
    const float excess = smk_combine(sums) - 1.0f;
    const float rise = excess / smk_combine(slopes);
    if (!(rise >= SMK_DUAL_NEAR || rise <= -SMK_DUAL_NEAR)) {
      for (size_t k = 0; k < padded; k += SMK_LANES) {
        smk_store(p + k, smk_fma(smk_splat(-rise), smk_load_f32(slope + k), smk_load_f32(p + k)));
      }
      break;
    }
    if (excess < SMK_DUAL_ROUNDED && excess > -SMK_DUAL_ROUNDED) break;
    level = level + rise > least ? level + rise : least;
  }
  lanes = smk_splat(0.0f);
  for (size_t k = 0; k < padded; k += SMK_LANES) lanes += smk_load_f32(p + k);
  const smk_lanes whole = smk_splat(smk_combine(lanes));
  lanes = smk_splat(0.0f);
  for (size_t k = 0; k < padded; k += SMK_LANES) {
    const smk_lanes share = smk_load_f32(p + k) / whole;
    smk_store(p + k, share);
    const smk_lanes term = share * smk_log_lanes(share);
    lanes += smk_select(share > smk_splat(0.0f), term, smk_splat(0.0f));
  }
  const float entropy = -smk_combine(lanes);
  for (size_t k = 0; k < class_count; k++) {
    const float share = p[k] - (k == label ? 1.0f : 0.0f);
    change[k] = share - shares[k];
    shares[k] = share;
  }
  return (smk_dual_entropies){entropy, cross_entropy};
}

#include "sparse_dual.h"
#include "sparse_lazy.h"
