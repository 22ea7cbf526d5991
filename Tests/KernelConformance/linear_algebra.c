// Factors, products and dot products of matrices: every table against the oracle to the bit, and a factor and its
// inverse against what they stand for, in Float64.
//
// `classes` of a case are a product's left columns, `features` its right ones (or the order of a block), `rows` its
// rows.

#include <math.h>
#include <string.h>

#include "conformance.h"

static void *copy_of(const void *source, size_t count, size_t element_size, size_t offset) {
  void *copy = new_array(count, element_size, offset);
  if (count > 0) memcpy(copy, source, count * element_size);
  return copy;
}

/// Elements of a matrix whose last row ends where its last element does: a read beyond it is seen.
static size_t matrix_count(size_t rows, size_t columns, size_t stride) {
  return rows == 0 ? 0 : (rows - 1) * stride + columns;
}

static float *made_floats(size_t count, const shape *s, float magnitude) {
  float *values = new_floats(count, s->offset);
  fill_floats(values, count, s->values, magnitude, 40);
  return values;
}

/// Digits beyond Float32's, and exponents as the kind has them.
static double *made_doubles(size_t count, const shape *s, float magnitude) {
  double *values = new_array(count, sizeof(double), s->offset);
  for (size_t i = 0; i < count; i++) {
    const float first = random_value(s->values, magnitude, 40);
    values[i] = (double)first * (1.0 + (double)random_unit() * 0x1p-24);
  }
  return values;
}

/// What makes a matrix of such values positive definite, an order at a time; the rest mostly end with a bad pivot.
static const float dominance[VALUE_KINDS] = {[ORDINARY] = 1, [WIDE] = 0x1p40f, [TIES] = 2, [TINY] = 0x1p-60f};

