// Logits and gradients of more than SMK_FEW_CLASSES classes, as matrix products in tiles (after BLIS: one panel stays
// in the first cache while those of the other side pass by): part of vector.h, which includes it. The file of the
// instruction set defines for it
//   SMK_TILE_ROWS     rows of a tile, whose numbers are broadcast one by one: 6 or 8,
//   SMK_TILE_VECTORS  vectors of SMK_WIDTH columns beside each other, 2 or 3: rows x vectors sums stay in registers.

enum {
  // The widest panel of the matrix product.
  SMK_NAME(panel) = SMK_TILE_VECTORS * SMK_WIDTH,
  // More sums than a tile has.
  SMK_NAME(tile_sums) = SMK_TILE_ROWS * SMK_TILE_VECTORS,
  // Features that are widened at once for gradients: some lines of each row.
  SMK_NAME(stripe) = SMK_NAME(panel) * ((64 + SMK_NAME(panel) - 1) / SMK_NAME(panel)),
};

// MARK: Weights in reading order
// Panels of classes, [features][width of the panel], so that a vector holds neighbouring classes.

static void SMK_NAME(prepare_many)(const float *weights, size_t class_count, size_t feature_count,
                                   size_t first_feature, size_t end_feature, float *prepared) {
  for (size_t c = 0; c < class_count; c += SMK_LANES) {
    const size_t panel = c / SMK_NAME(panel) * SMK_NAME(panel);
    const size_t width = smk_smaller(SMK_NAME(panel), smk_round_up(class_count, SMK_WIDTH) - panel);
    for (size_t i = first_feature; i < end_feature; i += SMK_LANES) {
      smk_lanes block[SMK_LANES];
      for (size_t j = 0; j < SMK_LANES; j++) {
        block[j] = c + j < class_count ? smk_load_last_f32(weights + (c + j) * feature_count, i, feature_count)
                                       : smk_splat(0.0f);
      }
      smk_transpose(block);
      const size_t count = smk_smaller(SMK_LANES, end_feature - i);
      for (size_t j = 0; j < count; j++) {
        smk_store_first(prepared + panel * feature_count + (i + j) * width + (c - panel), block[j],
                        panel + width - c);
      }
    }
  }
}

// MARK: The product of two panels

/// The chains of rows x vectors sums over `depth` steps. A step's left numbers lie `row_stride` apart, those of the
/// next step `step` on; right [depth][vectors * SMK_WIDTH].
SMK_INLINE void SMK_NAME(multiply)(size_t depth, const float *left, size_t rows, size_t row_stride, size_t step,
                                   const float *right, size_t vectors, smk_wide *sums) {
  SMK_UNROLL for (size_t s = 0; s < rows * vectors; s++) sums[s] = smk_splat_wide(0.0f);
  SMK_UNROLL_BY_4 for (size_t p = 0; p < depth; p++) {
    smk_wide values[SMK_TILE_VECTORS];
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) values[v] = smk_load_wide_f32(right + v * SMK_WIDTH);
    SMK_UNROLL for (size_t m = 0; m < rows; m++) {
      const smk_wide factor = smk_splat_wide(left[m * row_stride]);
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        sums[m * vectors + v] = smk_fma_wide(factor, values[v], sums[m * vectors + v]);
      }
    }
    left += step;
    right += vectors * SMK_WIDTH;
  }
}

