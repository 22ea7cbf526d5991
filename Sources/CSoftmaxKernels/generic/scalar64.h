// The Float64 operations of softmax_kernels.h in plain C, one after the other: the oracle for every table. Part of
// scalar.h, which includes it.

#include "exp_log64.h"

// [features x classes], so that the inner loop runs over neighbours.
static void SMK_NAME(prepare64)(const double *weights, size_t class_count, size_t feature_count, double *prepared) {
  for (size_t k = 0; k < class_count; k++) {
    for (size_t i = 0; i < feature_count; i++) prepared[i * class_count + k] = weights[k * feature_count + i];
  }
}

#define SMK_DEFINE_LOGITS64(SUFFIX, FEATURE)                                                                         \
  static void SMK_NAME(logits64_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,       \
                                          size_t row_count, double scale, const double *prepared,                    \
                                          const double *bias, size_t class_count, double *logits) {                  \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *x = features + smk_row(rows, r) * feature_count;                                                \
      double *row = logits + r * class_count;                                                                        \
      for (size_t k = 0; k < class_count; k++) row[k] = 0.0;                                                         \
      for (size_t i = 0; i < feature_count; i++) {                                                                   \
        const double value = (double)x[i];                                                                           \
        for (size_t k = 0; k < class_count; k++) row[k] = fma(prepared[i * class_count + k], value, row[k]);         \
      }                                                                                                              \
      for (size_t k = 0; k < class_count; k++) row[k] = fma(scale, row[k], bias[k]);                                 \
    }                                                                                                                \
  }

#define SMK_DEFINE_GRADIENT64(SUFFIX, FEATURE)                                                                       \
  static void SMK_NAME(gradient64_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,     \
                                            size_t row_count, const double *residuals, size_t class_count,           \
                                            size_t first_feature, size_t end_feature, double *gradient) {            \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *x = features + smk_row(rows, r) * feature_count;                                                \
      for (size_t k = 0; k < class_count; k++) {                                                                     \
        const double residual = residuals[r * class_count + k];                                                      \
        double *g = gradient + k * feature_count;                                                                    \
        for (size_t i = first_feature; i < end_feature; i++) g[i] = fma(residual, (double)x[i], g[i]);               \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_LOGITS64(u8, uint8_t)
SMK_DEFINE_LOGITS64(f32, float)
SMK_DEFINE_LOGITS64(f64, double)
SMK_DEFINE_GRADIENT64(u8, uint8_t)
SMK_DEFINE_GRADIENT64(f32, float)
SMK_DEFINE_GRADIENT64(f64, double)

/// A row's largest logit and where it is; a NaN never counts.
typedef struct {
  double value;
  size_t index;
} SMK_NAME(maximum64);

static inline SMK_NAME(maximum64) SMK_NAME(largest64)(const double *row, size_t class_count) {
  SMK_NAME(maximum64) best = {-INFINITY, 0};
  for (size_t k = 0; k < class_count; k++) {
    if (row[k] > best.value) best = (SMK_NAME(maximum64)){row[k], k};
  }
  return best;
}

static void SMK_NAME(softmax64)(double *tile, size_t row_count, size_t class_count) {
  for (size_t r = 0; r < row_count; r++) {
    double *row = tile + r * class_count;
    const double maximum = SMK_NAME(largest64)(row, class_count).value;
    double sum = 0.0;
    for (size_t k = 0; k < class_count; k++) {
      row[k] = smk_exp64(row[k] - maximum);
      sum += row[k];
    }
    for (size_t k = 0; k < class_count; k++) row[k] /= sum;
  }
}

static void SMK_NAME(residuals64)(double *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                                  size_t row_count, double *log_losses, uint32_t *predictions) {
  for (size_t r = 0; r < row_count; r++) {
    double *row = tile + r * class_count;
    const uint32_t label = labels[smk_row(rows, r)];
    const SMK_NAME(maximum64) best = SMK_NAME(largest64)(row, class_count);
    const double margin = row[label] - best.value;
    double sum = 0.0, others = 0.0;
    for (size_t k = 0; k < class_count; k++) {
      row[k] = smk_exp64(row[k] - best.value);
      sum += row[k];
      if (k != best.index) others += row[k];
    }
    predictions[r] = (uint32_t)best.index;
    log_losses[r] = smk_log1p64(others) - margin;
    for (size_t k = 0; k < class_count; k++) row[k] /= sum;
    row[label] -= 1.0;
  }
}

static void SMK_NAME(dual_residuals64)(double *tile, size_t class_count, const uint32_t *labels,
                                       const uint32_t *rows, size_t row_count, double keep, const double *shift,
                                       double *entropies) {
  for (size_t r = 0; r < row_count; r++) {
    double *row = tile + r * class_count;
    double sum = 0.0;
    for (size_t k = 0; k < class_count; k++) {
      const double moved = fma(keep, row[k], shift[k]);
      const double a = moved <= 0.0 ? 0.0 : moved;
      sum = fma(a, a == 0.0 ? 0.0 : smk_log64(a), sum);
      row[k] = a;
    }
    entropies[r] = -sum;
    row[labels[smk_row(rows, r)]] -= 1.0;
  }
}

static void SMK_NAME(exp64_each)(const double *arguments, size_t count, double *results) {
  for (size_t i = 0; i < count; i++) results[i] = smk_exp64(arguments[i]);
}

static void SMK_NAME(log64_each)(const double *arguments, size_t count, double *results) {
  for (size_t i = 0; i < count; i++) results[i] = smk_log64(arguments[i]);
}
