// Logits and gradients of up to SMK_FEW_CLASSES classes, whose sums fit into registers: part of vector.h, which
// includes it. The file of the instruction set defines for it
//   SMK_WIDTH                 floats of the vectors: 8, or 16 where one register holds as many,
//   SMK_CLASSES_AT_ONCE       the most classes that one pass over the rows takes,
//   SMK_VECTORS_FOR(classes)  vectors of rows whose dot products with so many classes are formed together: a vector
//                             has SMK_DOT_LANES lanes of one row, or of two,
//   SMK_GRADIENT_CLASSES, SMK_COLUMNS_FOR(classes)  the same for gradients: vectors of features, formed together.

typedef float smk_wide __attribute__((vector_size(4 * SMK_WIDTH)));
typedef float smk_stored_wide __attribute__((vector_size(4 * SMK_WIDTH), aligned(4), may_alias));
typedef uint8_t smk_stored_wide_bytes __attribute__((vector_size(SMK_WIDTH), aligned(1), may_alias));

enum {
  // Rows in a vector of dot products.
  SMK_NAME(rows_in_vector) = SMK_WIDTH / SMK_DOT_LANES,
  // More sums than any register file holds: room for the tiles' arrays, which the compiler takes apart.
  SMK_NAME(sums) = 32,
  // Weights that stay in the first cache beside the rows: 16 KB of them.
  SMK_NAME(cached_weights) = 4096,
  // Features of one round of the inner loop: a cache line of bytes, four of floats.
  SMK_NAME(round) = 64,
  // How many rows ahead of those at work memory is asked for: enough to hide its latency, few enough to stay.
  SMK_NAME(rows_ahead) = 8,
};

SMK_INLINE smk_wide smk_load_wide_f32(const float *p) { return *(const smk_stored_wide *)p; }
SMK_INLINE smk_wide smk_load_wide_u8(const uint8_t *p) {
  return __builtin_convertvector(*(const smk_stored_wide_bytes *)p, smk_wide);
}
SMK_INLINE void smk_store_wide(float *p, smk_wide value) { *(smk_stored_wide *)p = value; }
SMK_INLINE smk_wide smk_fma_wide(smk_wide a, smk_wide b, smk_wide c) { return __builtin_elementwise_fma(a, b, c); }

// A vector of dot products: the weights of eight features once for each row, and a row's features beside the next's.
#if SMK_WIDTH == 8
SMK_INLINE smk_wide smk_for_each_row(smk_dots v) { return v; }
SMK_INLINE smk_wide smk_load_rows_u8(const uint8_t *const *x, size_t i) { return smk_load_dots_u8(x[0] + i); }
SMK_INLINE smk_wide smk_load_rows_f32(const float *const *x, size_t i) { return smk_load_dots_f32(x[0] + i); }
#else
#define SMK_BOTH 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
SMK_INLINE smk_wide smk_for_each_row(smk_dots v) {
  return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
}
SMK_INLINE smk_wide smk_load_rows_u8(const uint8_t *const *x, size_t i) {
  const smk_stored_dot_bytes a = *(const smk_stored_dot_bytes *)(x[0] + i);
  const smk_stored_dot_bytes b = *(const smk_stored_dot_bytes *)(x[1] + i);
  return __builtin_convertvector(__builtin_shufflevector(a, b, SMK_BOTH), smk_wide);
}
SMK_INLINE smk_wide smk_load_rows_f32(const float *const *x, size_t i) {
  return __builtin_shufflevector(smk_load_dots_f32(x[0] + i), smk_load_dots_f32(x[1] + i), SMK_BOTH);
}
#endif
SMK_INLINE smk_wide smk_splat_wide(float v) { return smk_for_each_row(smk_splat_dots(v)); }

// DEFINE(..., classes) for each number of classes that a pass may take. Each gets a function of its own: in one with
// them all the compiler runs out of registers.
#define SMK_FOR_6_CLASSES(DEFINE, ...) \
  DEFINE(__VA_ARGS__, 1)               \
  DEFINE(__VA_ARGS__, 2)               \
  DEFINE(__VA_ARGS__, 3)               \
  DEFINE(__VA_ARGS__, 4)               \
  DEFINE(__VA_ARGS__, 5)               \
  DEFINE(__VA_ARGS__, 6)
