// The whole contract of the inner loops: one table of functions for each instruction set.
//
// No function allocates, starts a thread, reads a file or fails. Every one has a fixed order of operations
// that the table in use does not change, so that equal arguments give equal bits everywhere:
//
//   * Multiply-add is fused (one rounding), on every path.
//   * A dot product over features has SMK_LANES virtual lanes: lane j adds the products of features
//     j, j + 16, j + 32, ... in that order, starting from +0; the lanes are then combined as
//     (j + (j + 8)), then (j + (j + 4)), (j + (j + 2)), (j + (j + 1)).
//   * A sum over the rows of a tile runs in the order of the rows, a sum over classes in the order of the classes.
//   * exp and log are the polynomials of smk_math.h.
//
// Matrices are dense and row-major. `rows` names the rows of `features` to visit, in order; NULL means
// rows 0, 1, 2, ... Nothing may overlap, except that softmax and residuals work in place on `logits`.

#ifndef SOFTMAX_KERNELS_H
#define SOFTMAX_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SMK_LANES = 16 };

/// The functions of one instruction set.
typedef struct smk_table {
  /// The name that users see: "scalar", "avx2".
  const char *name;

  /// logits[r][k] = fma(scale, sum_i weights[k][i] * features[rows[r]][i], bias[k]).
  /// features [* x feature_count], weights [class_count x feature_count], logits [row_count x class_count].
  void (*logits_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                    float scale, const float *weights, const float *bias, size_t class_count, float *logits);
  void (*logits_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                     float scale, const float *weights, const float *bias, size_t class_count, float *logits);

  /// Turns each row of logits into probabilities, after subtracting the row's maximum.
  void (*softmax)(float *logits, size_t row_count, size_t class_count);

  /// Turns each row of logits into log-probabilities: finite wherever the logits and their differences are.
  void (*log_softmax)(float *logits, size_t row_count, size_t class_count);

  /// Turns each row of logits into softmax(logits) - y, where y is 1 at labels[rows[r]] and 0 elsewhere.
  /// log_losses[r] is the row's cross-entropy, predictions[r] its largest logit's class (the first of equals).
  void (*residuals)(float *logits, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                    size_t row_count, float *log_losses, uint32_t *predictions);

  /// gradient[k][i] += sum_r residuals[r][k] * features[rows[r]][i] for first_feature <= i < end_feature,
  /// each added in the order of the rows with one fma.
  void (*gradient_u8)(const uint8_t *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                      const float *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                      float *gradient);
  void (*gradient_f32)(const float *features, size_t feature_count, const uint32_t *rows, size_t row_count,
                       const float *residuals, size_t class_count, size_t first_feature, size_t end_feature,
                       float *gradient);

  /// sums[k] += sum_r residuals[r][k], in the order of the rows.
  void (*column_sums)(const float *residuals, size_t row_count, size_t class_count, float *sums);

  /// One step of gradient descent on `count` parameters, with decay and momentum:
  /// g = fma(l2_penalty, p, gradient_scale * gradient); v = fma(momentum, v, g); p = fma(-learning_rate, v, p).
  /// Without velocity (NULL), v = g.
  void (*descend)(float *parameters, const float *gradient, float *velocity, size_t count, float gradient_scale,
                  float l2_penalty, float momentum, float learning_rate);

  /// results[i] = e^arguments[i] (or log of it), exactly as the functions above compute it. For tests.
  void (*exp_each)(const float *arguments, size_t count, float *results);
  void (*log_each)(const float *arguments, size_t count, float *results);
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
