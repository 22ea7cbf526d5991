// The Float64 operations of softmax_kernels.h in tiles that fill an instruction set's registers: part of
// vector.h, which includes it. The file of the instruction set defines for it
//   SMK_ROWS64           rows whose logits of sixteen classes are formed together,
//   SMK_CLASS_BLOCK64    the most classes, at most 12, whose gradients are formed together,
//   SMK_COLUMNS64        of so many vectors of features.

#include "vector_lanes64.h"

// For arrays on the stack: no vector of theirs lies across two lines of a cache.
#define SMK_ON_A_LINE _Alignas(64)

enum {
  // Two vectors of classes: their weights of SMK_NAME(depth64) features stay in the first cache.
  SMK_NAME(panel64) = 2 * SMK_LANES64,
  // Features of one block of logits; rows of one block of a gradient. Chains go on through all blocks.
  SMK_NAME(depth64) = 128,
  // Rows that use a block of weights in turn, and the classes whose sums wait on the stack meanwhile.
  SMK_NAME(rows64) = 32,
  SMK_NAME(classes64) = 64,
  // Rows of features that are widened at once.
  SMK_NAME(widened64) = 8,
  // Features of a panel of gradients, and of the panels that are widened at once (64 KB).
  SMK_NAME(columns64) = SMK_COLUMNS64 * SMK_LANES64,
  SMK_NAME(group64) = 64,
  // Rows whose sums over the classes are formed side by side.
  SMK_NAME(side64) = 8,
};

// MARK: Logits
// Weights lie in panels of 16 classes, the last perhaps of 8: [features][width of the panel].

static void SMK_NAME(prepare64)(const double *weights, size_t class_count, size_t feature_count, double *prepared) {
  for (size_t first = 0; first < class_count; first += SMK_NAME(panel64)) {
    const size_t width = smk_smaller(SMK_NAME(panel64), smk_round_up(class_count - first, SMK_LANES64));
    double *panel = prepared + first * feature_count;
    // Some features of all the panel's classes at a time: what is read and what is written both stay near.
    for (size_t i = 0; i < feature_count; i += SMK_LANES64) {
      const size_t end = smk_smaller(i + SMK_LANES64, feature_count);
      for (size_t k = 0; k < width; k++) {
        const double *w = weights + (first + k) * feature_count;
        for (size_t j = i; j < end; j++) panel[j * width + k] = first + k < class_count ? w[j] : 0.0;
      }
    }
  }
}

/// Adds the products of `depth` features, x [rows][depth64], to rows x vectors sums.
SMK_INLINE void SMK_NAME(add_row_products64)(const double *x, size_t depth, const double *weights, size_t vectors,
                                         size_t rows, double *kept) {
  smk_lanes64 sums[2 * SMK_MOST(SMK_ROWS64, 4)];
  SMK_UNROLL for (size_t r = 0; r < rows; r++) {
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
      sums[r * vectors + v] = smk_load64_f64(kept + r * SMK_NAME(classes64) + v * SMK_LANES64);
    }
  }
  for (size_t i = 0; i < depth; i++, weights += vectors * SMK_LANES64) {
    smk_lanes64 values[2];
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) values[v] = smk_load64_f64(weights + v * SMK_LANES64);
    SMK_UNROLL for (size_t r = 0; r < rows; r++) {
      const smk_lanes64 factor = smk_splat64(x[r * SMK_NAME(depth64) + i]);
      SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
        sums[r * vectors + v] = smk_fma64(values[v], factor, sums[r * vectors + v]);
      }
    }
  }
  SMK_UNROLL for (size_t r = 0; r < rows; r++) {
    SMK_UNROLL for (size_t v = 0; v < vectors; v++) {
      smk_store64(kept + r * SMK_NAME(classes64) + v * SMK_LANES64, sums[r * vectors + v]);
    }
  }
}

