// Float64 logits and gradients of bytes, Float32 and Float64: the oracle against loops of our own, every table against
// the oracle, whole and in the parts that threads take.

#include <math.h>
#include <string.h>

#include "conformance.h"

typedef enum { BYTES, FLOATS, DOUBLES } feature_kind;

static const operation logits_of[] = {LOGITS64_U8, LOGITS64_F32, LOGITS64_F64};
static const operation gradient_of[] = {GRADIENT64_U8, GRADIENT64_F32, GRADIENT64_F64};

typedef struct {
  const shape *shape;
  feature_kind kind;
  const void *features;
  const uint32_t *rows;  // or NULL
  double scale;
  const double *weights, *bias, *residuals;
  const double *gradient;  // before
} inputs;

typedef struct {
  size_t ranges;
  size_t bounds[4];
} cuts;

static size_t size_of(feature_kind kind) {
  return kind == BYTES ? sizeof(uint8_t) : kind == FLOATS ? sizeof(float) : sizeof(double);
}

static double feature(const inputs *in, size_t r, size_t i) {
  const size_t at = (in->rows ? in->rows[r] : r) * in->shape->features + i;
  if (in->kind == BYTES) return (double)((const uint8_t *)in->features)[at];
  if (in->kind == FLOATS) return (double)((const float *)in->features)[at];
  return ((const double *)in->features)[at];
}

static double *run_logits(const smk_table *table, const inputs *in, cuts rows) {
  const shape *s = in->shape;
  double *prepared = new_doubles(smk_prepared64_count(s->classes, s->features), s->offset);
  table->prepare64(in->weights, s->classes, s->features, prepared);
  double *logits = new_doubles(s->rows * s->classes, s->offset);
  for (size_t p = 0; p < rows.ranges; p++) {
    const size_t first = rows.bounds[p], count = rows.bounds[p + 1] - first;
    const uint32_t *list = in->rows ? in->rows + first : NULL;
    const void *x = (const char *)in->features + (list ? 0 : first * s->features * size_of(in->kind));
    double *target = logits + first * s->classes;
    switch (in->kind) {
      case BYTES:
        table->logits64_u8(x, s->features, list, count, in->scale, prepared, in->bias, s->classes, target);
        break;
      case FLOATS:
        table->logits64_f32(x, s->features, list, count, in->scale, prepared, in->bias, s->classes, target);
        break;
      case DOUBLES:
        table->logits64_f64(x, s->features, list, count, in->scale, prepared, in->bias, s->classes, target);
        break;
    }
  }
  return logits;
}

static double *run_gradient(const smk_table *table, const inputs *in, cuts columns, cuts rows) {
  const shape *s = in->shape;
  double *gradient = new_doubles(s->classes * s->features, s->offset);
  memcpy(gradient, in->gradient, s->classes * s->features * sizeof(double));
  for (size_t p = 0; p < rows.ranges; p++) {
    const size_t first = rows.bounds[p], count = rows.bounds[p + 1] - first;
    const uint32_t *list = in->rows ? in->rows + first : NULL;
    const void *x = (const char *)in->features + (list ? 0 : first * s->features * size_of(in->kind));
    const double *residuals = in->residuals + first * s->classes;
    for (size_t c = 0; c < columns.ranges; c++) {
      const size_t i = columns.bounds[c], end = columns.bounds[c + 1];
      switch (in->kind) {
        case BYTES:
          table->gradient64_u8(x, s->features, list, count, residuals, s->classes, i, end, gradient);
          break;
        case FLOATS:
          table->gradient64_f32(x, s->features, list, count, residuals, s->classes, i, end, gradient);
          break;
        case DOUBLES:
          table->gradient64_f64(x, s->features, list, count, residuals, s->classes, i, end, gradient);
          break;
      }
    }
  }
  return gradient;
}

static void compare_logits(tested_table t, const inputs *in, const char *how, const double *expected, cuts rows) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  begin_case(t.name, logits_of[in->kind], how, s);
  same_doubles("logits", expected, run_logits(t.table, in, rows), s->rows * s->classes);
  end_case();
  free_blocks(mark);
}

static void compare_gradient(tested_table t, const inputs *in, const char *how, const double *expected, cuts columns,
                             cuts rows) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  begin_case(t.name, gradient_of[in->kind], how, s);
  same_doubles("gradient", expected, run_gradient(t.table, in, columns, rows), s->classes * s->features);
  end_case();
  free_blocks(mark);
}

