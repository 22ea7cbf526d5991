// The whole contract of the inner loops: one table of functions for each instruction set.
//
// No function allocates, starts a thread, reads a file or fails. Every one has a fixed order of operations
// that neither the table in use nor the caller's threads change, so that equal arguments give equal bits:
//
//   * Multiply-add is fused (one rounding), on every path.
//   * Up to SMK_FEW_CLASSES classes, a dot product over features has SMK_DOT_LANES lanes: lane j adds the products
//     of features j, j + 8, j + 16, ... in that order, starting from +0; the lanes are then combined as
//     (j + (j + 4)), then (j + (j + 2)), (j + (j + 1)).
//   * With more classes, it is cut into blocks of SMK_DEPTH features: each block is one chain of fused
//     multiply-adds from +0 in the order of the features, and the blocks are added in their order.
//   * A gradient by the weights is one chain in the order of the rows; with more than SMK_FEW_CLASSES classes the
//     chains begin anew from +0 every SMK_DEPTH rows, and are added to the gradient.
//   * A column of a tile is summed in SMK_LANES lanes along the rows, combined in the same way, from
//     (j + (j + 8)) on; with more than SMK_FEW_CLASSES classes in the order of the rows.
//   * A sum over up to SMK_FEW_CLASSES classes runs in the order of the classes; over more, lane j adds the
//     classes j, j + 16, j + 32, ..., and the lanes are combined as above.
//   * exp and log are the polynomials of exp_log.h.
//
// Which of the two orders applies depends on the number of classes alone.
//
// What works in Float64 (the names with 64, as of every file, function and macro) has plain row-major tiles
// [rows x class_count], and for every number of classes the same order:
//
//   * A dot product over features is one chain of fused multiply-adds from +0 in the order of the features.
//   * A gradient by the weights is one chain in the order of the rows that goes on from what the gradient holds.
//   * A sum over classes, of products too, runs in the order of the classes from +0.
//   * exp and log are the polynomials of exp_log64.h.
//
// Of sparse features only the entries that are not 0 are listed, and sums over them have orders of their own, the same
// for every number of classes:
//
//   * In Float32 a sum over a line's entries is one chain of fused multiply-adds from +0 in their order, begun anew every
//     SMK_DEPTH entries; the chains are added in Float64.
//   * In Float64 it is one chain in their order from +0.
//
// Matrices are dense and row-major; there is at least one class and one feature. `rows` names the rows of
// `features` to visit, in order; NULL means rows 0, 1, 2, ... Logits and residuals live in tiles
// (smk_tile_index), weights are read as `prepare` lays them out, which is the table's own affair. Pointers need
// the alignment of their element only. Nothing may overlap, except that what turns a tile into another
// works in place.

#ifndef SOFTMAX_KERNELS_H
#define SOFTMAX_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  SMK_LANES = 16,
  /// Lanes of a dot product of few classes: one register of eight, half of one of sixteen, two of four.
  SMK_DOT_LANES = 8,
  /// Float64s in a vector: classes are padded to a multiple of it.
  SMK_LANES64 = 8,
  /// Up to here a row's classes fit into registers, and features go along the lanes; beyond, classes do.
  SMK_FEW_CLASSES = 16,
  SMK_DEPTH = 256,
};

