// Products and dot products for factors and solves in the instruction set's tiles: part of vector.h, which
// includes it.

// MARK: The matrix product in Float64

typedef double smk_wide64 __attribute__((vector_size(4 * SMK_WIDTH)));
typedef double smk_stored_wide64 __attribute__((vector_size(4 * SMK_WIDTH), aligned(8), may_alias));

enum {
  // Float64s in such a vector, and the widest panel of them.
  SMK_NAME(width64) = SMK_WIDTH / 2,
  SMK_NAME(product_panel64) = SMK_TILE_VECTORS * SMK_NAME(width64),
};

SMK_INLINE smk_wide64 smk_load_wide64(const double *p) { return *(const smk_stored_wide64 *)p; }
SMK_INLINE void smk_store_wide64(double *p, smk_wide64 value) { *(smk_stored_wide64 *)p = value; }
#if SMK_WIDTH == 8
SMK_INLINE smk_wide64 smk_splat_wide64(double v) { return (smk_wide64){v, v, v, v}; }
#else
SMK_INLINE smk_wide64 smk_splat_wide64(double v) { return (smk_wide64){v, v, v, v, v, v, v, v}; }
#endif

/// The product of one panel pair added to a matrix, of which `rows` x `columns` are there: left
/// [depth][SMK_TILE_ROWS], right [depth][vectors * width64].
SMK_INLINE void SMK_NAME(multiply_into64)(size_t depth, const double *left, const double *right, size_t vectors,
                                          double *matrix, size_t stride, size_t rows, size_t columns) {
  enum { WIDTH = SMK_NAME(width64) };
  smk_wide64 sums[SMK_TILE_ROWS * SMK_TILE_VECTORS];
  SMK_UNROLL for (size_t s = 0; s < SMK_TILE_ROWS * vectors; s++) sums[s] = smk_splat_wide64(0.0);
  SMK_UNROLL_BY_4 for (size_t p = 0; p < depth; p++) {
    smk_wide64 values[SMK_TILE_VECTORS];
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) values[v] = smk_load_wide64(right + v * WIDTH);
    SMK_UNROLL for (size_t m = 0; m < SMK_TILE_ROWS; m++) {
      const smk_wide64 factor = smk_splat_wide64(left[m]);
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        sums[m * vectors + v] = __builtin_elementwise_fma(factor, values[v], sums[m * vectors + v]);
      }
    }
    left += SMK_TILE_ROWS;
    right += vectors * WIDTH;
  }
  if (rows >= SMK_TILE_ROWS && columns >= vectors * WIDTH) {
    SMK_UNROLL for (size_t m = 0; m < SMK_TILE_ROWS; m++) {
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        double *target = matrix + m * stride + v * WIDTH;
        smk_store_wide64(target, smk_load_wide64(target) + sums[m * vectors + v]);
      }
    }
    return;
  }
  double kept[SMK_TILE_ROWS * SMK_NAME(product_panel64)];
  SMK_UNROLL for (size_t s = 0; s < SMK_TILE_ROWS * vectors; s++) smk_store_wide64(kept + s * WIDTH, sums[s]);
  for (size_t m = 0; m < smk_smaller(rows, SMK_TILE_ROWS); m++) {
    for (size_t c = 0; c < smk_smaller(columns, vectors * WIDTH); c++) {
      matrix[m * stride + c] += kept[m * vectors * WIDTH + c];
    }
  }
}

// The same with the number of vectors as a constant, in a function of its own.
#define SMK_DEFINE_MULTIPLY64(NAME, VECTORS)                                                                         \
  static SMK_APART void SMK_NAME(NAME##_##VECTORS)(size_t depth, const double *left, const double *right,            \
                                                   double *matrix, size_t stride, size_t rows, size_t columns) {     \
    SMK_NAME(multiply_into64)(depth, left, right, VECTORS, matrix, stride, rows, columns);                           \
  }
SMK_FOR_WIDTHS(SMK_DEFINE_MULTIPLY64, multiply64)
static void (*const SMK_NAME(multiply64)[])(size_t, const double *, const double *, double *, size_t, size_t,
                                            size_t) = {SMK_FOR_WIDTHS(SMK_CALL_ROWS, multiply64)};

