// The contract of softmax_kernels.h in plain C, one operation after the other.
//
// A file of one instruction set includes this after it has set the target and defined
//   SMK_NAME(operation)  the function's full name,
//   SMK_TABLE            the table's name,
//   SMK_TABLE_NAME       what users call it.
// The compiler may put the lanes of a dot product, or neighbouring features of a gradient, into one vector;
// it may not change the order of a sum, so the bits stay the same.

#include "smk_math.h"
#include "softmax_kernels.h"

static inline size_t smk_row(const uint32_t *rows, size_t r) { return rows ? rows[r] : r; }

/// The fixed tree in which the lanes of a dot product are combined.
static inline float SMK_NAME(combine)(float lanes[SMK_LANES]) {
  for (size_t width = SMK_LANES / 2; width > 0; width /= 2) {
    for (size_t j = 0; j < width; j++) lanes[j] += lanes[j + width];
  }
  return lanes[0];
}

// The classes whose dot products with a row are formed together, so that each feature is widened once for all
// of them. Each sum keeps its own order.
enum { SMK_CLASS_BLOCK = 5 };

// The two feature types differ in nothing but the type: a byte is exact as a Float32.
#define SMK_DEFINE_FOR_FEATURES(SUFFIX, FEATURE)                                                                     \
  /* The dot products of one row with `count` classes' weights (a constant where this is inlined). */                \
  static inline __attribute__((always_inline)) void SMK_NAME(dot_##SUFFIX)(                                          \
      const FEATURE *x, size_t feature_count, const float *weights, size_t count, float *sums) {                     \
    float lanes[SMK_CLASS_BLOCK][SMK_LANES] = {{0}};                                                                 \
    size_t i = 0;                                                                                                    \
    for (; i + SMK_LANES <= feature_count; i += SMK_LANES) {                                                         \
      float values[SMK_LANES];                                                                                       \
      for (size_t j = 0; j < SMK_LANES; j++) values[j] = (float)x[i + j];                                            \
      for (size_t k = 0; k < count; k++) {                                                                           \
        const float *w = weights + k * feature_count + i;                                                            \
        for (size_t j = 0; j < SMK_LANES; j++) lanes[k][j] = fmaf(w[j], values[j], lanes[k][j]);                     \
      }                                                                                                              \
    }                                                                                                                \
    for (size_t k = 0; k < count; k++) {                                                                             \
      const float *w = weights + k * feature_count;                                                                  \
      for (size_t j = 0; i + j < feature_count; j++) lanes[k][j] = fmaf(w[i + j], (float)x[i + j], lanes[k][j]);     \
      sums[k] = SMK_NAME(combine)(lanes[k]);                                                                         \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,         \
                                        size_t row_count, float scale, const float *weights, const float *bias,      \
                                        size_t class_count, float *logits) {                                         \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *x = features + smk_row(rows, r) * feature_count;                                                \
      float *row = logits + r * class_count;                                                                         \
      size_t k = 0;                                                                                                  \
      for (; k + SMK_CLASS_BLOCK <= class_count; k += SMK_CLASS_BLOCK) {                                             \
        SMK_NAME(dot_##SUFFIX)(x, feature_count, weights + k * feature_count, SMK_CLASS_BLOCK, row + k);             \
      }                                                                                                              \
      for (; k < class_count; k++) {                                                                                 \
        SMK_NAME(dot_##SUFFIX)(x, feature_count, weights + k * feature_count, 1, row + k);                           \
      }                                                                                                              \
      for (k = 0; k < class_count; k++) row[k] = fmaf(scale, row[k], bias[k]);                                       \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,       \
                                          size_t row_count, const float *residuals, size_t class_count,              \
                                          size_t first_feature, size_t end_feature, float *gradient) {               \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *x = features + smk_row(rows, r) * feature_count;                                                \
      for (size_t k = 0; k < class_count; k++) {                                                                     \
        const float residual = residuals[r * class_count + k];                                                       \
        float *g = gradient + k * feature_count;                                                                     \
        for (size_t i = first_feature; i < end_feature; i++) g[i] = fmaf(residual, (float)x[i], g[i]);               \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_FOR_FEATURES(u8, uint8_t)
SMK_DEFINE_FOR_FEATURES(f32, float)

/// The index of the largest of `count` values, the first of equals.
static inline size_t SMK_NAME(argmax)(const float *values, size_t count) {
  size_t best = 0;
  for (size_t k = 1; k < count; k++) {
    if (values[k] > values[best]) best = k;
  }
  return best;
}

/// Replaces a row by e^(logit - maximum) and returns the sum: at least 1.
static inline float SMK_NAME(exponentials)(float *row, size_t class_count, float maximum) {
  float sum = 0.0f;
  for (size_t k = 0; k < class_count; k++) {
    row[k] = smk_expf(row[k] - maximum);
    sum += row[k];
  }
  return sum;
}

static void SMK_NAME(softmax)(float *logits, size_t row_count, size_t class_count) {
  for (size_t r = 0; r < row_count; r++) {
    float *row = logits + r * class_count;
    const float sum = SMK_NAME(exponentials)(row, class_count, row[SMK_NAME(argmax)(row, class_count)]);
    for (size_t k = 0; k < class_count; k++) row[k] /= sum;
  }
}

static void SMK_NAME(log_softmax)(float *logits, size_t row_count, size_t class_count) {
  for (size_t r = 0; r < row_count; r++) {
    float *row = logits + r * class_count;
    const float maximum = row[SMK_NAME(argmax)(row, class_count)];
    float sum = 0.0f;
    for (size_t k = 0; k < class_count; k++) sum += smk_expf(row[k] - maximum);
    const float log_sum = smk_logf(sum);
    for (size_t k = 0; k < class_count; k++) row[k] = (row[k] - maximum) - log_sum;
  }
}

static void SMK_NAME(residuals)(float *logits, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                                 size_t row_count, float *log_losses, uint32_t *predictions) {
  for (size_t r = 0; r < row_count; r++) {
    float *row = logits + r * class_count;
    const uint32_t label = labels[smk_row(rows, r)];
    const size_t best = SMK_NAME(argmax)(row, class_count);
    const float maximum = row[best];
    const float margin = row[label] - maximum;
    const float sum = SMK_NAME(exponentials)(row, class_count, maximum);
    predictions[r] = (uint32_t)best;
    log_losses[r] = smk_logf(sum) - margin;
    for (size_t k = 0; k < class_count; k++) row[k] /= sum;
    row[label] -= 1.0f;
  }
}

static void SMK_NAME(column_sums)(const float *residuals, size_t row_count, size_t class_count, float *sums) {
  for (size_t r = 0; r < row_count; r++) {
    for (size_t k = 0; k < class_count; k++) sums[k] += residuals[r * class_count + k];
  }
}

static void SMK_NAME(descend)(float *parameters, const float *gradient, float *velocity, size_t count,
                               float gradient_scale, float l2_penalty, float momentum, float learning_rate) {
  // Two loops: with the question inside, the compiler makes masked loads of the missing velocity.
  if (velocity) {
    for (size_t i = 0; i < count; i++) {
      velocity[i] = fmaf(momentum, velocity[i], fmaf(l2_penalty, parameters[i], gradient_scale * gradient[i]));
      parameters[i] = fmaf(-learning_rate, velocity[i], parameters[i]);
    }
  } else {
    for (size_t i = 0; i < count; i++) {
      const float g = fmaf(l2_penalty, parameters[i], gradient_scale * gradient[i]);
      parameters[i] = fmaf(-learning_rate, g, parameters[i]);
    }
  }
}

static void SMK_NAME(exp_each)(const float *arguments, size_t count, float *results) {
  for (size_t i = 0; i < count; i++) results[i] = smk_expf(arguments[i]);
}

static void SMK_NAME(log_each)(const float *arguments, size_t count, float *results) {
  for (size_t i = 0; i < count; i++) results[i] = smk_logf(arguments[i]);
}

const smk_table SMK_TABLE = {
    .name = SMK_TABLE_NAME,
    .logits_u8 = SMK_NAME(logits_u8),
    .logits_f32 = SMK_NAME(logits_f32),
    .softmax = SMK_NAME(softmax),
    .log_softmax = SMK_NAME(log_softmax),
    .residuals = SMK_NAME(residuals),
    .gradient_u8 = SMK_NAME(gradient_u8),
    .gradient_f32 = SMK_NAME(gradient_f32),
    .column_sums = SMK_NAME(column_sums),
    .descend = SMK_NAME(descend),
    .exp_each = SMK_NAME(exp_each),
    .log_each = SMK_NAME(log_each),
};
