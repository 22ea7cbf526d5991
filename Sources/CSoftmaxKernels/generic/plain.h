// The operations that every table compiles from the same plain loops, and the table itself.
//
// They have no sum across lanes, or too little work for more; the compiler puts them into the target's vectors.

static void SMK_NAME(matrix_from_tile)(const float *tile, size_t row_count, size_t class_count, float *matrix) {
  for (size_t r = 0; r < row_count; r++) {
    for (size_t k = 0; k < class_count; k++) matrix[r * class_count + k] = tile[smk_tile_index(r, k, class_count)];
  }
}

static size_t SMK_NAME(first_row_beyond)(const float *tile, size_t row_count, size_t class_count, float limit) {
  for (size_t r = 0; r < row_count; r++) {
    int beyond = 0;
    for (size_t k = 0; k < class_count; k++) beyond |= !(fabsf(tile[smk_tile_index(r, k, class_count)]) <= limit);
    if (beyond) return r;
  }
  return row_count;
}

static void SMK_NAME(accumulate)(const float *values, size_t count, double *sums) {
  for (size_t i = 0; i < count; i++) sums[i] += (double)values[i];
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

static void SMK_NAME(adapt)(float *restrict parameters, const float *restrict gradient,
                            float *restrict first_moments, float *restrict second_moments, size_t count,
                            const smk_adam_factors *factors) {
  const smk_adam_factors f = *factors;
  for (size_t i = 0; i < count; i++) {
    const float g = fmaf(f.l2_penalty, parameters[i], f.gradient_scale * gradient[i]);
    const float m = fmaf(f.beta1, first_moments[i], f.gradient_share * g);
    const float v = fmaf(f.beta2, second_moments[i], f.square_share * (g * g));
    first_moments[i] = m;
    second_moments[i] = v;
    // The library's sqrtf may set errno, which keeps a loop from becoming vectors.
    const float root = __builtin_elementwise_sqrt(v);
    parameters[i] = fmaf(-f.rate, m / fmaf(root, f.root_scale, f.epsilon), parameters[i]);
  }
}

static void SMK_NAME(scale_rows)(float *tile, size_t row_count, size_t class_count, const float *factors,
                                 const uint32_t *rows) {
  // Few classes: a group of 16 rows' factors lie along the lanes. More: a group is a row.
  const size_t height = class_count <= SMK_FEW_CLASSES ? SMK_LANES : 1;
  for (size_t first = 0; first < row_count; first += height) {
    const size_t count = smk_smaller(height, row_count - first);
    float own[SMK_LANES];
    for (size_t j = 0; j < count; j++) own[j] = factors[smk_row(rows, first + j)];
    float *group = tile + first * class_count;
    for (size_t k = 0; k < class_count; k++) {
      for (size_t j = 0; j < count; j++) group[k * height + j] *= own[j];
    }
  }
}

static void SMK_NAME(scale_rows64)(double *tile, size_t row_count, size_t class_count, const double *factors,
                                   const uint32_t *rows) {
  for (size_t r = 0; r < row_count; r++) {
    const double factor = factors[smk_row(rows, r)];
    for (size_t k = 0; k < class_count; k++) tile[r * class_count + k] *= factor;
  }
}

// Widens rows of features into plain numbers times `scale`, rows `stride` elements apart.
#define SMK_DEFINE_WIDEN_ROWS(SUFFIX, FEATURE, REAL)                                                            \
  static void SMK_NAME(widen_rows##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows, \
                                           size_t row_count, REAL scale, REAL *widened, size_t stride) {        \
    for (size_t r = 0; r < row_count; r++) {                                                                    \
      const FEATURE *restrict row = features + smk_row(rows, r) * feature_count;                                \
      REAL *restrict target = widened + r * stride;                                                             \
      for (size_t i = 0; i < feature_count; i++) target[i] = scale * (REAL)row[i];                              \
    }                                                                                                           \
  }

SMK_DEFINE_WIDEN_ROWS(_u8, uint8_t, float)
SMK_DEFINE_WIDEN_ROWS(_f32, float, float)
SMK_DEFINE_WIDEN_ROWS(64_u8, uint8_t, double)
SMK_DEFINE_WIDEN_ROWS(64_f32, float, double)

// Centres and scales rows of features.
#define SMK_DEFINE_STANDARDIZE_ROWS(SUFFIX, FEATURE)                                                                 \
  static void SMK_NAME(standardize_rows_##SUFFIX)(const FEATURE *features, size_t feature_count,                     \
                                                  const uint32_t *rows, size_t row_count, const float *centres,      \
                                                  const float *factors, const float *offsets, float *standardized,   \
                                                  size_t stride) {                                                   \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *restrict row = features + smk_row(rows, r) * feature_count;                                     \
      float *restrict target = standardized + r * stride;                                                            \
      for (size_t i = 0; i < feature_count; i++) {                                                                   \
        target[i] = fmaf((float)row[i] - centres[i], factors[i], offsets[i]);                                        \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(standardize_rows64_##SUFFIX)(const FEATURE *features, size_t feature_count,                   \
                                                    const uint32_t *rows, size_t row_count, const double *means,     \
                                                    const double *factors, double *standardized, size_t stride) {    \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *restrict row = features + smk_row(rows, r) * feature_count;                                     \
      double *restrict target = standardized + r * stride;                                                           \
      for (size_t i = 0; i < feature_count; i++) target[i] = ((double)row[i] - means[i]) * factors[i];               \
    }                                                                                                                \
  }

SMK_DEFINE_STANDARDIZE_ROWS(u8, uint8_t)
SMK_DEFINE_STANDARDIZE_ROWS(f32, float)

#include "plain_linear_algebra.h"
#include "plain_sparse.h"

const smk_table SMK_TABLE = {
    .name = SMK_TABLE_NAME,
    .prepare = SMK_NAME(prepare),
    .logits_u8 = SMK_NAME(logits_u8),
    .logits_f32 = SMK_NAME(logits_f32),
    .softmax = SMK_NAME(softmax),
    .log_softmax = SMK_NAME(log_softmax),
    .residuals = SMK_NAME(residuals),
    .top_classes = SMK_NAME(top_classes),
    .gradient_u8 = SMK_NAME(gradient_u8),
    .gradient_f32 = SMK_NAME(gradient_f32),
    .column_sums = SMK_NAME(column_sums),
    .matrix_from_tile = SMK_NAME(matrix_from_tile),
    .first_row_beyond = SMK_NAME(first_row_beyond),
    .accumulate = SMK_NAME(accumulate),
    .descend = SMK_NAME(descend),
    .adapt = SMK_NAME(adapt),
    .widen_rows_u8 = SMK_NAME(widen_rows_u8),
    .widen_rows_f32 = SMK_NAME(widen_rows_f32),
    .widen_rows64_u8 = SMK_NAME(widen_rows64_u8),
    .widen_rows64_f32 = SMK_NAME(widen_rows64_f32),
    .standardize_rows_u8 = SMK_NAME(standardize_rows_u8),
    .standardize_rows_f32 = SMK_NAME(standardize_rows_f32),
    .standardize_rows64_u8 = SMK_NAME(standardize_rows64_u8),
    .standardize_rows64_f32 = SMK_NAME(standardize_rows64_f32),
    .add_products = SMK_NAME(add_products),
    .add_products64 = SMK_NAME(add_products64),
    .add_row_dots = SMK_NAME(add_row_dots),
    .add_row_dots64 = SMK_NAME(add_row_dots64),
    .add_scaled_rows = SMK_NAME(add_scaled_rows),
    .add_scaled_rows64 = SMK_NAME(add_scaled_rows64),
    .scale_block = SMK_NAME(scale_block),
    .scale_block64 = SMK_NAME(scale_block64),
    .factor_block = SMK_NAME(factor_block),
    .factor_block64 = SMK_NAME(factor_block64),
    .invert_block = SMK_NAME(invert_block),
    .invert_block64 = SMK_NAME(invert_block64),
    .exp_each = SMK_NAME(exp_each),
    .log_each = SMK_NAME(log_each),
    .prepare64 = SMK_NAME(prepare64),
    .logits64_u8 = SMK_NAME(logits64_u8),
    .logits64_f32 = SMK_NAME(logits64_f32),
    .logits64_f64 = SMK_NAME(logits64_f64),
    .softmax64 = SMK_NAME(softmax64),
    .residuals64 = SMK_NAME(residuals64),
    .gradient64_u8 = SMK_NAME(gradient64_u8),
    .gradient64_f32 = SMK_NAME(gradient64_f32),
    .gradient64_f64 = SMK_NAME(gradient64_f64),
    .curvature = SMK_NAME(curvature),
    .scale_rows = SMK_NAME(scale_rows),
    .scale_rows64 = SMK_NAME(scale_rows64),
    .dual_residuals64 = SMK_NAME(dual_residuals64),
    .sparse_sums = SMK_NAME(sparse_sums),
    .sparse_sums64 = SMK_NAME(sparse_sums64),
    .dual_rows = SMK_NAME(dual_rows),
    .lazy_catch_up = SMK_NAME(lazy_catch_up),
    .lazy_settle = SMK_NAME(lazy_settle),
    .lazy_step = SMK_NAME(lazy_step),
    .turn_weights = SMK_NAME(turn_weights),
    .turn_weights64 = SMK_NAME(turn_weights64),
    .turn_sums = SMK_NAME(turn_sums),
    .tile_from_sums = SMK_NAME(tile_from_sums),
    .exp64_each = SMK_NAME(exp64_each),
    .log64_each = SMK_NAME(log64_each),
    .multiply_adds = SMK_NAME(multiply_adds),
};
