// Products and dot products for factors and solves, in the contract's order: part of scalar.h, which
// includes it.

#define SMK_DEFINE_PRODUCTS(SUFFIX, REAL, FMA)                                                                       \
  static void SMK_NAME(add_products##SUFFIX)(REAL scale, const REAL *left, size_t left_stride, const REAL *right,    \
                                             size_t right_stride, size_t row_count, size_t left_count,               \
                                             size_t right_count, REAL *target, size_t target_stride,                 \
                                             REAL *workspace) {                                                      \
    (void)workspace;                                                                                                 \
    enum { BLOCK = 64 };                                                                                             \
    for (size_t first = 0; first < row_count; first += SMK_DEPTH) {                                                  \
      const size_t end = smk_smaller(first + SMK_DEPTH, row_count);                                                  \
      for (size_t k = 0; k < left_count; k++) {                                                                      \
        for (size_t i = 0; i < right_count; i += BLOCK) {                                                            \
          const size_t count = smk_smaller(BLOCK, right_count - i);                                                  \
          REAL chains[BLOCK] = {0};                                                                                  \
          for (size_t r = first; r < end; r++) {                                                                     \
            const REAL *values = right + r * right_stride + i;                                                       \
            const REAL factor = scale * left[r * left_stride + k];                                                   \
            for (size_t j = 0; j < count; j++) chains[j] = FMA(factor, values[j], chains[j]);                        \
          }                                                                                                          \
          for (size_t j = 0; j < count; j++) target[k * target_stride + i + j] += chains[j];                         \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(add_row_dots##SUFFIX)(const REAL *matrix, size_t stride, size_t row_count,                    \
                                             size_t column_count, const REAL *vector, REAL *results) {               \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const REAL *row = matrix + r * stride;                                                                         \
      REAL lanes[SMK_LANES] = {0};                                                                                   \
      size_t c = 0;                                                                                                  \
      for (; c + SMK_LANES <= column_count; c += SMK_LANES) {                                                        \
        for (size_t j = 0; j < SMK_LANES; j++) lanes[j] = FMA(row[c + j], vector[c + j], lanes[j]);                  \
      }                                                                                                              \
      for (size_t j = 0; c + j < column_count; j++) lanes[j] = FMA(row[c + j], vector[c + j], lanes[j]);             \
      for (size_t width = SMK_LANES / 2; width > 0; width /= 2) {                                                    \
        for (size_t j = 0; j < width; j++) lanes[j] += lanes[j + width];                                             \
      }                                                                                                              \
      results[r] += lanes[0];                                                                                        \
    }                                                                                                                \
  }

SMK_DEFINE_PRODUCTS(, float, fmaf)
SMK_DEFINE_PRODUCTS(64, double, fma)