#define SMK_FOR_16_CLASSES(DEFINE, ...)  \
  SMK_FOR_6_CLASSES(DEFINE, __VA_ARGS__) \
  DEFINE(__VA_ARGS__, 7)                 \
  DEFINE(__VA_ARGS__, 8)                 \
  DEFINE(__VA_ARGS__, 9)                 \
  DEFINE(__VA_ARGS__, 10)                \
  DEFINE(__VA_ARGS__, 11)                \
  DEFINE(__VA_ARGS__, 12)                \
  DEFINE(__VA_ARGS__, 13)                \
  DEFINE(__VA_ARGS__, 14)                \
  DEFINE(__VA_ARGS__, 15)                \
  DEFINE(__VA_ARGS__, 16)
#if SMK_GRADIENT_CLASSES > 6
#define SMK_FOR_GRADIENT_CLASSES SMK_FOR_16_CLASSES
#else
#define SMK_FOR_GRADIENT_CLASSES SMK_FOR_6_CLASSES
#endif

/// How many classes the next pass takes of the `left` that are to be done, when it can take `most`: all about alike.
static inline size_t SMK_NAME(classes_of_pass)(size_t left, size_t most) {
  const size_t passes = (left + most - 1) / most;
  return (left + passes - 1) / passes;
}

// No instruction: a product is done before what follows in the source. Where sums and factors take all registers but
// one, the compiler would begin the next loads first, and keep sums in memory for them.
#if defined(__x86_64__)
#define SMK_DONE(SUM) __asm__ volatile("" : "+v"(SUM) : : "memory")
#else
#define SMK_DONE(SUM) (void)(SUM)
#endif

// MARK: Weights in reading order
// The classes of a pass lie together, [features / 8][classes][8], so that one stream feeds all sums of a row.

static void SMK_NAME(prepare_few)(const float *weights, size_t class_count, size_t feature_count, size_t first_feature,
                                  size_t end_feature, float *prepared) {
  const size_t padded = smk_round_up(feature_count, SMK_DOT_LANES);
  for (size_t k = 0; k < class_count;) {
    const size_t count = SMK_NAME(classes_of_pass)(class_count - k, SMK_CLASSES_AT_ONCE);
    for (size_t i = first_feature; i < end_feature; i += SMK_DOT_LANES) {
      for (size_t c = 0; c < count; c++) {
        smk_store_dots(prepared + k * padded + i * count + c * SMK_DOT_LANES,
                       smk_load_last_dots_f32(weights + (k + c) * feature_count, i, feature_count));
      }
    }
    k += count;
  }
}

// MARK: Both feature types

