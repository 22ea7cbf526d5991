// What brings weights, logits and gradients of sparse features from one layout to another. Part of plain.h.

// Which of the three kinds of values the entries have.
static void SMK_NAME(sparse_sums)(const smk_entries *entries, const int64_t *starts, const int64_t *ends,
                                  const uint32_t *lines, size_t line_count, const float *matrix, size_t class_count,
                                  double *sums) {
  switch (entries->kind) {
    case SMK_ENTRIES_F32:
      SMK_NAME(sparse_sums_f32)(entries, starts, ends, lines, line_count, matrix, class_count, sums);
      break;
    case SMK_ENTRIES_U8:
      SMK_NAME(sparse_sums_u8)(entries, starts, ends, lines, line_count, matrix, class_count, sums);
      break;
    default: SMK_NAME(sparse_sums_ones)(entries, starts, ends, lines, line_count, matrix, class_count, sums);
  }
}

static void SMK_NAME(sparse_sums64)(const smk_entries *entries, const int64_t *starts, const int64_t *ends,
                                    const uint32_t *lines, size_t line_count, const double *matrix,
                                    size_t class_count, double *sums) {
  switch (entries->kind) {
    case SMK_ENTRIES_F32:
      SMK_NAME(sparse_sums64_f32)(entries, starts, ends, lines, line_count, matrix, class_count, sums);
      break;
    case SMK_ENTRIES_U8:
      SMK_NAME(sparse_sums64_u8)(entries, starts, ends, lines, line_count, matrix, class_count, sums);
      break;
    default: SMK_NAME(sparse_sums64_ones)(entries, starts, ends, lines, line_count, matrix, class_count, sums);
  }
}

// Some features at a time, so that what is written to stays in the first cache.
enum { SMK_NAME(turned_features) = 16 };

#define SMK_DEFINE_TURN(SUFFIX, REAL)                                                                                \
  static void SMK_NAME(turn_weights##SUFFIX)(const REAL *weights, size_t class_count, size_t feature_count,          \
                                             size_t first_feature, size_t end_feature, const REAL *factors,          \
                                             REAL *turned) {                                                         \
    for (size_t i = first_feature; i < end_feature; i += SMK_NAME(turned_features)) {                                \
      const size_t end = smk_smaller(i + SMK_NAME(turned_features), end_feature);                                    \
      for (size_t k = 0; k < class_count; k++) {                                                                     \
        for (size_t j = i; j < end; j++) {                                                                           \
          const REAL weight = weights[k * feature_count + j];                                                        \
          turned[j * class_count + k] = factors ? weight * factors[j] : weight;                                      \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_TURN(, float)
SMK_DEFINE_TURN(64, double)

static void SMK_NAME(turn_sums)(const double *sums, size_t line_count, size_t class_count, const double *factors,
                                double *target, size_t stride) {
  for (size_t i = 0; i < line_count; i += SMK_NAME(turned_features)) {
    const size_t end = smk_smaller(i + SMK_NAME(turned_features), line_count);
    for (size_t k = 0; k < class_count; k++) {
      for (size_t j = i; j < end; j++) {
        const double sum = sums[j * class_count + k];
        target[k * stride + j] = factors ? sum * factors[j] : sum;
      }
    }
  }
}

static void SMK_NAME(tile_from_sums)(const double *sums, size_t row_count, size_t class_count, double scale,
                                     const float *bias, float *tile) {
  for (size_t r = 0; r < row_count; r++) {
    for (size_t k = 0; k < class_count; k++) {
      tile[smk_tile_index(r, k, class_count)] = (float)fma(scale, sums[r * class_count + k], (double)bias[k]);
    }
  }
}
