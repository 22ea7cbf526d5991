// Weights in reading order, and the matrix product for many classes: part of vector.h, which includes it.

// MARK: Weights in reading order
// Few classes: [features / 16][classes][16], so that one stream feeds all sums of a row.
// More: panels of classes, [features][width of the panel], so that a vector holds neighbouring classes.

static void SMK_NAME(prepare)(const float *weights, size_t class_count, size_t feature_count, size_t first_feature,
                              size_t end_feature, float *prepared) {
  if (class_count <= SMK_FEW_CLASSES) {
    for (size_t i = first_feature; i < end_feature; i += SMK_LANES) {
      for (size_t k = 0; k < class_count; k++) {
        smk_store(prepared + i * class_count + k * SMK_LANES,
                  smk_load_last_f32(weights + k * feature_count, i, feature_count));
      }
    }
    return;
  }
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
