// Triangular factors, from the same plain loops in every table: part of plain.h, which includes it.
//
// Each loop runs along the columns, element by element, so that the compiler's vectors cannot change a bit.

#define SMK_DEFINE_LINEAR_ALGEBRA(SUFFIX, REAL, FMA, SQRT, LARGEST)                                                  \
  /* Four rows in one pass: the sums are read and written a quarter as often. */                                     \
  static inline void SMK_NAME(add_rows_to##SUFFIX)(const REAL *restrict matrix, size_t stride, size_t row_count,     \
                                                   size_t column_count, const REAL *restrict factors,                \
                                                   size_t factor_stride, REAL sign, REAL *restrict sums) {           \
    size_t r = 0;                                                                                                    \
    for (; r + 4 <= row_count; r += 4) {                                                                             \
      const REAL *restrict m0 = matrix + r * stride, *restrict m1 = m0 + stride;                                     \
      const REAL *restrict m2 = m1 + stride, *restrict m3 = m2 + stride;                                             \
      const REAL f0 = sign * factors[r * factor_stride], f1 = sign * factors[(r + 1) * factor_stride];               \
      const REAL f2 = sign * factors[(r + 2) * factor_stride], f3 = sign * factors[(r + 3) * factor_stride];         \
      for (size_t c = 0; c < column_count; c++) {                                                                    \
        sums[c] = FMA(f3, m3[c], FMA(f2, m2[c], FMA(f1, m1[c], FMA(f0, m0[c], sums[c]))));                           \
      }                                                                                                              \
    }                                                                                                                \
    for (; r < row_count; r++) {                                                                                     \
      const REAL *restrict row = matrix + r * stride;                                                                \
      const REAL factor = sign * factors[r * factor_stride];                                                         \
      for (size_t c = 0; c < column_count; c++) sums[c] = FMA(factor, row[c], sums[c]);                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(add_scaled_rows##SUFFIX)(const REAL *matrix, size_t stride, size_t row_count,                 \
                                                size_t column_count, const REAL *factors, REAL *sums) {              \
    SMK_NAME(add_rows_to##SUFFIX)(matrix, stride, row_count, column_count, factors, 1, 1, sums);                     \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(scale_block##SUFFIX)(REAL *block, size_t stride, size_t row_count, size_t column_count,       \
                                            const REAL *row_factors, const REAL *column_factors) {                   \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      REAL *restrict row = block + r * stride;                                                                       \
      const REAL *restrict factors = column_factors;                                                                 \
      const REAL factor = row_factors[r];                                                                            \
      for (size_t c = 0; c < column_count; c++) row[c] = row[c] * factor * factors[c];                               \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static size_t SMK_NAME(factor_block##SUFFIX)(REAL *block, size_t stride, size_t order) {                           \
    for (size_t i = 0; i < order; i++) {                                                                             \
      REAL *row = block + i * stride;                                                                                \
      SMK_NAME(add_rows_to##SUFFIX)(block + i, stride, i, order - i, block + i, stride, -1, row + i);                \
      if (!(row[i] > 0 && row[i] <= LARGEST)) return i;                                                              \
      const REAL pivot = SQRT(row[i]);                                                                               \
      row[i] = pivot;                                                                                                \
      for (size_t j = i + 1; j < order; j++) row[j] = row[j] / pivot;                                                \
    }                                                                                                                \
    return order;                                                                                                    \
  }                                                                                                                  \
                                                                                                                     \
  /* From the last row up: row i of U times the inverse is row i of the identity. */                                 \
  static void SMK_NAME(invert_block##SUFFIX)(const REAL *block, size_t stride, size_t order, REAL *inverse,          \
                                             size_t inverse_stride) {                                                \
    enum { GROUP = 16 };                                                                                             \
    for (size_t i = order; i-- > 0;) {                                                                               \
      REAL *row = inverse + i * inverse_stride;                                                                      \
      const REAL *own = block + i * stride;                                                                          \
      for (size_t j = 0; j < order; j++) row[j] = 0;                                                                 \
      /* Rows of the inverse begin with zeros, which need not be added. */                                           \
      for (size_t k = i + 1; k < order; k += GROUP) {                                                                \
        SMK_NAME(add_rows_to##SUFFIX)                                                                                \
        (inverse + k * inverse_stride + k, inverse_stride, order - k < GROUP ? order - k : GROUP, order - k,         \
         own + k, 1, -1, row + k);                                                                                   \
      }                                                                                                              \
      for (size_t j = i + 1; j < order; j++) row[j] = row[j] / own[i];                                               \
      row[i] = 1 / own[i];                                                                                           \
    }                                                                                                                \
  }

SMK_DEFINE_LINEAR_ALGEBRA(, float, fmaf, sqrtf, FLT_MAX)
SMK_DEFINE_LINEAR_ALGEBRA(64, double, fma, sqrt, DBL_MAX)