// The two widths differ in nothing but the type.
#define DEFINE_WIDTH(SUFFIX, REAL, FMA, MADE, SAME, FOLD)                                                            \
  static void try_add_products##SUFFIX(const shape *s, size_t pad) {                                                 \
    const size_t mark = blocks_mark();                                                                               \
    const size_t left_stride = s->classes + pad, right_stride = s->features + 2 * pad;                               \
    const size_t target_stride = s->features + pad;                                                                  \
    const REAL scale = pad % 2 ? 1 : -1;                                                                             \
    const size_t count = matrix_count(s->classes, s->features, target_stride);                                       \
    REAL *left = MADE(matrix_count(s->rows, s->classes, left_stride), s, 1.0f);                                      \
    REAL *right = MADE(matrix_count(s->rows, s->features, right_stride), s, 3.0f);                                   \
    REAL *target = MADE(count, s, 2.0f);                                                                             \
    REAL *expected = copy_of(target, count, sizeof(REAL), 0);                                                        \
    for (size_t first = 0; first < s->rows; first += SMK_DEPTH) {                                                    \
      for (size_t k = 0; k < s->classes; k++) {                                                                      \
        for (size_t i = 0; i < s->features; i++) {                                                                   \
          REAL chain = 0;                                                                                            \
          for (size_t r = first; r < s->rows && r < first + SMK_DEPTH; r++) {                                        \
            chain = FMA(scale * left[r * left_stride + k], right[r * right_stride + i], chain);                      \
          }                                                                                                          \
          expected[k * target_stride + i] += chain;                                                                  \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
    FOLD(expected, count);                                                                                           \
    for (size_t t = 0; t < tested_count; t++) {                                                                      \
      const size_t inner = blocks_mark();                                                                            \
      begin_case(tested[t].name, ADD_PRODUCTS, #REAL, s);                                                            \
      REAL *actual = copy_of(target, count, sizeof(REAL), s->offset);                                                \
      REAL *workspace = new_array(smk_products_workspace_count(s->classes), sizeof(REAL), s->offset);                \
      tested[t].table->add_products##SUFFIX(scale, left, left_stride, right, right_stride, s->rows, s->classes,      \
                                            s->features, actual, target_stride, workspace);                          \
      SAME("target", expected, actual, count);                                                                       \
      end_case();                                                                                                    \
      free_blocks(inner);                                                                                            \
    }                                                                                                                \
    free_blocks(mark);                                                                                               \
  }                                                                                                                  \
                                                                                                                     \
  /* Dot products, scaled rows and a scaled block of one matrix. */                                                  \
  static void try_rows##SUFFIX(const shape *s, size_t pad) {                                                         \
    const size_t mark = blocks_mark();                                                                               \
    const size_t stride = s->features + pad, count = matrix_count(s->rows, s->features, stride);                     \
    REAL *matrix = MADE(count, s, 1.0f);                                                                             \
    REAL *along = MADE(s->features, s, 2.0f);                                                                        \
    REAL *down = MADE(s->rows, s, 2.0f);                                                                             \
    REAL *dots = copy_of(down, s->rows, sizeof(REAL), 0);                                                            \
    REAL *sums = copy_of(along, s->features, sizeof(REAL), 0);                                                       \
    REAL *scaled = copy_of(matrix, count, sizeof(REAL), 0);                                                          \
    for (size_t r = 0; r < s->rows; r++) {                                                                           \
      REAL lanes[SMK_LANES] = {0};                                                                                   \
      for (size_t c = 0; c < s->features; c++) {                                                                     \
        REAL *own = &scaled[r * stride + c];                                                                         \
        lanes[c % SMK_LANES] = FMA(*own, along[c], lanes[c % SMK_LANES]);                                            \
        sums[c] = FMA(down[r], *own, sums[c]);                                                                       \
        *own = *own * down[r];                                                                                       \
        *own = *own * along[c];                                                                                      \
      }                                                                                                              \
      for (size_t width = SMK_LANES / 2; width > 0; width /= 2) {                                                    \
        for (size_t j = 0; j < width; j++) lanes[j] += lanes[j + width];                                             \
      }                                                                                                              \
      dots[r] += lanes[0];                                                                                           \
    }                                                                                                                \
    FOLD(dots, s->rows);                                                                                             \
    FOLD(sums, s->features);                                                                                         \
    FOLD(scaled, count);                                                                                             \
    for (size_t t = 0; t < tested_count; t++) {                                                                      \
      const size_t inner = blocks_mark();                                                                            \
      const smk_table *table = tested[t].table;                                                                      \
      begin_case(tested[t].name, ADD_ROW_DOTS, #REAL, s);                                                            \
      REAL *results = copy_of(down, s->rows, sizeof(REAL), s->offset);                                               \
      table->add_row_dots##SUFFIX(matrix, stride, s->rows, s->features, along, results);                             \
      SAME("dots", dots, results, s->rows);                                                                          \
      end_case();                                                                                                    \
      begin_case(tested[t].name, ADD_SCALED_ROWS, #REAL, s);                                                         \
      REAL *totals = copy_of(along, s->features, sizeof(REAL), s->offset);                                           \
      table->add_scaled_rows##SUFFIX(matrix, stride, s->rows, s->features, down, totals);                            \
      SAME("sums", sums, totals, s->features);                                                                       \
      end_case();                                                                                                    \
      begin_case(tested[t].name, SCALE_BLOCK, #REAL, s);                                                             \
      REAL *block = copy_of(matrix, count, sizeof(REAL), s->offset);                                                 \
      table->scale_block##SUFFIX(block, stride, s->rows, s->features, down, along);                                  \
      SAME("block", scaled, block, count);                                                                           \
      end_case();                                                                                                    \
      free_blocks(inner);                                                                                            \
    }                                                                                                                \
    free_blocks(mark);                                                                                               \
  }                                                                                                                  \
                                                                                                                     \
  /* |A - U^T U| <= gamma_(n + 1) |U|^T |U| (Higham, 10.3), |U X - I| <= gamma_n |U| |X| (14.1), element by */       \
  /* element; the divisions and Float64's own roundings are in the two more. */                                      \
  static void check_factor##SUFFIX(const REAL *given, const REAL *factor, size_t stride, size_t n,                   \
                                   const REAL *inverse, size_t inverse_stride) {                                     \
    const double gamma = gamma_of(n + 3);                                                                            \
    for (size_t i = 0; i < n; i++) {                                                                                 \
      for (size_t j = i; j < n; j++) {                                                                               \
        double sum = 0, size = 0, product = 0, product_size = 0;                                                     \
        for (size_t r = 0; r <= i; r++) {                                                                            \
          const double term = (double)factor[r * stride + i] * (double)factor[r * stride + j];                       \
          sum += term;                                                                                               \
          size += fabs(term);                                                                                        \
        }                                                                                                            \
        for (size_t k = i; k <= j; k++) {                                                                            \
          const double term = (double)factor[i * stride + k] * (double)inverse[k * inverse_stride + j];              \
          product += term;                                                                                           \
          product_size += fabs(term);                                                                                \
        }                                                                                                            \
        if (!(fabs(sum - (double)given[i * stride + j]) <= gamma * size)) fail("U^T U is not A at %zu, %zu", i, j);  \
        if (!(fabs(product - (i == j)) <= gamma * product_size)) fail("U X is not I at %zu, %zu", i, j);             \
      }                                                                                                              \
      for (size_t j = 0; j < i; j++) {                                                                               \
        if (inverse[i * inverse_stride + j] != 0) fail("the inverse is not 0 at %zu, %zu", i, j);                    \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* What is below the diagonal stays NaN: nothing may read it. `bad` is the row whose pivot is made negative. */    \
  static void try_factor##SUFFIX(const shape *s, size_t pad, size_t bad) {                                           \
    const size_t mark = blocks_mark();                                                                               \
    const size_t n = s->features, stride = n + pad, inverse_stride = n + 2 * pad;                                    \
    const size_t count = matrix_count(n, n, stride), inverse_count = matrix_count(n, n, inverse_stride);             \
    REAL *given = new_array(count, sizeof(REAL), s->offset);                                                         \
    for (size_t i = 0; i < n; i++) {                                                                                 \
      for (size_t j = i; j < n; j++) given[i * stride + j] = (REAL)random_value(s->values, 0.5f, 60);                \
      given[i * stride + i] += (REAL)n * (REAL)dominance[s->values];                                                 \
      if (i == bad) given[i * stride + i] = -1;                                                                      \
    }                                                                                                                \
    REAL *factor = copy_of(given, count, sizeof(REAL), 0);                                                           \
    REAL *inverse = new_array(inverse_count, sizeof(REAL), 0);                                                       \
    const size_t rows = oracle->factor_block##SUFFIX(factor, stride, n);                                             \
    FOLD(factor, count);                                                                                             \
    if (rows == n) {                                                                                                 \
      oracle->invert_block##SUFFIX(factor, stride, n, inverse, inverse_stride);                                      \
      FOLD(inverse, inverse_count);                                                                                  \
    }                                                                                                                \
    for (size_t t = 0; t < tested_count; t++) {                                                                      \
      const size_t inner = blocks_mark();                                                                            \
      begin_case(tested[t].name, FACTOR_BLOCK, #REAL, s);                                                            \
      if (s->values == ORDINARY && rows != (bad < n ? bad : n)) fail("the bad pivot's row is %zu", rows);            \
      REAL *block = copy_of(given, count, sizeof(REAL), s->offset);                                                  \
      const size_t found = tested[t].table->factor_block##SUFFIX(block, stride, n);                                  \
      if (found != rows) fail("returned %zu, expected %zu", found, rows);                                            \
      SAME("factor", factor, block, count);                                                                          \
      end_case();                                                                                                    \
      if (rows == n) {                                                                                               \
        begin_case(tested[t].name, INVERT_BLOCK, #REAL, s);                                                          \
        REAL *result = new_array(inverse_count, sizeof(REAL), s->offset);                                            \
        tested[t].table->invert_block##SUFFIX(block, stride, n, result, inverse_stride);                             \
        SAME("inverse", inverse, result, inverse_count);                                                             \
        if (s->values == ORDINARY) check_factor##SUFFIX(given, block, stride, n, result, inverse_stride);            \
        end_case();                                                                                                  \
      }                                                                                                              \
      free_blocks(inner);                                                                                            \
    }                                                                                                                \
    free_blocks(mark);                                                                                               \
  }

DEFINE_WIDTH(, float, fmaf, made_floats, same_floats, fold_floats)
DEFINE_WIDTH(64, double, fma, made_doubles, same_doubles, fold_doubles)

void try_matrices(const shape *s) {
  seed(seed_of(s));
  const size_t pad = random_below(4);
  try_add_products(s, pad);
  try_add_products64(s, pad);
  try_rows(s, pad);
  try_rows64(s, pad);
}

void try_factors(const shape *s) {
  seed(seed_of(s));
  const size_t pad = random_below(4), bad = random_below(2) ? random_below(s->features) : s->features;
  try_factor(s, pad, bad);
  try_factor64(s, pad, bad);
}
