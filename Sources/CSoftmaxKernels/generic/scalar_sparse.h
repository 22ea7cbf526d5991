// Sums over the entries of sparse lines in plain C: the oracle for every table. Part of scalar.h, which includes it.

#define SMK_DEFINE_SPARSE_SUMS(SUFFIX)                                                                               \
  static void SMK_NAME(sparse_sums_##SUFFIX)(const smk_entries *entries, const int64_t *starts, const int64_t *ends, \
                                             const uint32_t *lines, size_t line_count, const float *matrix,          \
                                             size_t class_count, double *sums) {                                     \
    enum { GROUP = 64 };                                                                                             \
    for (size_t l = 0; l < line_count; l++) {                                                                        \
      double *own = sums + l * class_count;                                                                          \
      for (size_t k = 0; k < class_count; k++) own[k] = 0.0;                                                         \
      const size_t line = smk_row(lines, l);                                                                         \
      const size_t first = (size_t)starts[line], end = (size_t)ends[line];                                           \
      for (size_t group = 0; group < class_count; group += GROUP) {                                                  \
        const size_t count = smk_smaller(GROUP, class_count - group);                                                \
        for (size_t block = first; block < end; block += SMK_DEPTH) {                                                \
          float chains[GROUP] = {0};                                                                                 \
          for (size_t e = block; e < smk_smaller(block + SMK_DEPTH, end); e++) {                                     \
            const float *row = matrix + (size_t)entries->indices[e] * class_count + group;                           \
            const float value = SMK_ENTRY_##SUFFIX(entries, e);                                                      \
            for (size_t k = 0; k < count; k++) chains[k] = fmaf(row[k], value, chains[k]);                           \
          }                                                                                                          \
          for (size_t k = 0; k < count; k++) own[group + k] += (double)chains[k];                                    \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(sparse_sums64_##SUFFIX)(                                                                      \
      const smk_entries *entries, const int64_t *starts, const int64_t *ends, const uint32_t *lines,                 \
      size_t line_count, const double *matrix, size_t class_count, double *sums) {                                   \
    for (size_t l = 0; l < line_count; l++) {                                                                        \
      double *own = sums + l * class_count;                                                                          \
      for (size_t k = 0; k < class_count; k++) own[k] = 0.0;                                                         \
      const size_t line = smk_row(lines, l);                                                                         \
      for (size_t e = (size_t)starts[line]; e < (size_t)ends[line]; e++) {                                           \
        const double *row = matrix + (size_t)entries->indices[e] * class_count;                                      \
        const double value = (double)SMK_ENTRY_##SUFFIX(entries, e);                                                 \
        for (size_t k = 0; k < class_count; k++) own[k] = fma(row[k], value, own[k]);                                \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_SPARSE_SUMS(f32)
SMK_DEFINE_SPARSE_SUMS(u8)
SMK_DEFINE_SPARSE_SUMS(ones)

// MARK: Dual coordinate ascent

#define SMK_DEFINE_ADD_LINE(SUFFIX)                                                                                  \
  static void SMK_NAME(add_line_##SUFFIX)(const smk_entries *entries, size_t first, size_t end,                      \
                                          const float *column_factors, const float *change, size_t class_count,      \
                                          float *weights) {                                                          \
    for (size_t e = first; e < end; e++) {                                                                           \
      const size_t column = (size_t)entries->indices[e];                                                             \
      float *row = weights + column * class_count;                                                                   \
      float value = SMK_ENTRY_##SUFFIX(entries, e);                                                                  \
      if (column_factors) value *= column_factors[column];                                                           \
      for (size_t k = 0; k < class_count; k++) row[k] = fmaf(value, change[k], row[k]);                              \
    }                                                                                                                \
  }

SMK_DEFINE_ADD_LINE(f32)
SMK_DEFINE_ADD_LINE(u8)
SMK_DEFINE_ADD_LINE(ones)

/// Sums over the classes, lane j adding the classes j, j + 16, ..., and the lanes combined.
static inline float SMK_NAME(class_sum)(const float *values, size_t padded) {
  float lanes[SMK_LANES] = {0};
  for (size_t k = 0; k < padded; k++) lanes[k % SMK_LANES] += values[k];
  return SMK_NAME(combine)(lanes, SMK_LANES);
}

static smk_dual_entropies SMK_NAME(dual_step)(const float *logits, float *shares, uint32_t label, float curvature,
                                              size_t class_count, float *change, float *room) {
  const size_t padded = smk_round_up(class_count, SMK_LANES);
  float *p = room, *z = p + padded, *u = z + padded, *miss = u + padded, *inverse = miss + padded,
        *term = inverse + padded;
  float largest = logits[0];
  for (size_t k = 1; k < class_count; k++) largest = logits[k] > largest ? logits[k] : largest;
  for (size_t k = 0; k < padded; k++) p[k] = smk_expf(logits[k] - largest);
  const float sum = SMK_NAME(class_sum)(p, padded);
  const float log_sum = smk_logf(sum);
  float level = largest + log_sum;
  for (size_t k = 0; k < padded; k++) {
    const float share = k < class_count ? shares[k] + (k == label ? 1.0f : 0.0f) : 0.0f;
    u[k] = fmaf(curvature, share, logits[k]);
    z[k] = (logits[k] - largest) - log_sum;
    term[k] = share * z[k];
    p[k] /= sum;
  }
  const float cross_entropy = -SMK_NAME(class_sum)(term, padded);
  for (size_t round = 0; round < SMK_DUAL_ROUNDS; round++) {
    for (size_t k = 0; k < padded; k++) {
      miss[k] = fmaf(curvature, p[k], z[k] - u[k]) + level;
      inverse[k] = 1.0f / fmaf(curvature, p[k], 1.0f);
      term[k] = p[k] * inverse[k];
    }
    const float weight = SMK_NAME(class_sum)(term, padded);
    for (size_t k = 0; k < padded; k++) term[k] = term[k] * miss[k];
    const float missed = SMK_NAME(class_sum)(term, padded);
    const float rise = ((SMK_NAME(class_sum)(p, padded) - 1.0f) - missed) / weight;
    level += rise;
    float moved = 0.0f;
    for (size_t k = 0; k < padded; k++) {
      float move = -(miss[k] + rise) * inverse[k];
      move = move > SMK_DUAL_UP ? SMK_DUAL_UP : move;
      move = move < SMK_DUAL_DOWN ? SMK_DUAL_DOWN : move;
      z[k] += move;
      p[k] = smk_expf(z[k]);
      const float distance = (move < 0.0f ? -move : move) * p[k];
      moved = distance > moved ? distance : moved;
    }
    if (!(moved >= SMK_DUAL_NEAR)) break;
  }
  const float whole = SMK_NAME(class_sum)(p, padded);
  for (size_t k = 0; k < padded; k++) {
    p[k] /= whole;
    term[k] = p[k] > 0.0f ? p[k] * smk_logf(p[k]) : 0.0f;
  }
  const float entropy = -SMK_NAME(class_sum)(term, padded);
  for (size_t k = 0; k < class_count; k++) {
    const float share = p[k] - (k == label ? 1.0f : 0.0f);
    change[k] = share - shares[k];
    shares[k] = share;
  }
  return (smk_dual_entropies){entropy, cross_entropy};
}

#include "sparse_dual.h"
#include "sparse_lazy.h"