/// The same for all widened rows and a panel's 8 or 16 classes, whose sums wait in rows of classes64.
static void SMK_NAME(add_panel64)(const double *x, size_t depth, const double *panel, size_t width, double *kept) {
  // One vector of classes leaves registers for more rows.
  enum { MORE = SMK_MOST(SMK_ROWS64, 4) };
  if (width == SMK_NAME(panel64)) {
    for (size_t r = 0; r < SMK_NAME(widened64); r += SMK_ROWS64) {
      SMK_NAME(add_row_products64)
      (x + r * SMK_NAME(depth64), depth, panel, 2, SMK_ROWS64, kept + r * SMK_NAME(classes64));
    }
  } else {
    for (size_t r = 0; r < SMK_NAME(widened64); r += MORE) {
      SMK_NAME(add_row_products64)
      (x + r * SMK_NAME(depth64), depth, panel, 1, MORE, kept + r * SMK_NAME(classes64));
    }
  }
}

#define SMK_DEFINE_LOGITS64(SUFFIX, FEATURE)                                                                         \
  /* The sums of up to rows64 rows and classes64 classes; beyond the last row, the last again. */                    \
  static void SMK_NAME(products64_##SUFFIX)(const FEATURE *const *x, size_t row_count, size_t feature_count,         \
                                            const double *prepared, size_t width, double *kept) {                    \
    SMK_ON_A_LINE double widened[SMK_NAME(widened64) * SMK_NAME(depth64)];                                           \
    memset(kept, 0, SMK_NAME(rows64) * SMK_NAME(classes64) * sizeof(double));                                        \
    for (size_t first = 0; first < feature_count; first += SMK_NAME(depth64)) {                                      \
      const size_t depth = smk_smaller(SMK_NAME(depth64), feature_count - first);                                    \
      for (size_t r = 0; r < row_count; r += SMK_NAME(widened64)) {                                                  \
        for (size_t j = 0; j < SMK_NAME(widened64); j++) {                                                           \
          smk_widen64_##SUFFIX(x[r + j] + first, depth, depth, widened + j * SMK_NAME(depth64));                     \
        }                                                                                                            \
        for (size_t k = 0; k < width; k += SMK_NAME(panel64)) {                                                      \
          const size_t own = smk_smaller(SMK_NAME(panel64), width - k);                                              \
          SMK_NAME(add_panel64)                                                                                      \
          (widened, depth, prepared + k * feature_count + first * own, own, kept + r * SMK_NAME(classes64) + k);     \
        }                                                                                                            \
      }                                                                                                              \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(logits64_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,       \
                                          size_t row_count, double scale, const double *prepared,                    \
                                          const double *bias, size_t class_count, double *logits) {                  \
    SMK_ON_A_LINE double kept[SMK_NAME(rows64) * SMK_NAME(classes64)];                                               \
    for (size_t first = 0; first < row_count; first += SMK_NAME(rows64)) {                                           \
      const size_t count = smk_smaller(SMK_NAME(rows64), row_count - first);                                         \
      const FEATURE *x[SMK_NAME(rows64)];                                                                            \
      for (size_t r = 0; r < SMK_NAME(rows64); r++) {                                                                \
        x[r] = features + smk_row(rows, first + smk_smaller(r, count - 1)) * feature_count;                          \
      }                                                                                                              \
      for (size_t k = 0; k < class_count; k += SMK_NAME(classes64)) {                                                \
        const size_t width = smk_smaller(SMK_NAME(classes64), smk_round_up(class_count - k, SMK_LANES64));           \
        SMK_NAME(products64_##SUFFIX)(x, count, feature_count, prepared + k * feature_count, width, kept);           \
        SMK_NAME(finish_logits64)                                                                                    \
        (kept, count, smk_smaller(SMK_NAME(classes64), class_count - k), scale, bias + k,                            \
         logits + first * class_count + k, class_count);                                                             \
      }                                                                                                              \
    }                                                                                                                \
  }

/// Scale and bias.
static void SMK_NAME(finish_logits64)(const double *kept, size_t row_count, size_t classes, double scale,
                                      const double *bias, double *logits, size_t stride) {
  for (size_t k = 0; k < classes; k += SMK_LANES64) {
    const size_t count = smk_smaller(SMK_LANES64, classes - k);
    const smk_lanes64 added = smk_load64_first(bias + k, count);
    for (size_t r = 0; r < row_count; r++) {
      const smk_lanes64 sums = smk_load64_f64(kept + r * SMK_NAME(classes64) + k);
      smk_store64_first(logits + r * stride + k, smk_fma64(smk_splat64(scale), sums, added), count);
    }
  }
}

SMK_DEFINE_LOGITS64(u8, uint8_t)
SMK_DEFINE_LOGITS64(f32, float)
SMK_DEFINE_LOGITS64(f64, double)

// MARK: Gradients

/// Adds up to depth64 rows to the gradient of `classes` classes and one panel of features, panel [rows][columns64].
SMK_INLINE void SMK_NAME(add_rows64)(const double *panel, size_t row_count, const double *residuals,
                                     size_t class_count, size_t classes, double *gradient, size_t stride) {
  smk_lanes64 sums[SMK_CLASS_BLOCK64 * SMK_COLUMNS64];
  SMK_UNROLL for (size_t k = 0; k < classes; k++) {
    SMK_UNROLL for (size_t c = 0; c < SMK_COLUMNS64; c++) {
      sums[k * SMK_COLUMNS64 + c] = smk_load64_f64(gradient + k * stride + c * SMK_LANES64);
    }
  }
  for (size_t r = 0; r < row_count; r++, panel += SMK_NAME(columns64), residuals += class_count) {
    smk_lanes64 values[SMK_COLUMNS64];
    SMK_UNROLL for (size_t c = 0; c < SMK_COLUMNS64; c++) values[c] = smk_load64_f64(panel + c * SMK_LANES64);
    SMK_UNROLL for (size_t k = 0; k < classes; k++) {
      const smk_lanes64 factor = smk_splat64(residuals[k]);
      SMK_UNROLL for (size_t c = 0; c < SMK_COLUMNS64; c++) {
        sums[k * SMK_COLUMNS64 + c] = smk_fma64(factor, values[c], sums[k * SMK_COLUMNS64 + c]);
      }
    }
  }
  SMK_UNROLL for (size_t k = 0; k < classes; k++) {
    SMK_UNROLL for (size_t c = 0; c < SMK_COLUMNS64; c++) {
      smk_store64(gradient + k * stride + c * SMK_LANES64, sums[k * SMK_COLUMNS64 + c]);
    }
  }
}

// One case of a switch over the number of classes that one pass takes.
#define SMK_CASE64(COUNT)                                                                      \
  case COUNT:                                                                                  \
    SMK_NAME(add_rows64)(panel, row_count, residuals, class_count, COUNT, gradient, stride);   \
    break;

/// The same, with the number of classes as a constant.
static void SMK_NAME(add_whole_panel64)(const double *panel, size_t row_count, const double *residuals,
                                        size_t class_count, size_t classes, double *gradient, size_t stride) {
  switch (classes) {
    SMK_CASE64(1)
    SMK_CASE64(2)
    SMK_CASE64(3)
    SMK_CASE64(4)
    SMK_CASE64(5)
    SMK_CASE64(6)
#if SMK_CLASS_BLOCK64 > 6
    SMK_CASE64(7)
    SMK_CASE64(8)
    SMK_CASE64(9)
    SMK_CASE64(10)
    SMK_CASE64(11)
    SMK_CASE64(12)
#endif
  }
}

/// The same where only `count` of the panel's features are there.
static void SMK_NAME(add_part_panel64)(const double *panel, size_t row_count, const double *residuals,
                                       size_t class_count, size_t classes, double *gradient, size_t stride,
                                       size_t count) {
  double part[SMK_CLASS_BLOCK64 * SMK_NAME(columns64)] = {0};
  for (size_t k = 0; k < classes; k++) {
    memcpy(part + k * SMK_NAME(columns64), gradient + k * stride, count * sizeof(double));
  }
  SMK_NAME(add_whole_panel64)(panel, row_count, residuals, class_count, classes, part, SMK_NAME(columns64));
  for (size_t k = 0; k < classes; k++) {
    memcpy(gradient + k * stride, part + k * SMK_NAME(columns64), count * sizeof(double));
  }
}

/// Whether a pass's classes lie far apart, row by row. They are then brought together for a group of panels, so
/// that it is worth it; else a panel is used up while it is in the first cache.
static inline int SMK_NAME(is_packed64)(size_t class_count) { return class_count > 4 * SMK_CLASS_BLOCK64; }

/// The same for all classes, in passes of about alike many, and a group of panels with `count` features.
static void SMK_NAME(add_classes64)(const double *panels, size_t row_count, const double *residuals,
                                    size_t class_count, double *gradient, size_t feature_count, size_t count) {
  SMK_ON_A_LINE double packed[SMK_NAME(depth64) * SMK_CLASS_BLOCK64];
  for (size_t k = 0; k < class_count;) {
    const size_t passes = (class_count - k + SMK_CLASS_BLOCK64 - 1) / SMK_CLASS_BLOCK64;
    const size_t classes = (class_count - k + passes - 1) / passes;
    const double *own = residuals + k;
    size_t stride = class_count;
    if (SMK_NAME(is_packed64)(class_count)) {
      for (size_t r = 0; r < row_count; r++) {
        memcpy(packed + r * classes, own + r * class_count, classes * sizeof(double));
      }
      own = packed;
      stride = classes;
    }
    for (size_t i = 0; i < count; i += SMK_NAME(columns64)) {
      const double *panel = panels + i * SMK_NAME(depth64);
      double *target = gradient + k * feature_count + i;
      if (count - i >= SMK_NAME(columns64)) {
        SMK_NAME(add_whole_panel64)(panel, row_count, own, stride, classes, target, feature_count);
      } else {
        SMK_NAME(add_part_panel64)(panel, row_count, own, stride, classes, target, feature_count, count - i);
      }
    }
    k += classes;
  }
}

#define SMK_DEFINE_GRADIENT64(SUFFIX, FEATURE)                                                                       \
  /* Widens one panel, of whose features `count` are there; x has the panel's first feature of row 0. */             \
  SMK_INLINE void SMK_NAME(widen_panel64_##SUFFIX)(const FEATURE *x, size_t feature_count, const uint32_t *rows,     \
                                                   size_t row_count, size_t count, double *panel) {                  \
    for (size_t r = 0; r < row_count; r++, panel += SMK_NAME(columns64)) {                                           \
      smk_widen64_##SUFFIX(x + smk_row(rows, r) * feature_count, count, SMK_NAME(columns64), panel);                 \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(gradient64_##SUFFIX)(const FEATURE *features, size_t feature_count, const uint32_t *rows,     \
                                            size_t row_count, const double *residuals, size_t class_count,           \
                                            size_t first_feature, size_t end_feature, double *gradient) {            \
    SMK_ON_A_LINE double panels[SMK_NAME(depth64) * SMK_NAME(group64)];                                              \
    const size_t group = SMK_NAME(is_packed64)(class_count) ? SMK_NAME(group64) : SMK_NAME(columns64);               \
    for (size_t first = 0; first < row_count; first += SMK_NAME(depth64)) {                                          \
      const size_t depth = smk_smaller(SMK_NAME(depth64), row_count - first);                                        \
      const uint32_t *own_rows = rows ? rows + first : NULL;                                                         \
      const FEATURE *own = rows ? features : features + first * feature_count;                                       \
      for (size_t i = first_feature; i < end_feature; i += group) {                                                  \
        const size_t count = smk_smaller(group, end_feature - i);                                                    \
        for (size_t c = 0; c < count; c += SMK_NAME(columns64)) {                                                    \
          double *panel = panels + c * SMK_NAME(depth64);                                                            \
          if (count - c >= SMK_NAME(columns64)) {                                                                    \
            SMK_NAME(widen_panel64_##SUFFIX)                                                                         \
            (own + i + c, feature_count, own_rows, depth, SMK_NAME(columns64), panel);                               \
          } else {                                                                                                   \
            SMK_NAME(widen_panel64_##SUFFIX)(own + i + c, feature_count, own_rows, depth, count - c, panel);         \
          }                                                                                                          \
        }                                                                                                            \
        SMK_NAME(add_classes64)                                                                                      \
        (panels, depth, residuals + first * class_count, class_count, gradient + i, feature_count, count);           \
      }                                                                                                              \
    }                                                                                                                \
  }

SMK_DEFINE_GRADIENT64(u8, uint8_t)
SMK_DEFINE_GRADIENT64(f32, float)
SMK_DEFINE_GRADIENT64(f64, double)

// MARK: Rows of logits
// What is elementwise runs along the classes in vectors; sums over the classes follow in their order.

/// A row's largest logit and where it is; a NaN never counts.
typedef struct {
  double value;
  size_t index;
} SMK_NAME(maximum64);

SMK_INLINE SMK_NAME(maximum64) SMK_NAME(largest64)(const double *row, size_t class_count) {
  smk_lanes64 best = smk_splat64(-INFINITY);
  size_t k = 0;
  for (; k + SMK_LANES64 <= class_count; k += SMK_LANES64) {
    const smk_lanes64 values = smk_load64_f64(row + k);
    best = smk_select64(values > best, values, best);
  }
  double lanes[SMK_LANES64];
  smk_store64(lanes, best);
  double largest = -INFINITY;
  for (size_t j = 0; j < SMK_LANES64; j++) largest = lanes[j] > largest ? lanes[j] : largest;
  for (; k < class_count; k++) largest = row[k] > largest ? row[k] : largest;
  if (largest == -INFINITY) return (SMK_NAME(maximum64)){-INFINITY, 0};
  size_t index = 0;
  while (row[index] != largest) index++;
  return (SMK_NAME(maximum64)){row[index], index};
}

/// Replaces a row of logits by e^(logit - maximum).
SMK_INLINE void SMK_NAME(exponentials64)(double *row, size_t class_count, double maximum) {
  for (size_t k = 0; k < class_count; k += SMK_LANES64) {
    const size_t count = class_count - k;
    const smk_lanes64 logits = smk_load64_first(row + k, count);
    smk_store64_first(row + k, smk_exp64_lanes(logits - smk_splat64(maximum)), count);
  }
}

/// The sums of up to SMK_NAME(side64) rows, each in the order of its classes: side by side, so that an addition need not
/// wait for the one before it.
SMK_INLINE void SMK_NAME(row_sums64)(const double *rows, size_t row_count, size_t class_count, double *sums) {
  if (row_count == SMK_NAME(side64)) {
    double kept[SMK_NAME(side64)] = {0};
    for (size_t k = 0; k < class_count; k++) {
      SMK_UNROLL for (size_t r = 0; r < SMK_NAME(side64); r++) kept[r] += rows[r * class_count + k];
    }
    for (size_t r = 0; r < SMK_NAME(side64); r++) sums[r] = kept[r];
    return;
  }
  for (size_t r = 0; r < row_count; r++) {
    double sum = 0.0;
    for (size_t k = 0; k < class_count; k++) sum += rows[r * class_count + k];
    sums[r] = sum;
  }
}

static void SMK_NAME(softmax64)(double *tile, size_t row_count, size_t class_count) {
  for (size_t first = 0; first < row_count; first += SMK_NAME(side64)) {
    const size_t count = smk_smaller(SMK_NAME(side64), row_count - first);
    double *rows = tile + first * class_count;
    double sums[SMK_NAME(side64)];
    for (size_t r = 0; r < count; r++) {
      double *row = rows + r * class_count;
      SMK_NAME(exponentials64)(row, class_count, SMK_NAME(largest64)(row, class_count).value);
    }
    SMK_NAME(row_sums64)(rows, count, class_count, sums);
    for (size_t r = 0; r < count; r++) {
      for (size_t k = 0; k < class_count; k++) rows[r * class_count + k] /= sums[r];
    }
  }
}

static void SMK_NAME(residuals64)(double *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                                  size_t row_count, double *log_losses, uint32_t *predictions) {
  for (size_t first = 0; first < row_count; first += SMK_NAME(side64)) {
    const size_t count = smk_smaller(SMK_NAME(side64), row_count - first);
    double *own = tile + first * class_count;
    double margins[SMK_NAME(side64)], tops[SMK_NAME(side64)];
    double sums[SMK_NAME(side64)], others[SMK_NAME(side64)];
    size_t best[SMK_NAME(side64)];
    for (size_t r = 0; r < count; r++) {
      double *row = own + r * class_count;
      const SMK_NAME(maximum64) found = SMK_NAME(largest64)(row, class_count);
      best[r] = found.index;
      margins[r] = row[labels[smk_row(rows, first + r)]] - found.value;
      SMK_NAME(exponentials64)(row, class_count, found.value);
    }
    SMK_NAME(row_sums64)(own, count, class_count, sums);
    // Without the likeliest class: a 0 in its place changes no sum of numbers that are at least 0.
    for (size_t r = 0; r < count; r++) {
      tops[r] = own[r * class_count + best[r]];
      own[r * class_count + best[r]] = 0.0;
    }
    SMK_NAME(row_sums64)(own, count, class_count, others);
    for (size_t r = 0; r < count; r++) {
      double *row = own + r * class_count;
      row[best[r]] = tops[r];
      predictions[first + r] = (uint32_t)best[r];
      log_losses[first + r] = smk_log1p64(others[r]) - margins[r];
      for (size_t k = 0; k < class_count; k++) row[k] /= sums[r];
      row[labels[smk_row(rows, first + r)]] -= 1.0;
    }
  }
}

static void SMK_NAME(dual_residuals64)(double *tile, size_t class_count, const uint32_t *labels,
                                       const uint32_t *rows, size_t row_count, double keep, const double *shift,
                                       double *entropies) {
  const smk_lanes64 zero = smk_splat64(0.0);
  for (size_t r = 0; r < row_count; r++) {
    double *row = tile + r * class_count;
    double sum = 0.0;
    for (size_t k = 0; k < class_count; k += SMK_LANES64) {
      const size_t count = smk_smaller(SMK_LANES64, class_count - k);
      const smk_lanes64 moved =
          smk_fma64(smk_splat64(keep), smk_load64_first(row + k, count), smk_load64_first(shift + k, count));
      const smk_lanes64 a = smk_select64(moved <= zero, zero, moved);
      double logs[SMK_LANES64];
      smk_store64(logs, smk_select64(a == zero, zero, smk_log64_lanes(a)));
      smk_store64_first(row + k, a, count);
      for (size_t j = 0; j < count; j++) sum = fma(row[k + j], logs[j], sum);
    }
    entropies[r] = -sum;
    row[labels[smk_row(rows, r)]] -= 1.0;
  }
}

static void SMK_NAME(exp64_each)(const double *arguments, size_t count, double *results) {
  for (size_t i = 0; i < count; i += SMK_LANES64) {
    smk_store64_first(results + i, smk_exp64_lanes(smk_load64_first(arguments + i, count - i)), count - i);
  }
}

static void SMK_NAME(log64_each)(const double *arguments, size_t count, double *results) {
  for (size_t i = 0; i < count; i += SMK_LANES64) {
    smk_store64_first(results + i, smk_log64_lanes(smk_load64_first(arguments + i, count - i)), count - i);
  }
}