#define SMK_DEFINE_FEW_STEPS(SUFFIX, FEATURE)                                                                        \
  /* Eight features of each row, times the weights of each class; what there is less of stays in registers. */       \
  SMK_INLINE void SMK_NAME(add_step_##SUFFIX)(const FEATURE *const *x, size_t i, const float *w, size_t classes,     \
                                              size_t vectors, smk_wide *sums) {                                      \
    smk_wide kept[SMK_NAME(sums)];                                                                                   \
    if (classes < vectors) {                                                                                         \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        kept[k] = smk_for_each_row(smk_load_dots_f32(w + k * SMK_DOT_LANES));                                        \
      }                                                                                                              \
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {                                                              \
        const smk_wide value = smk_load_rows_##SUFFIX(x + v * SMK_NAME(rows_in_vector), i);                          \
        SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                            \
          sums[v * classes + k] = smk_fma_wide(kept[k], value, sums[v * classes + k]);                               \
          if (classes > 2) SMK_DONE(sums[v * classes + k]);                                                          \
        }                                                                                                            \
      }                                                                                                              \
    } else {                                                                                                         \
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {                                                              \
        kept[v] = smk_load_rows_##SUFFIX(x + v * SMK_NAME(rows_in_vector), i);                                       \
      }                                                                                                              \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        const smk_wide weight = smk_for_each_row(smk_load_dots_f32(w + k * SMK_DOT_LANES));                          \
        SMK_UNROLL for (size_t v = 0; v < vectors; v++) {                                                            \
          sums[v * classes + k] = smk_fma_wide(weight, kept[v], sums[v * classes + k]);                              \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* Adds the products of features first..<end of some vectors of rows to their lanes, [classes][16 rows][8]. */     \
  SMK_INLINE void SMK_NAME(add_products_##SUFFIX)(const FEATURE *const *x, size_t feature_count, size_t first,       \
                                                  size_t end, const float *w, size_t classes, size_t vectors,        \
                                                  int ahead, float *lanes) {                                         \
    enum { ROWS = SMK_NAME(rows_in_vector), STEP = SMK_DOT_LANES, ROUND = SMK_NAME(round) };                         \
    const FEATURE *own[SMK_LANES];                                                                                   \
    SMK_UNROLL for (size_t r = 0; r < vectors * ROWS; r++) own[r] = x[r];                                            \
    smk_wide sums[SMK_NAME(sums)];                                                                                   \
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) {                                                                \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        sums[v * classes + k] = first == 0 ? smk_splat_wide(0.0f)                                                    \
                                           : smk_load_wide_f32(lanes + (k * SMK_LANES + v * ROWS) * STEP);           \
      }                                                                                                              \
    }                                                                                                                \
    size_t i = first;                                                                                                \
    for (; i + ROUND <= end; i += ROUND) {                                                                           \
      /* Each line of a later row is asked for once: rows of a shuffled epoch come from anywhere. */                 \
      if (ahead) {                                                                                                   \
        SMK_UNROLL for (size_t r = 0; r < vectors * ROWS; r++) {                                                     \
          SMK_UNROLL for (size_t c = 0; c < ROUND; c += 64 / sizeof(FEATURE)) {                                      \
            /* Bytes from anywhere go into the first cache, where they fit beside the weights. */                    \
            if (sizeof(FEATURE) == 1 && ahead > 1) {                                                                 \
              __builtin_prefetch(x[r + SMK_NAME(rows_ahead)] + i + c, 0, 3);                                         \
            } else {                                                                                                 \
              __builtin_prefetch(x[r + SMK_NAME(rows_ahead)] + i + c, 0, 2);                                         \
            }                                                                                                        \
          }                                                                                                          \
        }                                                                                                            \
      }                                                                                                              \
      SMK_UNROLL_BY_2 for (size_t j = 0; j < ROUND; j += STEP, w += classes * STEP) {                                \
        SMK_NAME(add_step_##SUFFIX)(own, i + j, w, classes, vectors, sums);                                          \
      }                                                                                                              \
    }                                                                                                                \
    for (; i + STEP <= end; i += STEP, w += classes * STEP) {                                                        \
      SMK_NAME(add_step_##SUFFIX)(own, i, w, classes, vectors, sums);                                                \
    }                                                                                                                \
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) {                                                                \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        smk_store_wide(lanes + (k * SMK_LANES + v * ROWS) * STEP, sums[v * classes + k]);                            \
      }                                                                                                              \
    }                                                                                                                \
    if (i < end) {                                                                                                   \
      for (size_t r = 0; r < vectors * ROWS; r++) {                                                                  \
        const smk_dots values = smk_load_last_dots_##SUFFIX(x[r], i, feature_count);                                 \
        SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                            \
          float *own = lanes + (k * SMK_LANES + r) * STEP;                                                           \
          const smk_dots sum = smk_load_dots_f32(own);                                                               \
          const smk_dots more = smk_fma_dots(smk_load_dots_f32(w + k * STEP), values, sum);                          \
          smk_store_dots(own, smk_select_first_dots(end - i, more, sum));                                            \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* One row's part of the gradient of `columns` vectors of features; residual [classes][16]. What there is less of  \
     stays in registers. */                                                                                          \
  SMK_INLINE void SMK_NAME(add_row_##SUFFIX)(const FEATURE *x, const float *residual, size_t classes,                \
                                             size_t columns, smk_wide *sums) {                                       \
    smk_wide kept[SMK_NAME(sums)];                                                                                   \
    if (classes < columns) {                                                                                         \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) kept[k] = smk_splat_wide(residual[k * SMK_LANES]);             \
      SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                              \
        const smk_wide value = smk_load_wide_##SUFFIX(x + c * SMK_WIDTH);                                            \
        SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                            \
          sums[c * classes + k] = smk_fma_wide(kept[k], value, sums[c * classes + k]);                               \
          if (classes > 2) SMK_DONE(sums[c * classes + k]);                                                          \
        }                                                                                                            \
      }                                                                                                              \
    } else {                                                                                                         \
      SMK_UNROLL for (size_t c = 0; c < columns; c++) kept[c] = smk_load_wide_##SUFFIX(x + c * SMK_WIDTH);           \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        const smk_wide factor = smk_splat_wide(residual[k * SMK_LANES]);                                             \
        SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                            \
          sums[c * classes + k] = smk_fma_wide(factor, kept[c], sums[c * classes + k]);                              \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* Adds up to SMK_DEPTH rows to the gradient of `columns` vectors of features from i on. Meanwhile memory is asked \
     for as many bytes from `next` on, unless it is 0. */                                                            \
  SMK_INLINE void SMK_NAME(add_rows_##SUFFIX)(const FEATURE *const *x, size_t i, size_t row_count,                   \
                                              const float *residuals, size_t class_count, size_t classes,            \
                                              size_t columns, float *gradient, size_t stride, uintptr_t next) {      \
    enum { LINE = 64 };                                                                                              \
    smk_wide sums[SMK_NAME(sums)];                                                                                   \
    SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                                \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        sums[c * classes + k] = smk_load_wide_f32(gradient + k * stride + c * SMK_WIDTH);                            \
      }                                                                                                              \
    }                                                                                                                \
    size_t r = 0;                                                                                                    \
    for (; r + SMK_LANES <= row_count; r += SMK_LANES, residuals += class_count * SMK_LANES) {                       \
      const size_t bytes = next ? SMK_LANES * columns * SMK_WIDTH * sizeof(FEATURE) : 0;                             \
      for (const uintptr_t end = next + bytes; next < end; next += LINE) {                                           \
        __builtin_prefetch((const void *)next, 0, 2);                                                                \
      }                                                                                                              \
      SMK_UNROLL_BY_2 for (size_t j = 0; j < SMK_LANES; j++) {                                                       \
        SMK_NAME(add_row_##SUFFIX)(x[r + j] + i, residuals + j, classes, columns, sums);                             \
      }                                                                                                              \
    }                                                                                                                \
    for (; r < row_count; r++, residuals++) {                                                                        \
      SMK_NAME(add_row_##SUFFIX)(x[r] + i, residuals, classes, columns, sums);                                       \
    }                                                                                                                \
    SMK_UNROLL for (size_t c = 0; c < columns; c++) {                                                                \
      SMK_UNROLL for (size_t k = 0; k < classes; k++) {                                                              \
        smk_store_wide(gradient + k * stride + c * SMK_WIDTH, sums[c * classes + k]);                                \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  /* The same for the last features, fewer than a vector: brought together where they may be read as a whole one. */ \
  SMK_INLINE void SMK_NAME(add_last_##SUFFIX)(const FEATURE *const *x, size_t i, size_t count, size_t row_count,     \
                                              const float *residuals, size_t class_count, size_t classes,            \
                                              float *gradient, size_t stride) {                                      \
    FEATURE values[SMK_DEPTH * SMK_WIDTH];                                                                           \
    const FEATURE *own[SMK_DEPTH];                                                                                   \
    float sums[SMK_FEW_CLASSES * SMK_WIDTH] = {0};                                                                   \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      own[r] = values + r * SMK_WIDTH;                                                                               \
      for (size_t j = 0; j < SMK_WIDTH; j++) values[r * SMK_WIDTH + j] = j < count ? x[r][i + j] : 0;                \
    }                                                                                                                \
    for (size_t k = 0; k < classes; k++) memcpy(sums + k * SMK_WIDTH, gradient + k * stride, count * sizeof(float)); \
    SMK_NAME(add_rows_##SUFFIX)(own, 0, row_count, residuals, class_count, classes, 1, sums, SMK_WIDTH, 0);          \
    for (size_t k = 0; k < classes; k++) memcpy(gradient + k * stride, sums + k * SMK_WIDTH, count * sizeof(float)); \
  }

#define SMK_DEFINE_TILES(SUFFIX, FEATURE, CLASSES)                                                                   \
  /* The lanes of up to 16 rows' dot products with the classes of one pass, features first..<end. */                 \
  static SMK_APART void SMK_NAME(tiles_##SUFFIX##_##CLASSES)(const FEATURE *const *x, size_t row_count,              \
                                                             size_t feature_count, size_t first, size_t end,         \
                                                             const float *w, int ahead, float *lanes) {              \
    enum { VECTORS = SMK_VECTORS_FOR(CLASSES), ROWS = VECTORS * SMK_NAME(rows_in_vector) };                          \
    for (size_t r = 0; r < row_count; r += ROWS) {                                                                   \
      SMK_NAME(add_products_##SUFFIX)                                                                                \
      (x + r, feature_count, first, end, w, CLASSES, VECTORS, ahead, lanes + r * SMK_DOT_LANES);                     \
    }                                                                                                                \
  }

#define SMK_DEFINE_PANELS(SUFFIX, FEATURE, CLASSES)                                                                  \
  /* Adds up to SMK_DEPTH rows to the gradient of the classes of one pass, in all columns first..<end. */            \
  static SMK_APART void SMK_NAME(panels_##SUFFIX##_##CLASSES)(const FEATURE *const *x, size_t row_count,             \
                                                              size_t feature_count, size_t first, size_t end,        \
                                                              const float *residuals, size_t class_count,            \
                                                              float *gradient, uintptr_t next) {                     \
    enum { COLUMNS = SMK_COLUMNS_FOR(CLASSES) };                                                                     \
    size_t i = first;                                                                                                \
    for (; i + COLUMNS * SMK_WIDTH <= end; i += COLUMNS * SMK_WIDTH) {                                               \
      SMK_NAME(add_rows_##SUFFIX)                                                                                    \
      (x, i, row_count, residuals, class_count, CLASSES, COLUMNS, gradient + i, feature_count,                       \
       next ? next + i * row_count * sizeof(FEATURE) : 0);                                                           \
    }                                                                                                                \
    for (; i + SMK_WIDTH <= end; i += SMK_WIDTH) {                                                                   \
      SMK_NAME(add_rows_##SUFFIX)                                                                                    \
      (x, i, row_count, residuals, class_count, CLASSES, 1, gradient + i, feature_count,                             \
       next ? next + i * row_count * sizeof(FEATURE) : 0);                                                           \
    }                                                                                                                \
    if (i < end) {                                                                                                   \
      SMK_NAME(add_last_##SUFFIX)                                                                                    \
      (x, i, end - i, row_count, residuals, class_count, CLASSES, gradient + i, feature_count);                      \
    }                                                                                                                \
  }

// The functions' addresses, by the number of classes less one.
#define SMK_CALL_TILES(SUFFIX, FEATURE, CLASSES) SMK_NAME(tiles_##SUFFIX##_##CLASSES),
#define SMK_CALL_PANELS(SUFFIX, FEATURE, CLASSES) SMK_NAME(panels_##SUFFIX##_##CLASSES),

#define SMK_DEFINE_FEW(SUFFIX, FEATURE)                                                                              \
  static void SMK_NAME(few_logits_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,     \
                                            size_t row_count, float scale, const float *prepared, const float *bias, \
                                            size_t class_count, float *logits, float *lanes) {                       \
    static void (*const tiles[])(const FEATURE *const *, size_t, size_t, size_t, size_t, const float *, int,         \
                                 float *) = {SMK_FOR_6_CLASSES(SMK_CALL_TILES, SUFFIX, FEATURE)};                    \
    const size_t padded = smk_round_up(feature_count, SMK_DOT_LANES);                                                \
    for (size_t first_row = 0; first_row < row_count; first_row += SMK_DEPTH) {                                      \
      const size_t row_block = smk_smaller(SMK_DEPTH, row_count - first_row);                                        \
      /* The next rows are fetched meanwhile; beyond the last one, the last again. */                                \
      const FEATURE *x[SMK_DEPTH + SMK_LANES + SMK_NAME(rows_ahead)];                                                \
      for (size_t r = 0; r < row_block; r++) x[r] = features + smk_row(rows, first_row + r) * feature_count;         \
      for (size_t r = row_block; r < row_block + SMK_LANES + SMK_NAME(rows_ahead); r++) x[r] = x[row_block - 1];     \
      for (size_t r = 0; r < row_block; r += SMK_LANES) {                                                            \
        float *group = logits + (first_row + r) * class_count;                                                       \
        for (size_t k = 0; k < class_count;) {                                                                       \
          const size_t count = SMK_NAME(classes_of_pass)(class_count - k, SMK_CLASSES_AT_ONCE);                      \
          /* Later rows are asked for in the first pass: 1 where they follow in memory, 2 by a list. */              \
          const int ahead = k > 0 ? 0 : rows ? 2 : 1;                                                                \
          /* Features in blocks whose weights stay in the first cache. */                                            \
          const size_t block = SMK_NAME(cached_weights) / count / SMK_NAME(round) * SMK_NAME(round);                 \
          for (size_t first = 0; first < feature_count; first += block) {                                            \
            tiles[count - 1](x + r, smk_smaller(SMK_LANES, row_block - r), feature_count, first,                     \
                             smk_smaller(first + block, feature_count), prepared + k * padded + first * count,       \
                             ahead, lanes);                                                                          \
          }                                                                                                          \
          for (size_t c = 0; c < count; c++) {                                                                       \
            const smk_dots added = smk_splat_dots(bias[k + c]);                                                      \
            SMK_UNROLL for (size_t j = 0; j < SMK_LANES; j += SMK_DOT_LANES) {                                       \
              const smk_dots sums = smk_combine_dots(lanes + (c * SMK_LANES + j) * SMK_DOT_LANES);                   \
              smk_store_dots(group + (k + c) * SMK_LANES + j, smk_fma_dots(smk_splat_dots(scale), sums, added));     \
            }                                                                                                        \
          }                                                                                                          \
          k += count;                                                                                                \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(few_gradient_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,   \
                                              size_t row_count, const float *residuals, size_t class_count,          \
                                              size_t first_feature, size_t end_feature, float *gradient) {           \
    static void (*const panels[])(const FEATURE *const *, size_t, size_t, size_t, size_t, const float *, size_t,     \
                                  float *, uintptr_t) = {                                                            \
        SMK_FOR_GRADIENT_CLASSES(SMK_CALL_PANELS, SUFFIX, FEATURE)};                                                 \
    /* Lines of rows from anywhere meet in the first cache's places: of fewer, all stay until the last panel. */     \
    const size_t height = rows ? SMK_DEPTH / 2 : SMK_DEPTH;                                                          \
    for (size_t first_row = 0; first_row < row_count; first_row += height) {                                         \
      const size_t row_block = smk_smaller(height, row_count - first_row);                                           \
      const FEATURE *x[SMK_DEPTH];                                                                                   \
      for (size_t r = 0; r < row_block; r++) x[r] = features + smk_row(rows, first_row + r) * feature_count;         \
      /* Rows in order: those that follow are likely to be visited next, and are asked for meanwhile. Bytes come in  \
         time without that. */                                                                                       \
      const int asks = !rows && sizeof(FEATURE) > 1;                                                                 \
      const uintptr_t next = asks ? (uintptr_t)(x[row_block - 1] + feature_count) : 0;                               \
      const float *own = residuals + first_row * class_count;                                                        \
      for (size_t k = 0; k < class_count;) {                                                                         \
        const size_t count = SMK_NAME(classes_of_pass)(class_count - k, SMK_GRADIENT_CLASSES);                       \
        panels[count - 1](x, row_block, feature_count, first_feature, end_feature, own + k * SMK_LANES, class_count, \
                          gradient + k * feature_count, k == 0 ? next : 0);                                          \
        k += count;                                                                                                  \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_FEW_STEPS(u8, uint8_t)
SMK_FOR_6_CLASSES(SMK_DEFINE_TILES, u8, uint8_t)
SMK_FOR_GRADIENT_CLASSES(SMK_DEFINE_PANELS, u8, uint8_t)
SMK_DEFINE_FEW(u8, uint8_t)
SMK_DEFINE_FEW_STEPS(f32, float)
SMK_FOR_6_CLASSES(SMK_DEFINE_TILES, f32, float)
SMK_FOR_GRADIENT_CLASSES(SMK_DEFINE_PANELS, f32, float)
SMK_DEFINE_FEW(f32, float)
