// Logits and gradients of more classes, as matrix products in tiles: part of vector.h, which includes it. The file of
// the instruction set defines for it
//   SMK_TILE_ROWS, SMK_TILE_VECTORS  the tile of the matrix product: 4 or 8 rows, 1 to 3 vectors.

enum {
  // The widest panel of the matrix product.
  SMK_NAME(panel) = SMK_TILE_VECTORS * SMK_LANES,
};

// MARK: Weights in reading order
// Panels of classes, [features][width of the panel], so that a vector holds neighbouring classes.

static void SMK_NAME(prepare_many)(const float *weights, size_t class_count, size_t feature_count,
                                   size_t first_feature, size_t end_feature, float *prepared) {
  for (size_t c = 0; c < class_count; c += SMK_LANES) {
    const size_t panel = c / SMK_NAME(panel) * SMK_NAME(panel);
    const size_t width = smk_smaller(SMK_NAME(panel), smk_round_up(class_count, SMK_LANES) - panel);
    for (size_t i = first_feature; i < end_feature; i += SMK_LANES) {
      smk_lanes block[SMK_LANES];
      for (size_t j = 0; j < SMK_LANES; j++) {
        block[j] = c + j < class_count ? smk_load_last_f32(weights + (c + j) * feature_count, i, feature_count)
                                       : smk_splat(0.0f);
      }
      smk_transpose(block, SMK_LANES);
      const size_t count = smk_smaller(SMK_LANES, end_feature - i);
      for (size_t j = 0; j < count; j++) {
        smk_store(prepared + panel * feature_count + (i + j) * width + (c - panel), block[j]);
      }
    }
  }
}

// MARK: The matrix product for many classes

/// The chains of SMK_TILE_ROWS x vectors sums over `depth` steps: left [depth][SMK_TILE_ROWS], right
/// [depth][vectors * 16].
SMK_INLINE void SMK_NAME(multiply)(size_t depth, const float *left, const float *right, size_t vectors,
                                   smk_lanes *sums) {
  SMK_UNROLL for (size_t s = 0; s < SMK_TILE_ROWS * vectors; s++) sums[s] = smk_splat(0.0f);
  SMK_UNROLL_BY_4 for (size_t p = 0; p < depth; p++) {
    smk_lanes values[SMK_TILE_VECTORS];
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) values[v] = smk_load_f32(right + v * SMK_LANES);
    SMK_UNROLL for (size_t m = 0; m < SMK_TILE_ROWS; m++) {
      const smk_lanes factor = smk_splat(left[m]);
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        sums[m * vectors + v] = smk_fma(factor, values[v], sums[m * vectors + v]);
      }
    }
    left += SMK_TILE_ROWS;
    right += vectors * SMK_LANES;
  }
}

/// The product of one panel pair into (or, with `add`, onto) a matrix: `rows` x `columns` of it are there.
SMK_INLINE void SMK_NAME(multiply_into)(size_t depth, const float *left, const float *right, size_t vectors,
                                        float *matrix, size_t stride, size_t rows, size_t columns, int add) {
  for (size_t m = 0; m < smk_smaller(rows, SMK_TILE_ROWS); m++) {
    SMK_UNROLL for (size_t v = 0; v <= vectors; v++) {
      if (v * SMK_LANES < columns) __builtin_prefetch(matrix + m * stride + v * SMK_LANES, 1);
    }
  }
  smk_lanes sums[SMK_TILE_ROWS * SMK_TILE_VECTORS];
  SMK_NAME(multiply)(depth, left, right, vectors, sums);
  if (rows >= SMK_TILE_ROWS && columns >= vectors * SMK_LANES) {
    SMK_UNROLL for (size_t m = 0; m < SMK_TILE_ROWS; m++) {
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        float *target = matrix + m * stride + v * SMK_LANES;
        smk_store(target, add ? smk_load_f32(target) + sums[m * vectors + v] : sums[m * vectors + v]);
      }
    }
    return;
  }
  float kept[SMK_TILE_ROWS * SMK_TILE_VECTORS * SMK_LANES];
  SMK_UNROLL for (size_t s = 0; s < SMK_TILE_ROWS * vectors; s++) smk_store(kept + s * SMK_LANES, sums[s]);
  for (size_t m = 0; m < smk_smaller(rows, SMK_TILE_ROWS); m++) {
    float *target = matrix + m * stride;
    const float *source = kept + m * vectors * SMK_LANES;
    for (size_t c = 0; c < smk_smaller(columns, vectors * SMK_LANES); c++) {
      target[c] = add ? target[c] + source[c] : source[c];
    }
  }
}

/// The same, with the number of vectors as a constant.
static void SMK_NAME(multiply_panel)(size_t depth, const float *left, const float *right, size_t width,
                                     float *matrix, size_t stride, size_t rows, size_t columns, int add) {
  switch (width / SMK_LANES) {
    case 1: SMK_NAME(multiply_into)(depth, left, right, 1, matrix, stride, rows, columns, add); break;
#if SMK_TILE_VECTORS > 1
    case 2: SMK_NAME(multiply_into)(depth, left, right, 2, matrix, stride, rows, columns, add); break;
#endif
#if SMK_TILE_VECTORS > 2
    case 3: SMK_NAME(multiply_into)(depth, left, right, 3, matrix, stride, rows, columns, add); break;
#endif
  }
}

/// Turns rows of residuals into panels [rows][SMK_TILE_ROWS], one for each SMK_TILE_ROWS classes.
static void SMK_NAME(pack_residuals)(const float *residuals, size_t row_count, size_t class_count, float *panels) {
  // Some rows of all classes at a time: what is read and what is written both stay near.
  for (size_t first = 0; first < row_count; first += SMK_LANES) {
    const size_t end = smk_smaller(first + SMK_LANES, row_count);
    for (size_t k = 0; k < class_count; k += SMK_TILE_ROWS) {
      const size_t count = class_count - k;
      for (size_t r = first; r < end; r++) {
        const float *row = residuals + r * class_count + k;
        float *target = panels + k * row_count + r * SMK_TILE_ROWS;
        if (count >= SMK_TILE_ROWS) {
          memcpy(target, row, SMK_TILE_ROWS * sizeof(float));
        } else {
          for (size_t m = 0; m < SMK_TILE_ROWS; m++) target[m] = m < count ? row[m] : 0.0f;
        }
      }
    }
  }
}

// MARK: Both feature types

#define SMK_DEFINE_MANY(SUFFIX, FEATURE)                                                                                 \
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
  }

SMK_DEFINE_MANY(u8, uint8_t)
SMK_DEFINE_MANY(f32, float)
