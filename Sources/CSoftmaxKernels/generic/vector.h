// The contract of softmax_kernels.h in tiles that fill an instruction set's registers.
//
// A file of one instruction set includes this after it has set the target and defined, besides the three names
// of scalar.h,
//   SMK_ROWS_FOR(classes)     rows whose dot products with so many classes are formed together,
//   SMK_CLASS_BLOCK           the most classes that one pass over a row takes (rows x classes sums in registers),
//   SMK_COLUMNS_FOR(classes)  vectors of features whose gradients of so many classes are formed together,
//   SMK_TILE_ROWS, SMK_TILE_VECTORS  the tile of the matrix product for many classes: 4 or 8 rows, 1 to 3 vectors,
//   and what vector64.h asks for.

#include "vector_lanes.h"

#define SMK_MOST(a, b) ((a) > (b) ? (a) : (b))

enum {
  // The widest panel of the matrix product.
  SMK_NAME(panel) = SMK_TILE_VECTORS * SMK_LANES,
  // More sums than any register file holds: room for the tiles' arrays, which the compiler takes apart.
  SMK_NAME(sums) = 32,
  // Weights that stay in the first cache beside 16 rows' sums: 16 KB of them.
  SMK_NAME(cached_weights) = 4096,
};

// How many rows ahead of the one at work memory is asked for: enough to hide its latency, few enough to stay.
#define SMK_ROWS_AHEAD 8

static inline size_t smk_row(const uint32_t *rows, size_t r) { return rows ? rows[r] : r; }
static inline size_t smk_smaller(size_t a, size_t b) { return a < b ? a : b; }

#include "vector_product.h"
#include "vector_softmax.h"
#include "vector64.h"
#include "vector_linear_algebra.h"

// MARK: Both feature types

// One case of a switch over the number of classes that one pass takes.
#define SMK_CASE(COUNT, CALL) \
  case COUNT: {               \
    enum { CLASSES = COUNT }; \
    CALL;                     \
    break;                    \
  }
#if SMK_CLASS_BLOCK > 6
#define SMK_CASES_BEYOND_6(CALL)                                                                             \
  SMK_CASE(7, CALL)                                                                                          \
  SMK_CASE(8, CALL)                                                                                          \
  SMK_CASE(9, CALL)                                                                                          \
  SMK_CASE(10, CALL)                                                                                         \
  SMK_CASE(11, CALL)                                                                                         \
  SMK_CASE(12, CALL)                                                                                         \
  SMK_CASE(13, CALL)                                                                                         \
  SMK_CASE(14, CALL)                                                                                         \
  SMK_CASE(15, CALL)                                                                                         \
  SMK_CASE(16, CALL)
#else
#define SMK_CASES_BEYOND_6(CALL)
#endif
#define SMK_FOR_CLASSES(COUNT, CALL) \
  switch (COUNT) {                   \
    SMK_CASE(1, CALL)                \
    SMK_CASE(2, CALL)                \
    SMK_CASE(3, CALL)                \
    SMK_CASE(4, CALL)                \
    SMK_CASE(5, CALL)                \
    SMK_CASE(6, CALL)                \
    SMK_CASES_BEYOND_6(CALL)         \
  }

/// How many classes the next pass takes when `left` are to be done: all passes about alike.
static inline size_t SMK_NAME(classes_at_once)(size_t left) {
  const size_t passes = (left + SMK_CLASS_BLOCK - 1) / SMK_CLASS_BLOCK;
  return (left + passes - 1) / passes;
}

