// The contract of softmax_kernels.h in plain C, one operation after the other: the oracle for every table.
//
// A file of one instruction set includes this after it has set the target and defined
//   SMK_NAME(operation)  the function's full name,
//   SMK_TABLE            the table's name,
//   SMK_TABLE_NAME       what users call it.
// The compiler may put neighbouring lanes, features or classes into one vector; it may not change the order
// of a sum, so the bits stay the same.

#include "exp_log.h"
#include "../include/softmax_kernels.h"

#include "rows.h"

/// The fixed tree in which lanes are combined.
static inline float SMK_NAME(combine)(float *lanes, size_t count) {
  for (size_t width = count / 2; width > 0; width /= 2) {
    for (size_t j = 0; j < width; j++) lanes[j] += lanes[j + width];
  }
  return lanes[0];
}

// Few classes are read as they are, [classes x features]; more are turned to [features x classes], so that the
// inner loop runs over neighbours.
static void SMK_NAME(prepare)(const float *weights, size_t class_count, size_t feature_count, size_t first_feature,
                              size_t end_feature, float *prepared) {
  for (size_t k = 0; k < class_count; k++) {
    for (size_t i = first_feature; i < end_feature; i++) {
      prepared[class_count <= SMK_FEW_CLASSES ? k * feature_count + i : i * class_count + k] =
          weights[k * feature_count + i];
    }
  }
}

