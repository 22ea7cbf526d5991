// Logits and gradients against plain sums in Float64.
//
// A sum of products in Float32 with n roundings between any product and the result is off by at most gamma_n
// times the sum of the products' magnitudes (Higham, Accuracy and Stability of Numerical Algorithms, 3.1 and 4.2),
// whatever the order. n follows from the contract's order. Float64's own roundings, 2^29 times smaller, are covered
// by one part in a million added to each bound. Underflow adds at most 2^-150 a rounding.

#include <math.h>

#include "conformance.h"

static double value_at(const product_inputs *in, size_t r, size_t i) {
  const size_t at = (in->rows ? in->rows[r] : r) * in->shape->features + i;
  return in->bytes ? (double)((const uint8_t *)in->features)[at] : (double)((const float *)in->features)[at];
}

static size_t blocks_of(size_t count) { return (count + SMK_DEPTH - 1) / SMK_DEPTH; }

static double covered(double bound, size_t roundings) {
  return bound * 1.000001 + (double)roundings * 0x1p-150;
}

void check_logits(const product_inputs *in, const float *logits) {
  const shape *s = in->shape;
  // Few classes: a lane's chain, then three levels of the tree. Many: a block's chain, then the blocks.
  const size_t roundings = s->classes <= SMK_FEW_CLASSES
                               ? (s->features + SMK_DOT_LANES - 1) / SMK_DOT_LANES + 3
                               : (s->features < SMK_DEPTH ? s->features : SMK_DEPTH) + blocks_of(s->features) - 1;
  begin_case("float64", in->bytes ? LOGITS_U8 : LOGITS_F32, "reference against Float64", s);
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) {
      double sum = 0.0, magnitudes = 0.0;
      for (size_t i = 0; i < s->features; i++) {
        const double product = (double)in->weights[k * s->features + i] * value_at(in, r, i);
        sum += product;
        magnitudes += fabs(product);
      }
      const double expected = (double)in->scale * sum + (double)in->bias[k];
      const double of_sum = fabs((double)in->scale) * gamma_of(roundings) * magnitudes;
      // The last multiply-add rounds once more, what it really forms.
      const double bound = of_sum + unit_roundoff * (fabs(expected) + of_sum);
      const size_t at = smk_tile_index(r, k, s->classes);
      near_double("logits", expected, covered(bound, roundings + 1), logits[at], at);
    }
  }
  end_case();
}

void check_gradient(const product_inputs *in, const float *gradient) {
  const shape *s = in->shape;
  // Few classes: one chain that starts from the gradient. Many: a chain of up to 256 rows, then one addition each.
  const size_t roundings = s->classes <= SMK_FEW_CLASSES
                               ? s->rows
                               : (s->rows < SMK_DEPTH ? s->rows : SMK_DEPTH) + blocks_of(s->rows);
  begin_case("float64", in->bytes ? GRADIENT_U8 : GRADIENT_F32, "reference against Float64", s);
  for (size_t k = 0; k < s->classes; k++) {
    for (size_t i = 0; i < s->features; i++) {
      const size_t at = k * s->features + i;
      double sum = (double)in->gradient[at], magnitudes = fabs(sum);
      for (size_t r = 0; r < s->rows; r++) {
        const double product = (double)in->residuals[smk_tile_index(r, k, s->classes)] * value_at(in, r, i);
        sum += product;
        magnitudes += fabs(product);
      }
      near_double("gradient", sum, covered(gamma_of(roundings) * magnitudes, roundings), gradient[at], at);
    }
  }
  end_case();
}