/// The contract's chains, one number after the other.
static double *plain_logits(const inputs *in) {
  const shape *s = in->shape;
  double *logits = new_doubles(s->rows * s->classes, 0);
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) {
      double sum = 0.0;
      for (size_t i = 0; i < s->features; i++) sum = fma(in->weights[k * s->features + i], feature(in, r, i), sum);
      logits[r * s->classes + k] = fma(in->scale, sum, in->bias[k]);
    }
  }
  return logits;
}

/// In the columns first..<end; elsewhere the gradient before.
static double *plain_gradient(const inputs *in, size_t first, size_t end) {
  const shape *s = in->shape;
  double *gradient = new_doubles(s->classes * s->features, 0);
  for (size_t k = 0; k < s->classes; k++) {
    for (size_t i = 0; i < s->features; i++) {
      double chain = in->gradient[k * s->features + i];
      for (size_t r = 0; r < s->rows && i >= first && i < end; r++) {
        chain = fma(in->residuals[r * s->classes + k], feature(in, r, i), chain);
      }
      gradient[k * s->features + i] = chain;
    }
  }
  return gradient;
}

static void try_features(const inputs *in) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  const cuts all_columns = {1, {0, s->features}}, all_rows = {1, {0, s->rows}};
  cuts columns, rows;
  columns.ranges = cut(s->features, SMK_LANES, columns.bounds);
  rows.ranges = cut(s->rows, 1, rows.bounds);
  const size_t first = random_below((s->features + SMK_LANES - 1) / SMK_LANES) * SMK_LANES;
  const cuts part = {1, {first, first + 1 + random_below(s->features - first)}};

  const double *gradient = plain_gradient(in, 0, s->features);
  const double *partial = plain_gradient(in, part.bounds[0], part.bounds[1]);
  fold_doubles(gradient, s->classes * s->features);
  const double *logits = plain_logits(in);
  fold_doubles(logits, s->rows * s->classes);
  compare_logits((tested_table){oracle, "reference"}, in, "against plain loops", logits, all_rows);
  compare_gradient((tested_table){oracle, "reference"}, in, "against plain loops", gradient, all_columns, all_rows);
  for (size_t t = 0; t < tested_count; t++) {
    compare_logits(tested[t], in, "whole", logits, all_rows);
    compare_logits(tested[t], in, "in ranges", logits, rows);
    compare_gradient(tested[t], in, "whole", gradient, all_columns, all_rows);
    compare_gradient(tested[t], in, "in ranges", gradient, columns, rows);
    compare_gradient(tested[t], in, "some columns", partial, part, all_rows);
  }
  free_blocks(mark);
}

void try_products64(const shape *s) {
  // Processors take a hundred times as long where results underflow.
  const size_t work = s->classes * s->features * s->rows;
  if (work > (s->values == VANISHING || s->values == TINY ? 20000u : 700000u)) return;
  seed(seed_of(s) ^ 64);
  const size_t pool = s->listed ? s->rows / 2 + 1 : s->rows;
  const size_t parameters = s->classes * s->features;
  double *weights = new_doubles(parameters, s->offset);
  double *bias = new_doubles(s->classes, s->offset);
  double *gradient = new_doubles(parameters, s->offset);
  double *residuals = new_doubles(s->rows * s->classes, s->offset);
  // Few enough special values that some sums stay finite.
  fill_doubles(weights, parameters, s->values, 0.125, parameters / 2 + 2);
  fill_doubles(bias, s->classes, s->values, 1.0, 8);
  fill_doubles(gradient, parameters, s->values, 4.0, 16);
  fill_doubles(residuals, s->rows * s->classes, s->values, 1.0, 2 * s->rows * s->classes / 3 + 2);
  inputs in = {.shape = s, .weights = weights, .bias = bias, .gradient = gradient, .residuals = residuals};
  in.rows = s->listed ? new_list(s->rows, pool, s->offset) : NULL;
  const size_t count = pool * s->features;

  uint8_t *bytes = new_array(count, sizeof(uint8_t), s->offset);
  fill_bytes(bytes, count);
  in.features = bytes;
  in.kind = BYTES;
  in.scale = 1.0 / 255.0;
  try_features(&in);

  float *floats = new_floats(count, s->offset);
  fill_floats(floats, count, s->values, 2.0f, count / 3 + 2);
  in.features = floats;
  in.kind = FLOATS;
  in.scale = s->offset ? 1.0 : 0.73;
  try_features(&in);

  double *numbers = new_doubles(count, s->offset);
  fill_doubles(numbers, count, s->values, 2.0, count / 3 + 2);
  in.features = numbers;
  in.kind = DOUBLES;
  try_features(&in);
  free_blocks(0);
}
