// Softmax, its logarithm, losses, residuals and probabilities against Float64.
//
// u is 2^-24; exp and log are off by less than one unit in the last place (exp_log.c holds them to that), which is
// at most 2u of a value. For a row with the exact differences d_k = x_k - maximum and weights w_k = e^d_k / sum:
//
//   e^d_k     |d_k| u from rounding the difference, 2u from exp
//   sum       the terms' errors, weighted: sum_k w_k (|d_k| + 2) u; then one u for each addition before the result
//   quotient  the two of them and u; a subnormal e^d_k is rounded once more, as is the quotient: 2 * 2^-149
//   log sum   the sum's relative error is the logarithm's absolute one, then 2u of log from log itself
//
// One part in a thousand covers the products of errors: each is below 3e-5. The bound is no fixed multiple of u: it
// follows the logits, because the rounding of a wide difference is what counts most.

#include <math.h>

#include "conformance.h"

typedef struct {
  double maximum, sum, log_sum;
  double error;  // of the sum, relative
} row_facts;

static double logit(const tile_inputs *in, size_t r, size_t k) {
  return (double)in->logits[smk_tile_index(r, k, in->shape->classes)];
}

static row_facts facts_of(const tile_inputs *in, size_t r) {
  const size_t classes = in->shape->classes;
  row_facts f = {.maximum = -INFINITY};
  for (size_t k = 0; k < classes; k++) f.maximum = fmax(f.maximum, logit(in, r, k));
  double weighted = 0.0;
  for (size_t k = 0; k < classes; k++) {
    const double difference = logit(in, r, k) - f.maximum;
    f.sum += exp(difference);
    weighted += exp(difference) * (fabs(difference) + 2.0);
  }
  f.log_sum = log(f.sum);
  // The first addition is to zero. Many classes: a lane's, then four levels of the tree.
  const size_t additions = classes <= SMK_FEW_CLASSES ? classes - 1 : (classes + SMK_LANES - 1) / SMK_LANES - 1 + 4;
  f.error = (weighted / f.sum + (double)additions) * unit_roundoff;
  return f;
}

static const double slack = 1.001;

/// Of (x_k - maximum) - log sum.
static double log_bound(const row_facts *f, double difference, double expected) {
  return slack * (unit_roundoff * (fabs(difference) + 2.0 * f->log_sum + fabs(expected)) + f->error);
}

static void check_row(const tile_inputs *in, operation o, const tile_outputs *out, size_t r) {
  const size_t classes = in->shape->classes;
  const row_facts f = facts_of(in, r);
  const size_t label = in->labels[in->rows ? in->rows[r] : r];
  for (size_t k = 0; k < classes && o != TOP_CLASSES; k++) {
    const size_t at = smk_tile_index(r, k, classes);
    const double difference = logit(in, r, k) - f.maximum;
    if (o == LOG_SOFTMAX) {
      const double expected = difference - f.log_sum;
      near_double("tile", expected, log_bound(&f, difference, expected), out->tile[at], at);
      continue;
    }
    const double p = exp(difference) / f.sum;
    const double relative = (fabs(difference) + 3.0) * unit_roundoff + f.error;
    double expected = p, bound = slack * relative * p + 2.0 * 0x1p-149;
    if (o == RESIDUALS && k == label) {
      expected = p - 1.0;
      bound += slack * unit_roundoff * fabs(expected);
    }
    near_double("tile", expected, bound, out->tile[at], at);
  }
  if (o == RESIDUALS) {
    const double margin = logit(in, r, label) - f.maximum;
    const double expected = f.log_sum - margin;
    near_double("losses", expected, log_bound(&f, margin, expected), out->losses[r], r);
  } else if (o == TOP_CLASSES) {
    const double expected = 1.0 / f.sum;
    near_double("probabilities", expected, slack * (f.error + unit_roundoff) * expected, out->probabilities[r], r);
  }
}

void check_tile(const tile_inputs *in, operation o, const tile_outputs *out) {
  if (o == COLUMN_SUMS || o == MATRIX_FROM_TILE) return;
  begin_case("float64", o, "reference against Float64", in->shape);
  for (size_t r = 0; r < in->shape->rows; r++) check_row(in, o, out, r);
  end_case();
}