#define SMK_DEFINE_FOR_FEATURES(SUFFIX, FEATURE)                                                                     \
  SMK_INLINE void SMK_NAME(load_rows_##SUFFIX)(const FEATURE *const *x, size_t i, size_t rows, smk_lanes *values) {  \
    SMK_UNROLL for (size_t r = 0; r < rows; r++) values[r] = smk_load_##SUFFIX(x[r] + i);                            \
  }                                                                                                                  \
                                                                                                                     \
  /* One vector of features of each row, times the weights of each class. */                                         \
  SMK_INLINE void SMK_NAME(add_block_##SUFFIX)(const smk_lanes *values, const float *w, size_t classes, size_t rows, \
                                               smk_lanes *sums) {                                                    \
    SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                                \
      const smk_lanes weight = smk_load_f32(w + k * SMK_LANES);                                                      \
      SMK_UNROLL for (size_t r = 0; r < rows; r++) {                                                                 \
        sums[r * classes + k] = smk_fma(weight, values[r], sums[r * classes + k]);                                   \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* Adds the products of features first..<end of `rows` rows to their lanes, [class_count][16 rows][16]. */         \
  SMK_INLINE void SMK_NAME(add_products_##SUFFIX)(const FEATURE *const *x, size_t feature_count, size_t first,       \
                                                  size_t end, const float *prepared, size_t class_count,             \
                                                  size_t classes, size_t rows, float *lanes) {                       \
    smk_lanes sums[SMK_NAME(sums)];                                                                                  \
    SMK_UNROLL for (size_t r = 0; r < rows; r++) {                                                                   \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        sums[r * classes + k] =                                                                                      \
            first == 0 ? smk_splat(0.0f) : smk_load_f32(lanes + (k * SMK_LANES + r) * SMK_LANES);                    \
      }                                                                                                              \
    }                                                                                                                \
    size_t i = first;                                                                                                \
    const float *w = prepared + first * class_count;                                                                 \
    const size_t step = class_count * SMK_LANES;                                                                     \
    if (i + SMK_LANES <= end) {                                                                                      \
      /* The next values are widened while these are multiplied, so that nothing waits for them. */                  \
      smk_lanes values[2][SMK_NAME(sums)];                                                                           \
      SMK_NAME(load_rows_##SUFFIX)(x, i, rows, values[0]);                                                           \
      for (; i + 5 * SMK_LANES <= end; i += 4 * SMK_LANES) {                                                         \
        SMK_UNROLL for (size_t u = 0; u < 4; u++, w += step) {                                                       \
          /* Each line of a later row is asked for once: rows of a shuffled epoch come from anywhere. */             \
          if (u * SMK_LANES * sizeof(FEATURE) % 64 == 0) {                                                           \
            SMK_UNROLL for (size_t r = 0; r < rows; r++) {                                                           \
              __builtin_prefetch(x[r + SMK_ROWS_AHEAD] + i + u * SMK_LANES, 0, 2);                                   \
            }                                                                                                        \
          }                                                                                                          \
          SMK_NAME(load_rows_##SUFFIX)(x, i + (u + 1) * SMK_LANES, rows, values[(u + 1) % 2]);                       \
          SMK_NAME(add_block_##SUFFIX)(values[u % 2], w, classes, rows, sums);                                       \
        }                                                                                                            \
      }                                                                                                              \
      for (; i + 2 * SMK_LANES <= end; i += SMK_LANES, w += step) {                                                  \
        SMK_NAME(load_rows_##SUFFIX)(x, i + SMK_LANES, rows, values[1]);                                             \
        SMK_NAME(add_block_##SUFFIX)(values[0], w, classes, rows, sums);                                             \
        SMK_UNROLL for (size_t r = 0; r < rows; r++) values[0][r] = values[1][r];                                    \
      }                                                                                                              \
      SMK_NAME(add_block_##SUFFIX)(values[0], w, classes, rows, sums);                                               \
      i += SMK_LANES;                                                                                                \
      w += step;                                                                                                     \
    }                                                                                                                \
    if (i < end) {                                                                                                   \
      const smk_bits there = smk_first_lanes(end - i);                                                               \
      SMK_UNROLL for (size_t r = 0; r < rows; r++) {                                                                 \
        const smk_lanes value = smk_load_last_##SUFFIX(x[r], i, feature_count);                                      \
        SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                            \
          const smk_lanes sum = sums[r * classes + k];                                                               \
          sums[r * classes + k] = smk_select(there, smk_fma(smk_load_f32(w + k * SMK_LANES), value, sum), sum);      \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
    SMK_UNROLL for (size_t r = 0; r < rows; r++) {                                                                   \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        smk_store(lanes + (k * SMK_LANES + r) * SMK_LANES, sums[r * classes + k]);                                   \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* The lanes of up to 16 rows' dot products, features in blocks whose weights stay in the first cache. */          \
  static void SMK_NAME(few_products_##SUFFIX)(const FEATURE *const *x, size_t row_count, size_t feature_count,       \
                                              const float *prepared, size_t class_count, float *lanes) {             \
    const size_t block = SMK_MOST(SMK_NAME(cached_weights) / class_count / SMK_LANES * SMK_LANES, SMK_LANES);        \
    for (size_t first = 0; first < feature_count; first += block) {                                                  \
      const size_t end = smk_smaller(first + block, feature_count);                                                  \
      for (size_t k = 0; k < class_count;) {                                                                         \
        const size_t count = SMK_NAME(classes_at_once)(class_count - k);                                             \
        SMK_FOR_CLASSES(count, {                                                                                     \
          for (size_t r = 0; r < row_count; r += SMK_ROWS_FOR(CLASSES)) {                                            \
            SMK_NAME(add_products_##SUFFIX)                                                                          \
            (x + r, feature_count, first, end, prepared + k * SMK_LANES,                                             \
             SMK_CLASS_BLOCK < SMK_FEW_CLASSES ? class_count : CLASSES, CLASSES, SMK_ROWS_FOR(CLASSES),              \
             lanes + (k * SMK_LANES + r) * SMK_LANES);                                                               \
          }                                                                                                          \
        })                                                                                                           \
        k += count;                                                                                                  \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(few_logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,     \
                                            size_t row_count, float scale, const float *prepared, const float *bias, \
                                            size_t class_count, float *logits, float *lanes) {                       \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t row_block = smk_smaller(SMK_DEPTH, row_count - first_row);                                        \
      /* The next rows are fetched meanwhile; beyond the last one, the last again. */                                \
      const FEATURE *x[SMK_DEPTH + SMK_LANES + SMK_ROWS_AHEAD];                                                      \
      for (size_t r = 0; r < row_block; r++) x[r] = features + smk_row(rows, first_row + r) * feature_count;         \
      for (size_t r = row_block; r < row_block + SMK_LANES + SMK_ROWS_AHEAD; r++) x[r] = x[row_block - 1];           \
      for (size_t r = 0; r < row_block; r += SMK_LANES) {                                                            \
        SMK_NAME(few_products_##SUFFIX)                                                                              \
        (x + r, smk_smaller(SMK_LANES, row_block - r), feature_count, prepared, class_count, lanes);                 \
        float *group = logits + (first_row + r) * class_count;                                                       \
        for (size_t k = 0; k < class_count; k++) {                                                                   \
          const smk_lanes sums = smk_combine_16(lanes + k * SMK_LANES * SMK_LANES);                                  \
          smk_store(group + k * SMK_LANES, smk_fma(smk_splat(scale), sums, smk_splat(bias[k])));                     \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* Turns features first..<end of rows into panels [features][SMK_TILE_ROWS]. */                                    \
  static void SMK_NAME(pack_rows_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,      \
                                           size_t first_row, size_t row_count, size_t first, size_t end,             \
                                           float *panel) {                                                           \
    for (size_t i = first; i < end; i += SMK_LANES) {                                                                \
      smk_lanes block[SMK_LANES];                                                                                    \
      SMK_UNROLL for (size_t r = 0; r < SMK_TILE_ROWS; r++) {                                                        \
        const size_t row = smk_row(rows, first_row + smk_smaller(r, row_count - 1));                                 \
        block[r] = smk_load_last_##SUFFIX(features + row * feature_count, i, feature_count);                         \
      }                                                                                                              \
      smk_transpose(block, SMK_TILE_ROWS);                                                                           \
      const size_t count = smk_smaller(SMK_LANES, end - i) * SMK_TILE_ROWS;                                          \
      SMK_UNROLL for (size_t v = 0; v < SMK_TILE_ROWS; v++) {                                                        \
        if (v * SMK_LANES < count) smk_store_first(panel + v * SMK_LANES, block[v], count - v * SMK_LANES);          \
      }                                                                                                              \
      panel += count;                                                                                                \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(many_logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,    \
                                             size_t row_count, float scale, const float *prepared,                   \
                                             const float *bias, size_t class_count, float *logits,                   \
                                             float *workspace) {                                                     \
    const size_t padded = smk_round_up(class_count, SMK_LANES);                                                      \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t count = smk_smaller(SMK_DEPTH, row_count - first_row);                                            \
      float *tile = logits + first_row * class_count;                                                                \
      for (size_t first = 0; first < feature_count; first += SMK_DEPTH) {                                            \
        const size_t end = smk_smaller(first + SMK_DEPTH, feature_count);                                            \
        const size_t depth = end - first;                                                                            \
        for (size_t r = 0; r < count; r += SMK_TILE_ROWS) {                                                          \
          SMK_NAME(pack_rows_##SUFFIX)                                                                               \
          (features, feature_count, rows, first_row + r, smk_smaller(SMK_TILE_ROWS, count - r), first, end,          \
           workspace + r * depth);                                                                                   \
        }                                                                                                            \
        for (size_t c = 0; c < class_count; c += SMK_NAME(panel)) {                                                  \
          const size_t width = smk_smaller(SMK_NAME(panel), padded - c);                                             \
          const float *panel = prepared + c * feature_count + first * width;                                         \
          for (size_t r = 0; r < count; r += SMK_TILE_ROWS) {                                                        \
            SMK_NAME(multiply_panel)                                                                                 \
            (depth, workspace + r * depth, panel, width, tile + r * class_count + c, class_count, count - r,         \
             class_count - c, first > 0);                                                                            \
          }                                                                                                          \
        }                                                                                                            \
      }                                                                                                              \
      for (size_t r = 0; r < count; r++) {                                                                           \
        float *row = tile + r * class_count;                                                                         \
        for (size_t k = 0; k < class_count; k++) row[k] = fmaf(scale, row[k], bias[k]);                              \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
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
  SMK_INLINE void SMK_NAME(load_columns_##SUFFIX)(const FEATURE *x, size_t feature_count, size_t i, size_t columns,  \
                                                  size_t count, smk_lanes *values) {                                 \
    SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                                \
      values[c] = count >= columns * SMK_LANES ? smk_load_##SUFFIX(x + i + c * SMK_LANES)                            \
                                               : smk_load_last_##SUFFIX(x, i, feature_count);                        \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* One row's part of the gradient of `columns` vectors of features; residual [classes][16]. */                     \
  SMK_INLINE void SMK_NAME(add_row_##SUFFIX)(const smk_lanes *values, const float *residual, size_t classes,         \
                                             size_t columns, smk_lanes *sums) {                                      \
    SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                                \
      const smk_lanes factor = smk_splat(residual[k * SMK_LANES]);                                                   \
      SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                              \
        sums[c * classes + k] = smk_fma(factor, values[c], sums[c * classes + k]);                                   \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* Adds up to SMK_DEPTH rows to the gradient of `columns` vectors of features from i on, of which `count` features \
     are there. x has a row more than row_count. */                                                                  \
  SMK_INLINE void SMK_NAME(add_rows_##SUFFIX)(const FEATURE *const *x, size_t feature_count, size_t row_count,       \
                                              const float *residuals, size_t class_count, size_t classes, size_t i,  \
                                              size_t columns, size_t count, float *gradient) {                       \
    smk_lanes sums[SMK_NAME(sums)];                                                                                  \
    SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                                \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        sums[c * classes + k] =                                                                                      \
            smk_load_first(gradient + k * feature_count + i + c * SMK_LANES, count - c * SMK_LANES);                 \
      }                                                                                                              \
    }                                                                                                                \
    smk_lanes values[2][SMK_NAME(sums)];                                                                             \
    SMK_NAME(load_columns_##SUFFIX)(x[0], feature_count, i, columns, count, values[0]);                              \
    size_t r = 0;                                                                                                    \
    for (; r + SMK_LANES <= row_count; r += SMK_LANES, residuals += class_count * SMK_LANES) {                       \
      for (size_t j = 0; j < SMK_LANES; j += 2) {                                                                    \
        SMK_UNROLL for (size_t u = 0; u < 2; u++) {                                                                  \
          SMK_NAME(load_columns_##SUFFIX)(x[r + j + u + 1], feature_count, i, columns, count, values[(u + 1) % 2]);  \
          SMK_NAME(add_row_##SUFFIX)(values[u % 2], residuals + j + u, classes, columns, sums);                      \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
    for (; r < row_count; r++, residuals++) {                                                                        \
      SMK_NAME(add_row_##SUFFIX)(values[0], residuals, classes, columns, sums);                                      \
      SMK_NAME(load_columns_##SUFFIX)(x[r + 1], feature_count, i, columns, count, values[0]);                        \
    }                                                                                                                \
    SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                                \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        smk_store_first(gradient + k * feature_count + i + c * SMK_LANES, sums[c * classes + k],                     \
                        count - c * SMK_LANES);                                                                      \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(few_gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,   \
                                              size_t row_count, const float *residuals, size_t class_count,          \
                                              size_t first_feature, size_t end_feature, float *gradient) {           \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t row_block = smk_smaller(SMK_DEPTH, row_count - first_row);                                        \
      const FEATURE *x[SMK_DEPTH + 1];                                                                               \
      for (size_t r = 0; r < row_block; r++) x[r] = features + smk_row(rows, first_row + r) * feature_count;         \
      x[row_block] = x[row_block - 1];                                                                               \
      const float *own = residuals + first_row * class_count;                                                        \
      for (size_t k = 0; k < class_count;) {                                                                         \
        const size_t count = SMK_NAME(classes_at_once)(class_count - k);                                             \
        SMK_FOR_CLASSES(count, {                                                                                     \
          enum { WIDTH = SMK_COLUMNS_FOR(CLASSES) * SMK_LANES };                                                     \
          float *const target = gradient + k * feature_count;                                                        \
          size_t i = first_feature;                                                                                  \
          for (; i + WIDTH <= end_feature; i += WIDTH) {                                                             \
            SMK_NAME(add_rows_##SUFFIX)                                                                              \
            (x, feature_count, row_block, own + k * SMK_LANES, class_count, CLASSES, i, SMK_COLUMNS_FOR(CLASSES),    \
             WIDTH, target);                                                                                         \
          }                                                                                                          \
          for (; i < end_feature; i += SMK_LANES) {                                                                  \
            SMK_NAME(add_rows_##SUFFIX)                                                                              \
            (x, feature_count, row_block, own + k * SMK_LANES, class_count, CLASSES, i, 1,                           \
             smk_smaller(SMK_LANES, end_feature - i), target);                                                       \
          }                                                                                                          \
        })                                                                                                           \
        k += count;                                                                                                  \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(many_gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,  \
                                               size_t row_count, const float *residuals, size_t class_count,         \
                                               size_t first_feature, size_t end_feature, float *gradient,            \
                                               float *workspace) {                                                   \
    float *const panel = workspace + SMK_DEPTH * smk_round_up(class_count, SMK_LANES);                               \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t depth = smk_smaller(SMK_DEPTH, row_count - first_row);                                            \
      SMK_NAME(pack_residuals)(residuals + first_row * class_count, depth, class_count, workspace);                  \
      for (size_t i = first_feature; i < end_feature; i += SMK_NAME(panel)) {                                        \
        const size_t columns = smk_smaller(SMK_NAME(panel), end_feature - i);                                        \
        const size_t width = smk_round_up(columns, SMK_LANES);                                                       \
        for (size_t r = 0; r < depth; r++) {                                                                         \
          const FEATURE *x = features + smk_row(rows, first_row + r) * feature_count;                                \
          for (size_t v = 0; v < width; v += SMK_LANES) {                                                            \
            smk_store(panel + r * width + v, smk_load_last_##SUFFIX(x, i + v, feature_count));                       \
          }                                                                                                          \
        }                                                                                                            \
        for (size_t k = 0; k < class_count; k += SMK_TILE_ROWS) {                                                    \
          SMK_NAME(multiply_panel)                                                                                   \
          (depth, workspace + k * depth, panel, width, gradient + k * feature_count + i, feature_count,              \
           class_count - k, columns, 1);                                                                             \
        }                                                                                                            \
      }                                                                                                              \
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

// As many chains as the registers hold, or the peak is that of memory.
static float SMK_NAME(multiply_adds)(size_t rounds) {
  smk_lanes sums[SMK_PEAK_VECTORS];
  SMK_UNROLL for (size_t s = 0; s < SMK_PEAK_VECTORS; s++) sums[s] = smk_splat((float)s);
  const smk_lanes half = smk_splat(0.5f);
  const smk_lanes one = smk_splat(1.0f);
  for (size_t round = 0; round < rounds; round++) {
    for (size_t block = 0; block < 24 / SMK_PEAK_VECTORS; block++) {
      SMK_UNROLL for (size_t s = 0; s < SMK_PEAK_VECTORS; s++) sums[s] = smk_fma(sums[s], half, one);
    }
  }
  smk_lanes total = sums[0];
  SMK_UNROLL for (size_t s = 1; s < SMK_PEAK_VECTORS; s++) total += sums[s];
  return smk_combine(total);
}

#include "plain.h"
