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

/// Makes the shares a of a row what is best for it: log a + curvature a = u - level with u = the logits + curvature x the
/// shares before, where the level is what makes them sum to 1.
///
/// For a level the shares have a closed form, w / curvature with w + log w = u - level + log curvature (Wright's omega
/// function): a guess, and one step of fourth order (Fritsch, Shafer and Crowley, Algorithm 443, Communications of the ACM
/// 16, 1973). Their sum is convex in the level and falls with it, so that Newton's method, from where the sum is
/// above 1, never goes too far; at top - curvature one share alone is 1.
static smk_dual_entropies SMK_NAME(dual_step)(const float *logits, float *shares, uint32_t label, float curvature,
                                              size_t class_count, float *change, float *room) {
  const size_t padded = smk_round_up(class_count, SMK_LANES);
  float *p = room, *u = p + padded, *slope = u + padded, *term = slope + padded;
  float largest = logits[0];
  for (size_t k = 1; k < class_count; k++) largest = logits[k] > largest ? logits[k] : largest;
  for (size_t k = 0; k < padded; k++) p[k] = smk_expf(logits[k] - largest);
  const float sum = SMK_NAME(class_sum)(p, padded);
  const float log_sum = smk_logf(sum);
  float top = SMK_NO_LOGIT;
  for (size_t k = 0; k < padded; k++) {
    const float share = k < class_count ? shares[k] + (k == label ? 1.0f : 0.0f) : 0.0f;
    u[k] = fmaf(curvature, share, logits[k] - largest);
    top = u[k] > top ? u[k] : top;
    term[k] = share * ((logits[k] - largest) - log_sum);
  }
  const float cross_entropy = -SMK_NAME(class_sum)(term, padded);
  const float log_curvature = curvature > SMK_DUAL_FLAT ? smk_logf(curvature) : 0.0f;
  const float least = top - curvature;
  float level = log_sum > least ? log_sum : least;
  for (size_t round = 0; curvature > SMK_DUAL_FLAT && round < SMK_DUAL_ROUNDS; round++) {
    for (size_t k = 0; k < padded; k++) {
      const float y = (u[k] - level) + log_curvature;
      const int is_steep = y > SMK_DUAL_TURN;
      const float guess = is_steep ? y : smk_expf(y);
      const float part = guess / (1.0f + guess);
      const float log_w = is_steep ? smk_logf(y) * part : y - part;
      const float w = smk_expf(log_w);
      const float inverse = 1.0f / (1.0f + w);
      const float miss = ((y - w) - log_w) * inverse;
      const float bent = fmaf(miss, 0x1.555556p-1f, 1.0f), turn = miss * inverse;
      const float better = w * fmaf(miss, fmaf(turn, -0.5f, bent) / (bent - turn), 1.0f);
      p[k] = better / curvature;
      slope[k] = p[k] / (1.0f + better);
    }
    const float excess = SMK_NAME(class_sum)(p, padded) - 1.0f;
    const float rise = excess / SMK_NAME(class_sum)(slope, padded);
    if (!(rise >= SMK_DUAL_NEAR || rise <= -SMK_DUAL_NEAR)) {
      for (size_t k = 0; k < padded; k++) p[k] = fmaf(-rise, slope[k], p[k]);
      break;
    }
    if (excess < SMK_DUAL_ROUNDED && excess > -SMK_DUAL_ROUNDED) break;
    level = level + rise > least ? level + rise : least;
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