/// The product of one panel pair into (or, with `add`, onto) a matrix: `row_count` x `columns` of it are there.
SMK_INLINE void SMK_NAME(multiply_into)(size_t depth, const float *left, size_t rows, size_t row_stride, size_t step,
                                        const float *right, size_t vectors, float *matrix, size_t stride,
                                        size_t row_count, size_t columns, int add) {
  for (size_t m = 0; m < smk_smaller(row_count, rows); m++) {
    SMK_UNROLL for (size_t c = 0; c <= vectors * SMK_WIDTH; c += 16) {
      if (c < columns) __builtin_prefetch(matrix + m * stride + c, 1);
    }
  }
  smk_wide sums[SMK_NAME(tile_sums)];
  SMK_NAME(multiply)(depth, left, rows, row_stride, step, right, vectors, sums);
  if (row_count >= rows && columns >= vectors * SMK_WIDTH) {
    SMK_UNROLL for (size_t m = 0; m < rows; m++) {
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        float *target = matrix + m * stride + v * SMK_WIDTH;
        const smk_wide sum = sums[m * vectors + v];
        smk_store_wide(target, add ? smk_load_wide_f32(target) + sum : sum);
      }
    }
    return;
  }
  float kept[SMK_NAME(tile_sums) * SMK_WIDTH];
  SMK_UNROLL for (size_t s = 0; s < rows * vectors; s++) smk_store_wide(kept + s * SMK_WIDTH, sums[s]);
  for (size_t m = 0; m < smk_smaller(row_count, rows); m++) {
    float *target = matrix + m * stride;
    const float *source = kept + m * vectors * SMK_WIDTH;
    for (size_t c = 0; c < smk_smaller(columns, vectors * SMK_WIDTH); c++) {
      target[c] = add ? target[c] + source[c] : source[c];
    }
  }
}

// The same for a number of rows and vectors, in a function of its own: rows of features as they are, SMK_DEPTH apart,
// or packed residuals, [depth][rows].
typedef void SMK_NAME(multiply_panels)(size_t depth, const float *left, const float *right, float *matrix,
                                       size_t stride, size_t row_count, size_t columns, int add);

#define SMK_DEFINE_MULTIPLY(NAME, ROWS, ROW_STRIDE, STEP, VECTORS)                                                   \
  static SMK_APART void SMK_NAME(NAME)(size_t depth, const float *left, const float *right, float *matrix,           \
                                       size_t stride, size_t row_count, size_t columns, int add) {                   \
    SMK_NAME(multiply_into)                                                                                          \
    (depth, left, ROWS, ROW_STRIDE, STEP, right, VECTORS, matrix, stride, row_count, columns, add);                  \
  }
#define SMK_DEFINE_PACKED(ROWS, VECTORS) SMK_DEFINE_MULTIPLY(packed_##ROWS##_##VECTORS, ROWS, 1, ROWS, VECTORS)

#if SMK_TILE_VECTORS == 2
#define SMK_FOR_WIDTHS(DEFINE, ...) DEFINE(__VA_ARGS__, 1) DEFINE(__VA_ARGS__, 2)
#else
#define SMK_FOR_WIDTHS(DEFINE, ...) DEFINE(__VA_ARGS__, 1) DEFINE(__VA_ARGS__, 2) DEFINE(__VA_ARGS__, 3)
#endif

// One vector of classes leaves registers for twice the rows.
SMK_DEFINE_MULTIPLY(rows_1, 2 * SMK_TILE_ROWS, SMK_DEPTH, 1, 1)
SMK_DEFINE_MULTIPLY(rows_2, SMK_TILE_ROWS, SMK_DEPTH, 1, 2)
#if SMK_TILE_VECTORS == 3
SMK_DEFINE_MULTIPLY(rows_3, SMK_TILE_ROWS, SMK_DEPTH, 1, 3)
#endif
#define SMK_CALL_ROWS(NAME, VECTORS) SMK_NAME(NAME##_##VECTORS),
/// By the number of vectors less one.
static SMK_NAME(multiply_panels) *const SMK_NAME(multiply_rows)[] = {SMK_FOR_WIDTHS(SMK_CALL_ROWS, rows)};

// Residuals are packed in panels of about alike many classes, at most SMK_TILE_ROWS: of 17 and more, never below half.
#define SMK_CALL_PACKED(ROWS, VECTORS) SMK_NAME(packed_##ROWS##_##VECTORS),
#if SMK_TILE_ROWS == 6
#define SMK_FOR_PACKED(DEFINE) {DEFINE(4)}, {DEFINE(5)}, {DEFINE(6)},
#define SMK_LEAST_ROWS 4
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 4)
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 5)
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 6)
#else
#define SMK_FOR_PACKED(DEFINE) {DEFINE(5)}, {DEFINE(6)}, {DEFINE(7)}, {DEFINE(8)},
#define SMK_LEAST_ROWS 5
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 5)
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 6)
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 7)
SMK_FOR_WIDTHS(SMK_DEFINE_PACKED, 8)
#endif
#define SMK_CALL_WIDTHS(ROWS) SMK_FOR_WIDTHS(SMK_CALL_PACKED, ROWS)
/// By the number of rows less SMK_LEAST_ROWS, and of vectors less one.
static SMK_NAME(multiply_panels) *const SMK_NAME(multiply_packed)[][SMK_TILE_VECTORS] = {
    SMK_FOR_PACKED(SMK_CALL_WIDTHS)};