// MARK: Both types

#define SMK_MULTIPLY_PANEL(VECTORS, ...) \
  SMK_NAME(multiply_packed)[SMK_TILE_ROWS - SMK_LEAST_ROWS][(VECTORS) - 1](__VA_ARGS__, 1)
#define SMK_MULTIPLY_PANEL64(VECTORS, ...) SMK_NAME(multiply64)[(VECTORS) - 1](__VA_ARGS__)

#define SMK_DEFINE_PRODUCTS(SUFFIX, REAL, WIDTH, PANEL, MULTIPLY)                                                    \
  /* Turns scaled rows into panels [rows][SMK_TILE_ROWS], some rows of all columns at a time. */                     \
  static void SMK_NAME(pack_left##SUFFIX)(REAL scale, const REAL *left, size_t stride, size_t row_count,             \
                                          size_t left_count, REAL *panels) {                                         \
    for (size_t first = 0; first < row_count; first += SMK_LANES) {                                                  \
      const size_t end = smk_smaller(first + SMK_LANES, row_count);                                                  \
      for (size_t k = 0; k < left_count; k += SMK_TILE_ROWS) {                                                       \
        const size_t count = left_count - k;                                                                         \
        for (size_t r = first; r < end; r++) {                                                                       \
          const REAL *row = left + r * stride + k;                                                                   \
          REAL *target = panels + k * row_count + r * SMK_TILE_ROWS;                                                 \
          if (count >= SMK_TILE_ROWS) {                                                                              \
            for (size_t m = 0; m < SMK_TILE_ROWS; m++) target[m] = scale * row[m];                                   \
          } else {                                                                                                   \
            for (size_t m = 0; m < SMK_TILE_ROWS; m++) target[m] = m < count ? scale * row[m] : 0;                   \
          }                                                                                                          \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(add_products##SUFFIX)(REAL scale, const REAL *left, size_t left_stride, const REAL *right,    \
                                             size_t right_stride, size_t row_count, size_t left_count,               \
                                             size_t right_count, REAL *target, size_t target_stride,                 \
                                             REAL *workspace) {                                                      \
    REAL *const panel = workspace + SMK_DEPTH * smk_round_up(left_count, SMK_TILE_ROWS);                             \
    for (size_t first = 0; first < row_count; first += SMK_DEPTH) {                                                  \
      const size_t depth = smk_smaller(SMK_DEPTH, row_count - first);                                                \
      SMK_NAME(pack_left##SUFFIX)(scale, left + first * left_stride, left_stride, depth, left_count, workspace);     \
      for (size_t i = 0; i < right_count; i += PANEL) {                                                              \
        const size_t columns = smk_smaller(PANEL, right_count - i);                                                  \
        const size_t width = smk_round_up(columns, WIDTH);                                                           \
        for (size_t r = 0; r < depth; r++) {                                                                         \
          const REAL *values = right + (first + r) * right_stride + i;                                               \
          REAL *row = panel + r * width;                                                                             \
          if (columns == PANEL) {                                                                                    \
            memcpy(row, values, PANEL * sizeof(REAL));                                                               \
          } else {                                                                                                   \
            for (size_t c = 0; c < width; c++) row[c] = c < columns ? values[c] : 0;                                 \
          }                                                                                                          \
        }                                                                                                            \
        /* Each tile asks for some rows of the next panel: a column of a large matrix comes from memory. */          \
        const size_t ahead = i + PANEL < right_count ? (depth * SMK_TILE_ROWS + left_count - 1) / left_count : 0;    \
        const REAL *next = right + first * right_stride + i + PANEL;                                                 \
        for (size_t k = 0, r = 0; k < left_count; k += SMK_TILE_ROWS) {                                              \
          for (const size_t end = smk_smaller(r + ahead, depth); r < end; r++) {                                     \
            SMK_UNROLL for (size_t c = 0; c < PANEL; c += 64 / sizeof(REAL)) {                                       \
              __builtin_prefetch(next + r * right_stride + c, 0, 2);                                                 \
            }                                                                                                        \
          }                                                                                                          \
          MULTIPLY(width / WIDTH, depth, workspace + k * depth, panel, target + k * target_stride + i,               \
                   target_stride, left_count - k, columns);                                                          \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_PRODUCTS(, float, SMK_WIDTH, SMK_NAME(panel), SMK_MULTIPLY_PANEL)
SMK_DEFINE_PRODUCTS(64, double, SMK_NAME(width64), SMK_NAME(product_panel64), SMK_MULTIPLY_PANEL64)

// MARK: Dot products of rows

/// The dot products of `rows` rows, together: one reading of the vector serves all.
SMK_INLINE void SMK_NAME(add_dots)(const float *matrix, size_t stride, size_t rows, size_t column_count,
                                   const float *vector, float *results) {
  smk_lanes sums[4];
  SMK_UNROLL for (size_t r = 0; r < rows; r++) sums[r] = smk_splat(0.0f);
  size_t c = 0;
  for (; c + SMK_LANES <= column_count; c += SMK_LANES) {
    const smk_lanes values = smk_load_f32(vector + c);
    SMK_UNROLL for (size_t r = 0; r < rows; r++) {
      sums[r] = smk_fma(smk_load_f32(matrix + r * stride + c), values, sums[r]);
    }
  }
  if (c < column_count) {
    const smk_bits there = smk_first_lanes(column_count - c);
    const smk_lanes values = smk_load_first(vector + c, column_count - c);
    SMK_UNROLL for (size_t r = 0; r < rows; r++) {
      const smk_lanes row = smk_load_first(matrix + r * stride + c, column_count - c);
      sums[r] = smk_select(there, smk_fma(row, values, sums[r]), sums[r]);
    }
  }
  SMK_UNROLL for (size_t r = 0; r < rows; r++) results[r] += smk_combine(sums[r]);
}

SMK_INLINE void SMK_NAME(add_dots64)(const double *matrix, size_t stride, size_t rows, size_t column_count,
                                     const double *vector, double *results) {
  smk_lanes64 sums[2 * 4];
  SMK_UNROLL for (size_t s = 0; s < 2 * rows; s++) sums[s] = smk_splat64(0.0);
  size_t c = 0;
  for (; c + SMK_LANES <= column_count; c += SMK_LANES) {
    const smk_lanes64 low = smk_load64_f64(vector + c), high = smk_load64_f64(vector + c + 8);
    SMK_UNROLL for (size_t r = 0; r < rows; r++) {
      const double *row = matrix + r * stride + c;
      sums[2 * r] = __builtin_elementwise_fma(smk_load64_f64(row), low, sums[2 * r]);
      sums[2 * r + 1] = __builtin_elementwise_fma(smk_load64_f64(row + 8), high, sums[2 * r + 1]);
    }
  }
  for (size_t r = 0; r < rows; r++) {
    double lanes[SMK_LANES];
    smk_store64(lanes, sums[2 * r]);
    smk_store64(lanes + 8, sums[2 * r + 1]);
    for (size_t j = 0; c + j < column_count; j++) lanes[j] = fma(matrix[r * stride + c + j], vector[c + j], lanes[j]);
    for (size_t width = SMK_LANES / 2; width > 0; width /= 2) {
      for (size_t j = 0; j < width; j++) lanes[j] += lanes[j + width];
    }
    results[r] += lanes[0];
  }
}

#define SMK_DEFINE_ROW_DOTS(SUFFIX, REAL)                                                                            \
  static void SMK_NAME(add_row_dots##SUFFIX)(const REAL *matrix, size_t stride, size_t row_count,                    \
                                             size_t column_count, const REAL *vector, REAL *results) {               \
    size_t r = 0;                                                                                                    \
    for (; r + 4 <= row_count; r += 4) {                                                                             \
      SMK_NAME(add_dots##SUFFIX)(matrix + r * stride, stride, 4, column_count, vector, results + r);                 \
    }                                                                                                                \
    for (; r < row_count; r++) {                                                                                     \
      SMK_NAME(add_dots##SUFFIX)(matrix + r * stride, stride, 1, column_count, vector, results + r);                 \
    }                                                                                                                \
  }

SMK_DEFINE_ROW_DOTS(, float)
SMK_DEFINE_ROW_DOTS(64, double)