// The two feature types differ in nothing but the type: a byte is exact as a Float32.
#define SMK_DEFINE_FOR_FEATURES(SUFFIX, FEATURE)                                                                     \
  /* The products of two rows with the weights of one of few classes, side by side: alone, a row's lanes would wait  \
     for their last sums. */                                                                                         \
  static inline void SMK_NAME(few_dots_##SUFFIX)(const FEATURE *x, const FEATURE *y, const float *w,                 \
                                                 size_t feature_count, float *sums) {                                \
    float a[SMK_DOT_LANES] = {0}, b[SMK_DOT_LANES] = {0};                                                            \
    size_t i = 0;                                                                                                    \
    for (; i + SMK_DOT_LANES <= feature_count; i += SMK_DOT_LANES) {                                                 \
      for (size_t j = 0; j < SMK_DOT_LANES; j++) a[j] = fmaf(w[i + j], (float)x[i + j], a[j]);                       \
      for (size_t j = 0; j < SMK_DOT_LANES; j++) b[j] = fmaf(w[i + j], (float)y[i + j], b[j]);                       \
    }                                                                                                                \
    for (size_t j = 0; i + j < feature_count; j++) a[j] = fmaf(w[i + j], (float)x[i + j], a[j]);                     \
    for (size_t j = 0; i + j < feature_count; j++) b[j] = fmaf(w[i + j], (float)y[i + j], b[j]);                     \
    sums[0] = SMK_NAME(combine)(a, SMK_DOT_LANES);                                                                   \
    sums[1] = SMK_NAME(combine)(b, SMK_DOT_LANES);                                                                   \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(few_logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,     \
                                            size_t row_count, float scale, const float *prepared, const float *bias, \
                                            size_t class_count, float *logits) {                                     \
    for (size_t first = 0; first < row_count; first += 2) {                                                          \
      const size_t count = smk_smaller(2, row_count - first);                                                        \
      const FEATURE *x = features + smk_row(rows, first) * feature_count;                                            \
      const FEATURE *y = features + smk_row(rows, first + count - 1) * feature_count;                                \
      for (size_t k = 0; k < class_count; k++) {                                                                     \
        float sums[2];                                                                                               \
        SMK_NAME(few_dots_##SUFFIX)(x, y, prepared + k * feature_count, feature_count, sums);                        \
        for (size_t r = 0; r < count; r++) {                                                                         \
          logits[smk_tile_index(first + r, k, class_count)] = fmaf(scale, sums[r], bias[k]);                         \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* The products of one row with many classes' weights, [features x classes]; `chains` has a float a class. */      \
  static inline void SMK_NAME(dots_##SUFFIX)(const FEATURE *x, size_t feature_count, const float *w,                 \
                                             size_t class_count, float *chains, float *sums) {                       \
    for (size_t first = 0; first < feature_count; first += SMK_DEPTH) {                                              \
      const size_t end = smk_smaller(first + SMK_DEPTH, feature_count);                                              \
      for (size_t k = 0; k < class_count; k++) chains[k] = 0.0f;                                                     \
      for (size_t i = first; i < end; i++) {                                                                         \
        const float value = (float)x[i];                                                                             \
        for (size_t k = 0; k < class_count; k++) chains[k] = fmaf(w[i * class_count + k], value, chains[k]);         \
      }                                                                                                              \
      for (size_t k = 0; k < class_count; k++) sums[k] = first == 0 ? chains[k] : sums[k] + chains[k];               \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,         \
                                        size_t row_count, float scale, const float *prepared, const float *bias,     \
                                        size_t class_count, float *logits, float *workspace) {                       \
    if (class_count <= SMK_FEW_CLASSES) {                                                                            \
      SMK_NAME(few_logits_##SUFFIX)                                                                                  \
      (features, feature_count, rows, row_count, scale, prepared, bias, class_count, logits);                        \
      return;                                                                                                        \
    }                                                                                                                \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *x = features + smk_row(rows, r) * feature_count;                                                \
      float *row = logits + r * class_count;                                                                         \
      SMK_NAME(dots_##SUFFIX)(x, feature_count, prepared, class_count, workspace, row);                              \
      for (size_t k = 0; k < class_count; k++) row[k] = fmaf(scale, row[k], bias[k]);                                \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,       \
                                          size_t row_count, const float *residuals, size_t class_count,              \
                                          size_t first_feature, size_t end_feature, float *gradient,                 \
                                          float *workspace) {                                                        \
    (void)workspace;                                                                                                 \
    if (class_count <= SMK_FEW_CLASSES) {                                                                            \
      for (size_t r = 0; r < row_count; r++) {                                                                       \
        const FEATURE *x = features + smk_row(rows, r) * feature_count;                                              \
        for (size_t k = 0; k < class_count; k++) {                                                                   \
          const float residual = residuals[smk_tile_index(r, k, class_count)];                                       \
          float *g = gradient + k * feature_count;                                                                   \
          for (size_t i = first_feature; i < end_feature; i++) g[i] = fmaf(residual, (float)x[i], g[i]);             \
        }                                                                                                            \
      }                                                                                                              \
      return;                                                                                                        \
    }                                                                                                                \
    enum { BLOCK = 64 };                                                                                             \
    for (size_t first = 0; first < row_count; first += SMK_DEPTH) {                                                  \
      const size_t end = smk_smaller(first + SMK_DEPTH, row_count);                                                  \
      for (size_t k = 0; k < class_count; k++) {                                                                     \
        for (size_t i = first_feature; i < end_feature; i += BLOCK) {                                                \
          const size_t count = smk_smaller(BLOCK, end_feature - i);                                                  \
          float chains[BLOCK] = {0};                                                                                 \
          for (size_t r = first; r < end; r++) {                                                                     \
            const FEATURE *x = features + smk_row(rows, r) * feature_count + i;                                      \
            const float residual = residuals[r * class_count + k];                                                   \
            for (size_t j = 0; j < count; j++) chains[j] = fmaf(residual, (float)x[j], chains[j]);                   \
          }                                                                                                          \
          for (size_t j = 0; j < count; j++) gradient[k * feature_count + i + j] += chains[j];                       \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_FOR_FEATURES(u8, uint8_t)
SMK_DEFINE_FOR_FEATURES(f32, float)

/// A row's largest logit and where it is; a NaN never counts.
typedef struct {
  float value;
  size_t index;
} SMK_NAME(maximum);

static inline SMK_NAME(maximum) SMK_NAME(largest)(const float *tile, size_t r, size_t class_count) {
  SMK_NAME(maximum) best = {-INFINITY, 0};
  for (size_t k = 0; k < class_count; k++) {
    const float value = tile[smk_tile_index(r, k, class_count)];
    if (value > best.value) best = (SMK_NAME(maximum)){value, k};
  }
  return best;
}

/// The sum of e^(logit - maximum) over a row's classes: at least 1.
static inline float SMK_NAME(exponential_sum)(const float *tile, size_t r, size_t class_count, float maximum) {
  if (class_count <= SMK_FEW_CLASSES) {
    float sum = 0.0f;
    for (size_t k = 0; k < class_count; k++) sum += smk_expf(tile[smk_tile_index(r, k, class_count)] - maximum);
    return sum;
  }
  float lanes[SMK_LANES] = {0};
  for (size_t k = 0; k < class_count; k++) lanes[k % SMK_LANES] += smk_expf(tile[r * class_count + k] - maximum);
  return SMK_NAME(combine)(lanes, SMK_LANES);
}

/// Replaces a row of logits by its probabilities.
static inline void SMK_NAME(normalize)(float *tile, size_t r, size_t class_count, float maximum, float sum) {
  for (size_t k = 0; k < class_count; k++) {
    float *value = tile + smk_tile_index(r, k, class_count);
    *value = smk_expf(*value - maximum) / sum;
  }
}

static void SMK_NAME(softmax)(float *tile, size_t row_count, size_t class_count) {
  for (size_t r = 0; r < row_count; r++) {
    const float maximum = SMK_NAME(largest)(tile, r, class_count).value;
    const float sum = SMK_NAME(exponential_sum)(tile, r, class_count, maximum);
    SMK_NAME(normalize)(tile, r, class_count, maximum, sum);
  }
}

static void SMK_NAME(log_softmax)(float *tile, size_t row_count, size_t class_count) {
  for (size_t r = 0; r < row_count; r++) {
    const float maximum = SMK_NAME(largest)(tile, r, class_count).value;
    const float log_sum = smk_logf(SMK_NAME(exponential_sum)(tile, r, class_count, maximum));
    for (size_t k = 0; k < class_count; k++) {
      float *value = tile + smk_tile_index(r, k, class_count);
      *value = (*value - maximum) - log_sum;
    }
  }
}

static void SMK_NAME(residuals)(float *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                                size_t row_count, float *log_losses, uint32_t *predictions) {
  for (size_t r = 0; r < row_count; r++) {
    float *own = tile + smk_tile_index(r, labels[smk_row(rows, r)], class_count);
    const SMK_NAME(maximum) best = SMK_NAME(largest)(tile, r, class_count);
    const float margin = *own - best.value;
    const float sum = SMK_NAME(exponential_sum)(tile, r, class_count, best.value);
    predictions[r] = (uint32_t)best.index;
    log_losses[r] = smk_logf(sum) - margin;
    SMK_NAME(normalize)(tile, r, class_count, best.value, sum);
    *own -= 1.0f;
  }
}

static void SMK_NAME(top_classes)(const float *tile, size_t row_count, size_t class_count, uint32_t *classes,
                                  float *probabilities) {
  for (size_t r = 0; r < row_count; r++) {
    const SMK_NAME(maximum) best = SMK_NAME(largest)(tile, r, class_count);
    classes[r] = (uint32_t)best.index;
    probabilities[r] = 1.0f / SMK_NAME(exponential_sum)(tile, r, class_count, best.value);
  }
}

static void SMK_NAME(column_sums)(const float *tile, size_t row_count, size_t class_count, float *sums) {
  for (size_t k = 0; k < class_count; k++) {
    if (class_count <= SMK_FEW_CLASSES) {
      float lanes[SMK_LANES] = {0};
      for (size_t r = 0; r < row_count; r++) lanes[r % SMK_LANES] += tile[smk_tile_index(r, k, class_count)];
      sums[k] += SMK_NAME(combine)(lanes, SMK_LANES);
    } else {
      for (size_t r = 0; r < row_count; r++) sums[k] += tile[r * class_count + k];
    }
  }
}

static void SMK_NAME(curvature)(const float *probabilities, float *directions, size_t row_count,
                                size_t class_count) {
  for (size_t r = 0; r < row_count; r++) {
    float lanes[SMK_LANES] = {0};
    for (size_t k = 0; k < class_count; k++) {
      const size_t i = smk_tile_index(r, k, class_count);
      float *lane = &lanes[class_count <= SMK_FEW_CLASSES ? 0 : k % SMK_LANES];
      *lane = fmaf(probabilities[i], directions[i], *lane);
    }
    const float mean = class_count <= SMK_FEW_CLASSES ? lanes[0] : SMK_NAME(combine)(lanes, SMK_LANES);
    for (size_t k = 0; k < class_count; k++) {
      const size_t i = smk_tile_index(r, k, class_count);
      directions[i] = probabilities[i] * (directions[i] - mean);
    }
  }
}

static void SMK_NAME(exp_each)(const float *arguments, size_t count, float *results) {
  for (size_t i = 0; i < count; i++) results[i] = smk_expf(arguments[i]);
}

static void SMK_NAME(log_each)(const float *arguments, size_t count, float *results) {
  for (size_t i = 0; i < count; i++) results[i] = smk_logf(arguments[i]);
}

// In groups that the compiler's vectors hold in registers, from numbers that it does not know.
static float SMK_NAME(multiply_adds)(size_t rounds) {
  enum { GROUP = 64, GROUPS = 24 * SMK_LANES / GROUP };
  float sums[GROUP];
  for (size_t j = 0; j < GROUP; j++) sums[j] = (float)(j + rounds);
  for (size_t round = 0; round < GROUPS * rounds; round++) {
    for (size_t j = 0; j < GROUP; j++) sums[j] = fmaf(sums[j], 0.5f, 1.0f);
  }
  float total = 0.0f;
  for (size_t j = 0; j < GROUP; j++) total += sums[j];
  return total;
}

#include "scalar64.h"
#include "scalar_linear_algebra.h"
#include "scalar_sparse.h"

#include "plain.h"