static inline size_t smk_round_up(size_t count, size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

/// Where a tile holds row r and class k: few classes in groups of 16 rows, class by class within a group, so
/// that 16 rows are neighbours; more classes row by row.
static inline size_t smk_tile_index(size_t r, size_t k, size_t class_count) {
  return class_count <= SMK_FEW_CLASSES ? (r / SMK_LANES * class_count + k) * SMK_LANES + r % SMK_LANES
                                        : r * class_count + k;
}

/// The number of floats in a tile.
static inline size_t smk_tile_count(size_t row_count, size_t class_count) {
  return smk_round_up(row_count, SMK_LANES) * class_count;
}

/// The number of floats that `prepare` writes, for any table.
static inline size_t smk_prepared_count(size_t class_count, size_t feature_count) {
  return class_count <= SMK_FEW_CLASSES ? class_count * smk_round_up(feature_count, SMK_LANES)
                                        : smk_round_up(class_count, SMK_LANES) * feature_count;
}

/// The number of doubles that `prepare64` writes, for any table.
static inline size_t smk_prepared64_count(size_t class_count, size_t feature_count) {
  return smk_round_up(class_count, SMK_LANES64) * feature_count;
}

/// The number of floats that logits and gradients need to work in, for any table and any number of rows.
static inline size_t smk_workspace_count(size_t class_count) {
  if (class_count <= SMK_FEW_CLASSES) return SMK_LANES * SMK_DOT_LANES * class_count;
  return SMK_DEPTH * (smk_round_up(class_count, SMK_LANES) + SMK_DEPTH);
}

/// The number of elements that add_products needs to work in, for any table, number of rows and right_count.
static inline size_t smk_products_workspace_count(size_t left_count) {
  return SMK_DEPTH * (smk_round_up(left_count, SMK_LANES) + 4 * SMK_LANES);
}

/// Tells the processor that the thread is only waiting for another.
static inline void smk_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// What one step of Adam multiplies by.
typedef struct smk_adam_factors {
  /// Of the gradient as it is handed in.
  float gradient_scale;
  float l2_penalty;
  /// How much of the moments is kept, and what the gradient and its square count.
  float beta1, gradient_share;
  float beta2, square_share;
  /// 1 / sqrt(1 - beta2^t): what brings the second moment's root up from its start at 0.
  float root_scale;
  float epsilon;
  /// The learning rate / (1 - beta1^t).
  float rate;
} smk_adam_factors;

/// What the values of sparse entries are.
enum { SMK_ENTRIES_ONES = 0, SMK_ENTRIES_U8 = 1, SMK_ENTRIES_F32 = 2 };

/// Entries of a sparse matrix, line after line: lines are rows or columns, and indices name the others.
typedef struct smk_entries {
  const int32_t *indices;
  /// uint8_t or float; NULL where every value is 1.
  const void *values;
  int kind;
} smk_entries;

/// One row's step of dual coordinate ascent starts with this for lanes that no class has.
#define SMK_NO_LOGIT (-1e30f)

/// Steps for the level of one row: how many at most; how far the last may go, of which the error is the square; how far the
/// sum of the shares is from 1 by rounding alone; and the curvature below which a row's own step does not change its logits.
enum { SMK_DUAL_ROUNDS = 16 };
#define SMK_DUAL_NEAR 0x1p-5f
#define SMK_DUAL_ROUNDED 0x1p-19f
#define SMK_DUAL_FLAT 1e-6f
/// Where the first guess at w + log w = y goes from e^y to y.
#define SMK_DUAL_TURN 0.375f

/// Of one row: the entropy of its shares after its step, and sum of -a log p before it.
typedef struct smk_dual_entropies {
  float after, across;
} smk_dual_entropies;

/// The state of dual coordinate ascent over sparse rows, and what does not change.
///
/// The dual variables of a row are shares a of the classes, kept as a - y; weights are minus the sum of step x
/// row_weight x (a - y) x^T, in the units of the entries: a logit is sum of value x weight, plus bias and offset.
typedef struct smk_dual {
  const smk_entries *entries;
  const int64_t *starts;
  const uint32_t *labels;
  /// How much each row counts; NULL: 1.
  const double *row_weights;
  /// [rows x class_count]; NULL for none.
  const float *offsets;
  /// For each row its weight x step x the sum of value^2 x column factor.
  const float *curvatures;
  /// What a value is multiplied by when weights change; NULL: 1.
  const float *column_factors;
  size_t class_count;
  double step;
  const float *bias;
  /// [features x class_count], behind which SMK_LANES elements more may be read.
  float *weights;
  /// [rows x class_count]
  float *shares;
  /// The sums over the rows of weight x entropy of their shares after the step, and of weight x cross-entropy of the
  /// shares from the probabilities before it: they are added to.
  double *entropies;
  /// For each class the sum of weight x change of (a - y), and of weight x a (1 - a): they are added to.
  double *share_sums, *variances;
  /// Room for class_count doubles, and for 6 x the padded number of classes floats.
  double *sums;
  float *workspace;
} smk_dual;

/// What moves the weights of sparse rows: descent without and with a velocity, and Adam.
enum { SMK_LAZY_DESCENT = 0, SMK_LAZY_MOMENTUM = 1, SMK_LAZY_ADAM = 2 };

/// Weights of sparse rows that minibatches move. A step moves the columns in which its rows have entries; the others owe
/// it, and take it as it would have been, with a gradient of 0, when they are next read.
///
/// A step is that of `descend` or `adapt`. The steps of an epoch are counted from 1: step s has rates[s - 1].
typedef struct smk_lazy {
  const smk_entries *entries;
  /// Where each row's entries begin, and where the last one's end; the columns of a row ascend.
  const int64_t *starts;
  /// What a column's values are multiplied by; NULL: 1.
  const float *column_factors;
  size_t class_count;
  int kind;
  float l2_penalty;
  float momentum;
  /// Adam's, as in smk_adam_factors.
  float beta1, gradient_share, beta2, square_share, epsilon;
  const float *rates;
  /// Adam's corrections; NULL for the others.
  const float *root_scales;
  /// For each column how many of the epoch's steps it has taken.
  uint32_t *taken;
  /// [features x class_count], as are all that follow.
  float *parameters;
  /// Parameters times their columns' factors; NULL where there are none.
  float *scaled;
  /// All 0 between two steps.
  float *gradient;
  /// The velocity or Adam's moments; NULL where the kind has none.
  float *first_moments, *second_moments;
  /// The parameters' sums over the steps; NULL where they are not averaged.
  double *sums;
} smk_lazy;

/// The functions of one instruction set.
typedef struct smk_table {
  /// The name that users see: "scalar", "avx2", "avx512", "neon".
  const char *name;

  /// Lays out the columns first_feature <= i < end_feature of `weights` [class_count x feature_count] in the
  /// order in which this table's logits read them. first_feature is a multiple of SMK_LANES.
  void (*prepare)(const float *weights, size_t class_count, size_t feature_count, size_t first_feature,
                  size_t end_feature, float *prepared);

  /// logits(r, k) = fma(scale, sum_i weights[k][i] * features[rows[r]][i], bias[k]).
  /// features [* x feature_count], logits a tile of row_count rows, of whose unused places nothing is promised.
  void (*logits_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                    float scale, const float *prepared, const float *bias, size_t class_count, float *logits,
                    float *workspace);
  void (*logits_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                     float scale, const float *prepared, const float *bias, size_t class_count, float *logits,
                     float *workspace);

  /// Turns each row of logits into probabilities, after subtracting the row's maximum.
  void (*softmax)(float *tile, size_t row_count, size_t class_count);

  /// Turns each row of logits into log-probabilities: finite wherever the logits and their differences are.
  void (*log_softmax)(float *tile, size_t row_count, size_t class_count);

  /// Turns each row of logits into softmax(logits) - y, where y is 1 at labels[rows[r]] and 0 elsewhere.
  /// log_losses[r] is the row's cross-entropy, predictions[r] its largest logit's class (the first of equals).
  void (*residuals)(float *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                    size_t row_count, float *log_losses, uint32_t *predictions);

  /// The class of each row's largest logit (the first of equals) and its probability; the logits stay.
  void (*top_classes)(const float *tile, size_t row_count, size_t class_count, uint32_t *classes,
                      float *probabilities);

  /// gradient[k][i] += sum_r residuals(r, k) * features[rows[r]][i] for first_feature <= i < end_feature.
  /// first_feature is a multiple of SMK_LANES.
  void (*gradient_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                      const float *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                      float *gradient, float *workspace);
  void (*gradient_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                       const float *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                       float *gradient, float *workspace);

  /// sums[k] += sum_r tile(r, k).
  void (*column_sums)(const float *tile, size_t row_count, size_t class_count, float *sums);

  /// Copies a tile to a plain matrix [row_count x class_count].
  void (*matrix_from_tile)(const float *tile, size_t row_count, size_t class_count, float *matrix);

  /// The first row of a tile that has a value beyond +-limit or a NaN; row_count where none has.
  size_t (*first_row_beyond)(const float *tile, size_t row_count, size_t class_count, float limit);

  /// sums[i] += values[i], in Float64.
  void (*accumulate)(const float *values, size_t count, double *sums);

  /// One step of gradient descent on `count` parameters, with decay and momentum:
  /// g = fma(l2_penalty, p, gradient_scale * gradient); v = fma(momentum, v, g); p = fma(-learning_rate, v, p).
  /// Without velocity (NULL), v = g.
  void (*descend)(float *parameters, const float *gradient, float *velocity, size_t count, float gradient_scale,
                  float l2_penalty, float momentum, float learning_rate);

  /// One step of Adam (Kingma and Ba 2015, algorithm 1) on `count` parameters, the penalty in the gradient:
  /// g = fma(l2_penalty, p, gradient_scale * gradient); m = fma(beta1, m, gradient_share * g);
  /// v = fma(beta2, v, square_share * (g * g)); p = fma(-rate, m / fma(sqrt(v), root_scale, epsilon), p).
  /// Root and quotient are correctly rounded.
  void (*adapt)(float *parameters, const float *gradient, float *first_moments, float *second_moments, size_t count,
                const smk_adam_factors *factors);

  /// Lays out `weights` [class_count x feature_count] in the order in which this table's logits64 read them.
  void (*prepare64)(const double *weights, size_t class_count, size_t feature_count, double *prepared);

  /// logits[r][k] = fma(scale, sum_i weights[k][i] * features[rows[r]][i], bias[k]), in Float64.
  void (*logits64_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                      double scale, const double *prepared, const double *bias, size_t class_count,
                      double *logits);
  void (*logits64_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                       double scale, const double *prepared, const double *bias, size_t class_count,
                       double *logits);
  void (*logits64_f64)(const double *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                       double scale, const double *prepared, const double *bias, size_t class_count,
                       double *logits);

  /// Turns each row of logits into probabilities, after subtracting the row's maximum.
  void (*softmax64)(double *tile, size_t row_count, size_t class_count);

  /// Turns each row of logits into softmax(logits) - y, as residuals does. log_losses[r] is log1p of the sum of
  /// e^(logit - largest) over all classes but the predicted one, in their order, minus (own logit - largest): its
  /// relative error stays small however near to 1 the probability of the row's class is.
  void (*residuals64)(double *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                      size_t row_count, double *log_losses, uint32_t *predictions);

  /// gradient[k][i] += sum_r residuals[r][k] * features[rows[r]][i] for first_feature <= i < end_feature, in
  /// Float64; gradient [class_count x feature_count]. first_feature is a multiple of SMK_LANES.
  void (*gradient64_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                        const double *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                        double *gradient);
  void (*gradient64_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                         const double *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                         double *gradient);
  void (*gradient64_f64)(const double *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                         const double *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                         double *gradient);

  /// Multiplies each row's direction by the curvature of its loss, diag(p) - p p^T:
  /// directions(r, k) = p(r, k) * (directions(r, k) - mean), mean the sum over j of p(r, j) * directions(r, j),
  /// a chain of fused multiply-adds in each lane. Both are tiles.
  void (*curvature)(const float *probabilities, float *directions, size_t row_count, size_t class_count);

  /// Multiplies row r of a tile by factors[rows[r]].
  void (*scale_rows)(float *tile, size_t row_count, size_t class_count, const float *factors,
                     const uint32_t *rows);
  void (*scale_rows64)(double *tile, size_t row_count, size_t class_count, const double *factors,
                       const uint32_t *rows);

  /// From probabilities p: a(k) = max(0, fma(keep, p(k), shift[k])), where a NaN stays one; entropies[r] =
  /// -(sum_k a(k) log a(k)), a chain of fused multiply-adds with 0 log 0 = 0; the tile becomes a - y.
  void (*dual_residuals64)(double *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                           size_t row_count, double keep, const double *shift, double *entropies);

  /// sums[l][k] = sum over the entries starts[line] <= e < ends[line], line = lines[l], of values[e] *
  /// matrix[indices[e]][k]. matrix [any x class_count], behind which SMK_LANES elements more may be read.
  void (*sparse_sums)(const smk_entries *entries, const int64_t *starts, const int64_t *ends, const uint32_t *lines,
                      size_t line_count, const float *matrix, size_t class_count, double *sums);
  void (*sparse_sums64)(const smk_entries *entries, const int64_t *starts, const int64_t *ends, const uint32_t *lines,
                        size_t line_count, const double *matrix, size_t class_count, double *sums);

  /// One step of dual coordinate ascent (Shalev-Shwartz and Zhang 2013) for each of these rows, in order: a becomes the
  /// solution p of log p = logits - curvature x (p - a) up to a constant, by Newton's method in Float32. Sums over classes
  /// have SMK_LANES lanes, combined as above.
  void (*dual_rows)(const smk_dual *dual, const uint32_t *rows, size_t row_count);

  /// Has the columns first_column..<end_column take all steps up to `step`: those in which the listed rows have entries,
  /// or all of them. Without penalty, moments and sums, finite parameters stay as they are.
  void (*lazy_catch_up)(const smk_lazy *lazy, const uint32_t *rows, size_t row_count, size_t first_column,
                        size_t end_column, size_t step);
  void (*lazy_settle)(const smk_lazy *lazy, size_t first_column, size_t end_column, size_t step);

  /// Step `step` of the columns first_column..<end_column in which the listed rows have entries, after those that they
  /// owe. The gradient is gradient_scale times the sum over the rows of residual x value, one chain of fused
  /// multiply-adds from +0 in the order of the rows; residuals [row_count x class_count].
  void (*lazy_step)(const smk_lazy *lazy, const uint32_t *rows, size_t row_count, size_t first_column,
                    size_t end_column, const float *residuals, float gradient_scale, size_t step);

  /// turned[i][k] = weights[k][i], times factors[i] where there are any, for first_feature <= i < end_feature.
  void (*turn_weights)(const float *weights, size_t class_count, size_t feature_count, size_t first_feature,
                       size_t end_feature, const float *factors, float *turned);
  void (*turn_weights64)(const double *weights, size_t class_count, size_t feature_count, size_t first_feature,
                         size_t end_feature, const double *factors, double *turned);

  /// target[k][l] = sums[l][k], times factors[l] where there are any; rows of `target` lie `stride` elements apart.
  void (*turn_sums)(const double *sums, size_t line_count, size_t class_count, const double *factors, double *target,
                    size_t stride);

  /// tile(r, k) = fma(scale, sums[r][k], bias[k]) in Float64, rounded once.
  void (*tile_from_sums)(const double *sums, size_t row_count, size_t class_count, double scale, const float *bias,
                         float *tile);

  /// results[i] = e^arguments[i] (or log of it) in Float64, exactly as the functions above compute it. For tests.
  void (*exp64_each)(const double *arguments, size_t count, double *results);
  void (*log64_each)(const double *arguments, size_t count, double *results);

  /// widened[r][i] = scale * features[rows[r]][i], rows of `widened` `stride` elements apart.
  void (*widen_rows_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                        float scale, float *widened, size_t stride);
  void (*widen_rows_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                         float scale, float *widened, size_t stride);
  void (*widen_rows64_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                          double scale, double *widened, size_t stride);
  void (*widen_rows64_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                           double scale, double *widened, size_t stride);

  /// standardized[r][i] = fma(features[rows[r]][i] - centres[i], factors[i], offsets[i]), rows of `standardized`
  /// `stride` elements apart. The centre is a number of Float32 near the mean, so that the difference loses nothing
  /// where a column lies far from 0; the offset brings the rest of the mean.
  void (*standardize_rows_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                              const float *centres, const float *factors, const float *offsets,
                              float *standardized, size_t stride);
  void (*standardize_rows_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                               const float *centres, const float *factors, const float *offsets,
                               float *standardized, size_t stride);

  /// standardized[r][i] = (features[rows[r]][i] - means[i]) * factors[i] in Float64, each operation rounded.
  void (*standardize_rows64_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows,
                                size_t row_count, const double *means, const double *factors,
                                double *standardized, size_t stride);
  void (*standardize_rows64_f32)(const float *features, size_t feature_count, const uint32_t *rows,
                                 size_t row_count, const double *means, const double *factors,
                                 double *standardized, size_t stride);

  /// Linear algebra on blocks of row-major matrices whose rows lie `stride` elements apart. The functions whose names
  /// end in 64 are the same in Float64, in the same order.

  /// target[k][i] += sum_r (scale * left[r][k]) * right[r][i] for k < left_count and i < right_count: a chain of
  /// fused multiply-adds in the order of the rows, begun anew from +0 every SMK_DEPTH rows and added to the target.
  void (*add_products)(float scale, const float *left, size_t left_stride, const float *right, size_t right_stride,
                       size_t row_count, size_t left_count, size_t right_count, float *target, size_t target_stride,
                       float *workspace);
  void (*add_products64)(double scale, const double *left, size_t left_stride, const double *right,
                         size_t right_stride, size_t row_count, size_t left_count, size_t right_count,
                         double *target, size_t target_stride, double *workspace);

  /// results[r] += sum_c matrix[r][c] * vector[c], in SMK_LANES lanes from column 0 on, combined as above.
  void (*add_row_dots)(const float *matrix, size_t stride, size_t row_count, size_t column_count,
                       const float *vector, float *results);
  void (*add_row_dots64)(const double *matrix, size_t stride, size_t row_count, size_t column_count,
                         const double *vector, double *results);

  /// sums[c] = fma(factors[r], matrix[r][c], sums[c]) for each row in order.
  void (*add_scaled_rows)(const float *matrix, size_t stride, size_t row_count, size_t column_count,
                          const float *factors, float *sums);
  void (*add_scaled_rows64)(const double *matrix, size_t stride, size_t row_count, size_t column_count,
                            const double *factors, double *sums);

  /// block[r][c] = (block[r][c] * row_factors[r]) * column_factors[c].
  void (*scale_block)(float *block, size_t stride, size_t row_count, size_t column_count, const float *row_factors,
                      const float *column_factors);
  void (*scale_block64)(double *block, size_t stride, size_t row_count, size_t column_count,
                        const double *row_factors, const double *column_factors);

  /// Replaces the upper triangle A of a block by U with U^T U = A, and returns `order`; or returns the first row
  /// whose pivot is not positive and finite, the rows above it being U's. What is below the diagonal is neither
  /// read nor written. Each element is one chain of fused multiply-adds from A's in the order of the rows above.
  size_t (*factor_block)(float *block, size_t stride, size_t order);
  size_t (*factor_block64)(double *block, size_t stride, size_t order);

  /// Writes the inverse of the upper triangle of `block` to the square `inverse`, with zeros below the diagonal.
  void (*invert_block)(const float *block, size_t stride, size_t order, float *inverse, size_t inverse_stride);
  void (*invert_block64)(const double *block, size_t stride, size_t order, double *inverse, size_t inverse_stride);

  /// results[i] = e^arguments[i] (or log of it), exactly as the functions above compute it. For tests.
  void (*exp_each)(const float *arguments, size_t count, float *results);
  void (*log_each)(const float *arguments, size_t count, float *results);

  /// Does 24 * SMK_LANES * `rounds` fused multiply-adds in registers, as fast as this table can, and returns
  /// something that depends on all of them. For benchmarks: the machine's peak, measured.
  float (*multiply_adds)(size_t rounds);
} smk_table;

/// The reference: plain C, always present, the oracle for every other table.
const smk_table *smk_reference_table(void);

enum { SMK_TABLE_LIMIT = 8 };

/// Writes the tables that this machine can run to `tables` (room for SMK_TABLE_LIMIT), the fastest first, and
/// returns how many there are: at least one.
size_t smk_supported_tables(const smk_table **tables);

#ifdef __cplusplus
}
#endif

#endif