/// Turns rows of residuals into panels [rows][classes of the panel].
static void SMK_NAME(pack_residuals)(const float *residuals, size_t row_count, size_t class_count, float *panels) {
  // Some rows of all classes at a time: what is read and what is written both stay near.
  for (size_t first = 0; first < row_count; first += SMK_LANES) {
    const size_t end = smk_smaller(first + SMK_LANES, row_count);
    for (size_t k = 0; k < class_count;) {
      const size_t count = SMK_NAME(classes_of_pass)(class_count - k, SMK_TILE_ROWS);
      for (size_t r = first; r < end; r++) {
        const float *row = residuals + r * class_count + k;
        float *target = panels + k * row_count + r * count;
        for (size_t m = 0; m < count; m++) target[m] = row[m];
      }
      k += count;
    }
  }
}

// MARK: Both feature types

#define SMK_DEFINE_MANY(SUFFIX, FEATURE)                                                                             \
  /* Writes `width` features (a multiple of SMK_WIDTH) as Float32, of which `count` are there; the others become 0. */ \
  SMK_INLINE void SMK_NAME(widen_##SUFFIX)(const FEATURE *x, size_t count, size_t width, float *widened) {           \
    size_t i = 0;                                                                                                    \
    for (; i + SMK_WIDTH <= count; i += SMK_WIDTH) smk_store_wide(widened + i, smk_load_wide_##SUFFIX(x + i));       \
    for (; i < count; i++) widened[i] = (float)x[i];                                                                 \
    for (; i < width; i++) widened[i] = 0.0f;                                                                        \
  }                                                                                                                  \
                                                                                                                     \
  /* Asks memory for features first..<end of some rows, which are read next. */                                      \
  SMK_INLINE void SMK_NAME(ask_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,        \
                                         size_t first_row, size_t row_count, size_t first, size_t end) {             \
    enum { LINE = 64 / sizeof(FEATURE) };                                                                            \
    for (size_t r = first_row; r < first_row + row_count; r++) {                                                     \
      const uintptr_t x = (uintptr_t)features + smk_row(rows, r) * feature_count * sizeof(FEATURE);                  \
      for (size_t i = smk_round_up(first, LINE); i < end; i += LINE) {                                               \
        __builtin_prefetch((const void *)(x + i * sizeof(FEATURE)), 0, 2);                                           \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(many_logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,    \
                                             size_t row_count, float scale, const float *prepared,                   \
                                             const float *bias, size_t class_count, float *logits,                   \
                                             float *widened) {                                                       \
    const size_t padded = smk_round_up(class_count, SMK_WIDTH);                                                      \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t count = smk_smaller(SMK_DEPTH, row_count - first_row);                                            \
      float *tile = logits + first_row * class_count;                                                                \
      for (size_t first = 0; first < feature_count; first += SMK_DEPTH) {                                            \
        const size_t end = smk_smaller(first + SMK_DEPTH, feature_count), depth = end - first;                       \
        const size_t next = smk_smaller(SMK_DEPTH, feature_count - end);                                             \
        /* Beyond the last row of the last tile, the last again. */                                                  \
        for (size_t r = 0; r < smk_round_up(count, 2 * SMK_TILE_ROWS); r++) {                                        \
          const FEATURE *x = features + smk_row(rows, first_row + smk_smaller(r, count - 1)) * feature_count;        \
          SMK_NAME(widen_##SUFFIX)(x + first, depth, depth, widened + r * SMK_DEPTH);                                \
        }                                                                                                            \
        for (size_t c = 0; c < class_count; c += SMK_NAME(panel)) {                                                  \
          const size_t width = smk_smaller(SMK_NAME(panel), padded - c);                                             \
          const float *panel = prepared + c * feature_count + first * width;                                         \
          const size_t vectors = width / SMK_WIDTH, height = vectors == 1 ? 2 * SMK_TILE_ROWS : SMK_TILE_ROWS;       \
          for (size_t r = 0; r < count; r += height) {                                                               \
            SMK_NAME(ask_##SUFFIX)                                                                                   \
            (features + end, feature_count, rows, first_row + r, smk_smaller(height, count - r),                     \
             next * c / padded, next * (c + width) / padded);                                                        \
            SMK_NAME(multiply_rows)[vectors - 1](depth, widened + r * SMK_DEPTH, panel, tile + r * class_count + c,  \
                                                 class_count, count - r, class_count - c, first > 0);                \
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
  /* Writes features first..<end of rows into panels [rows][width of the panel]. */                                  \
  static void SMK_NAME(pack_rows_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,      \
                                           size_t row_count, size_t first, size_t end, float *panels) {              \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const FEATURE *x = features + smk_row(rows, r) * feature_count;                                                \
      float *target = panels;                                                                                        \
      for (size_t i = first; i < end; i += SMK_NAME(panel)) {                                                        \
        const size_t count = end - i, width = smk_round_up(count, SMK_WIDTH);                                        \
        if (count >= SMK_NAME(panel)) {                                                                              \
          SMK_NAME(widen_##SUFFIX)(x + i, SMK_NAME(panel), SMK_NAME(panel), target + r * SMK_NAME(panel));           \
        } else {                                                                                                     \
          SMK_NAME(widen_##SUFFIX)(x + i, count, width, target + r * width);                                         \
        }                                                                                                            \
        target += SMK_NAME(panel) * row_count;                                                                       \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(many_gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,  \
                                               size_t row_count, const float *residuals, size_t class_count,         \
                                               size_t first_feature, size_t end_feature, float *gradient,            \
                                               float *workspace) {                                                   \
    float *const panels = workspace + SMK_DEPTH * class_count;                                                       \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t depth = smk_smaller(SMK_DEPTH, row_count - first_row);                                            \
      SMK_NAME(pack_residuals)(residuals + first_row * class_count, depth, class_count, workspace);                  \
      const uint32_t *own_rows = rows ? rows + first_row : NULL;                                                     \
      const FEATURE *own = rows ? features : features + first_row * feature_count;                                   \
      for (size_t i = first_feature; i < end_feature; i += SMK_NAME(stripe)) {                                       \
        const size_t end = smk_smaller(i + SMK_NAME(stripe), end_feature);                                           \
        SMK_NAME(pack_rows_##SUFFIX)(own, feature_count, own_rows, depth, i, end, panels);                           \
        for (size_t c = i; c < end; c += SMK_NAME(panel)) {                                                          \
          const size_t columns = smk_smaller(SMK_NAME(panel), end - c);                                              \
          const size_t vectors = (columns + SMK_WIDTH - 1) / SMK_WIDTH;                                              \
          /* Rows in order: those that follow are likely to be visited next, from their first features on. */        \
          if (!rows) {                                                                                               \
            const size_t some = depth * (c - first_feature) / (end_feature - first_feature);                         \
            const size_t more = depth * (c + columns - first_feature) / (end_feature - first_feature);               \
            SMK_NAME(ask_##SUFFIX)                                                                                   \
            (own, feature_count, NULL, depth + some, more - some, 0, smk_smaller(SMK_DEPTH, feature_count));         \
          }                                                                                                          \
          for (size_t k = 0; k < class_count;) {                                                                     \
            const size_t count = SMK_NAME(classes_of_pass)(class_count - k, SMK_TILE_ROWS);                          \
            SMK_NAME(multiply_packed)[count - SMK_LEAST_ROWS][vectors - 1](                                          \
                depth, workspace + k * depth, panels + (c - i) * depth, gradient + k * feature_count + c,            \
                feature_count, count, columns, 1);                                                                   \
            k += count;                                                                                              \
          }                                                                                                          \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_MANY(u8, uint8_t)
SMK_DEFINE_MANY(f32, float)
