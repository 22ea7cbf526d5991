// The contract of softmax_kernels.h in tiles that fill an instruction set's registers.
//
// A file of one instruction set includes this after it has set the target and defined, besides the three names
// of scalar.h,
//   SMK_PEAK_VECTORS  the vectors of SMK_WIDTH floats in which multiply_adds works, a divisor of 24 or 48,
// and what vector_few.h, vector_many.h and vector64.h ask for.

#include "vector_lanes.h"

#define SMK_MOST(a, b) ((a) > (b) ? (a) : (b))

#include "rows.h"

#include "vector_few.h"
#include "vector_many.h"
#include "vector_softmax.h"
#include "vector64.h"
#include "vector_linear_algebra.h"
#include "vector_sparse.h"

static void SMK_NAME(prepare)(const float *weights, size_t class_count, size_t feature_count, size_t first_feature,
                              size_t end_feature, float *prepared) {
  if (class_count <= SMK_FEW_CLASSES) {
    SMK_NAME(prepare_few)(weights, class_count, feature_count, first_feature, end_feature, prepared);
  } else {
    SMK_NAME(prepare_many)(weights, class_count, feature_count, first_feature, end_feature, prepared);
  }
}

#define SMK_DEFINE_FOR_FEATURES(SUFFIX, FEATURE)                                                                     \
  static void SMK_NAME(logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,         \
                                        size_t row_count, float scale, const float *prepared, const float *bias,     \
                                        size_t class_count, float *logits, float *workspace) {                       \
    if (class_count <= SMK_FEW_CLASSES) {                                                                            \
      SMK_NAME(few_logits_##SUFFIX)                                                                                  \
      (features, feature_count, rows, row_count, scale, prepared, bias, class_count, logits, workspace);             \
    } else {                                                                                                         \
      SMK_NAME(many_logits_##SUFFIX)                                                                                 \
      (features, feature_count, rows, row_count, scale, prepared, bias, class_count, logits, workspace);             \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,       \
                                          size_t row_count, const float *residuals, size_t class_count,              \
                                          size_t first_feature, size_t end_feature, float *gradient,                 \
                                          float *workspace) {                                                        \
    if (class_count <= SMK_FEW_CLASSES) {                                                                            \
      SMK_NAME(few_gradient_##SUFFIX)                                                                                \
      (features, feature_count, rows, row_count, residuals, class_count, first_feature, end_feature, gradient);      \
    } else {                                                                                                         \
      SMK_NAME(many_gradient_##SUFFIX)                                                                               \
      (features, feature_count, rows, row_count, residuals, class_count, first_feature, end_feature, gradient,       \
       workspace);                                                                                                   \
    }                                                                                                                \
  }

SMK_DEFINE_FOR_FEATURES(u8, uint8_t)
SMK_DEFINE_FOR_FEATURES(f32, float)

static void SMK_NAME(exp_each)(const float *arguments, size_t count, float *results) {
  for (size_t i = 0; i < count; i += SMK_LANES) {
    smk_store_first(results + i, smk_exp_lanes(smk_load_first(arguments + i, count - i)), count - i);
  }
}

static void SMK_NAME(log_each)(const float *arguments, size_t count, float *results) {
  for (size_t i = 0; i < count; i += SMK_LANES) {
    smk_store_first(results + i, smk_log_lanes(smk_load_first(arguments + i, count - i)), count - i);
  }
}

// As many chains as the registers hold, or the peak is that of memory. They start from numbers that the compiler does
// not know: a chain that it finds to stay at 2 = 2 / 2 + 1 costs nothing.
static float SMK_NAME(multiply_adds)(size_t rounds) {
  smk_wide sums[SMK_PEAK_VECTORS];
  SMK_UNROLL for (size_t s = 0; s < SMK_PEAK_VECTORS; s++) sums[s] = smk_splat_wide((float)(s + rounds));
  const smk_wide half = smk_splat_wide(0.5f);
  const smk_wide one = smk_splat_wide(1.0f);
  const size_t blocks = 24 * SMK_LANES / (SMK_PEAK_VECTORS * SMK_WIDTH);
  for (size_t block = 0; block < blocks * rounds; block++) {
    SMK_UNROLL for (size_t s = 0; s < SMK_PEAK_VECTORS; s++) sums[s] = smk_fma_wide(sums[s], half, one);
  }
  smk_wide total = sums[0];
  SMK_UNROLL for (size_t s = 1; s < SMK_PEAK_VECTORS; s++) total += sums[s];
  return total[0] + total[SMK_WIDTH - 1];
}

#include "plain.h"
