// Logits and gradients, with `prepare`, of bytes and of floats: every table against the oracle, whole and in parts.
//
// Parts are what threads do: ranges of columns prepared and summed apart, ranges of rows passed on their own.

#include <string.h>

#include "conformance.h"

typedef struct {
  size_t ranges;
  size_t bounds[4];
} cuts;

static cuts whole(size_t count) { return (cuts){1, {0, count}}; }

static cuts cut_at(size_t count, size_t multiple) {
  cuts c;
  c.ranges = cut(count, multiple, c.bounds);
  return c;
}

static size_t feature_size(const product_inputs *in) { return in->bytes ? sizeof(uint8_t) : sizeof(float); }

/// The features from which rows first... are counted: with a list the list moves, without one the rows do.
static const void *features_from(const product_inputs *in, size_t first_row) {
  return (const char *)in->features + (in->rows ? 0 : first_row * in->shape->features * feature_size(in));
}

/// Prepares by columns, then forms the logits by rows.
static float *run_logits(const smk_table *table, const product_inputs *in, cuts columns, cuts rows) {
  const shape *s = in->shape;
  float *prepared = new_floats(smk_prepared_count(s->classes, s->features), s->offset);
  for (size_t c = 0; c < columns.ranges; c++) {
    // A range may end anywhere; what it writes of the next range's first columns, that one writes again.
    const size_t end = columns.bounds[c + 1] + (c + 1 < columns.ranges ? 7 : 0);
    table->prepare(in->weights, s->classes, s->features, columns.bounds[c], end < s->features ? end : s->features,
                   prepared);
  }
  float *logits = new_floats(smk_tile_count(s->rows, s->classes), s->offset);
  for (size_t p = 0; p < rows.ranges; p++) {
    const size_t first = rows.bounds[p], count = rows.bounds[p + 1] - first;
    float *workspace = new_floats(smk_workspace_count(s->classes), s->offset);
    const uint32_t *list = in->rows ? in->rows + first : NULL;
    float *target = logits + smk_tile_index(first, 0, s->classes);
    if (in->bytes) {
      table->logits_u8(features_from(in, first), s->features, list, count, in->scale, prepared, in->bias,
                       s->classes, target, workspace);
    } else {
      table->logits_f32(features_from(in, first), s->features, list, count, in->scale, prepared, in->bias,
                        s->classes, target, workspace);
    }
  }
  return logits;
}

/// Adds to a copy of the gradient the part of some columns, by rows.
static float *run_gradient(const smk_table *table, const product_inputs *in, cuts columns, cuts rows) {
  const shape *s = in->shape;
  float *gradient = new_floats(s->classes * s->features, s->offset);
  memcpy(gradient, in->gradient, s->classes * s->features * sizeof(float));
  for (size_t p = 0; p < rows.ranges; p++) {
    const size_t first = rows.bounds[p], count = rows.bounds[p + 1] - first;
    const uint32_t *list = in->rows ? in->rows + first : NULL;
    const float *residuals = in->residuals + smk_tile_index(first, 0, s->classes);
    for (size_t c = 0; c < columns.ranges; c++) {
      float *workspace = new_floats(smk_workspace_count(s->classes), s->offset);
      if (in->bytes) {
        table->gradient_u8(features_from(in, first), s->features, list, count, residuals, s->classes,
                           columns.bounds[c], columns.bounds[c + 1], gradient, workspace);
      } else {
        table->gradient_f32(features_from(in, first), s->features, list, count, residuals, s->classes,
                            columns.bounds[c], columns.bounds[c + 1], gradient, workspace);
      }
    }
  }
  return gradient;
}

// MARK: Comparisons

static void compare_logits(tested_table t, const product_inputs *in, const char *how, const float *expected,
                           cuts columns, cuts rows) {
  const size_t mark = blocks_mark();
  begin_case(t.name, in->bytes ? LOGITS_U8 : LOGITS_F32, how, in->shape);
  same_tiles("logits", expected, run_logits(t.table, in, columns, rows), in->shape->rows, in->shape->classes);
  end_case();
  free_blocks(mark);
}

static void compare_gradient(tested_table t, const product_inputs *in, const char *how, const float *expected,
                             cuts columns, cuts rows) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  begin_case(t.name, in->bytes ? GRADIENT_U8 : GRADIENT_F32, how, s);
  const float *gradient = run_gradient(t.table, in, columns, rows);
  same_floats("gradient", expected, gradient, s->classes * s->features);
  end_case();
  free_blocks(mark);
}

/// The oracle's gradient in the columns first..<end, the gradient before elsewhere.
static float *gradient_of_columns(const product_inputs *in, const float *full, size_t first, size_t end) {
  const shape *s = in->shape;
  float *expected = new_floats(s->classes * s->features, 0);
  for (size_t k = 0; k < s->classes; k++) {
    for (size_t i = 0; i < s->features; i++) {
      const size_t at = k * s->features + i;
      expected[at] = i >= first && i < end ? full[at] : in->gradient[at];
    }
  }
  return expected;
}

static void try_features(const product_inputs *in) {
  const shape *s = in->shape;
  const bool few = s->classes <= SMK_FEW_CLASSES;
  const bool checked = s->values == ORDINARY || s->values == WIDE || s->values == TIES;

  begin_case("reference", in->bytes ? LOGITS_U8 : LOGITS_F32, "whole, and its gradient", s);
  const float *logits = run_logits(oracle, in, whole(s->features), whole(s->rows));
  const float *gradient = run_gradient(oracle, in, whole(s->features), whole(s->rows));
  check_blocks();
  fold_tile(logits, s->rows, s->classes);
  fold_floats(gradient, s->classes * s->features);
  if (checked) {
    check_logits(in, logits);
    check_gradient(in, gradient);
  }

  const cuts columns = cut_at(s->features, SMK_LANES);
  const cuts rows = cut_at(s->rows, few ? SMK_LANES : 1);
  // A chain begins anew at every SMK_DEPTH rows where classes are many.
  const cuts chains = cut_at(s->rows, few ? SMK_LANES : SMK_DEPTH);
  cuts part = {1, {random_below(s->features / SMK_LANES + 1) * SMK_LANES, 0}};
  if (part.bounds[0] == s->features) part.bounds[0] = 0;
  part.bounds[1] = part.bounds[0] + 1 + random_below(s->features - part.bounds[0]);
  const float *partial = gradient_of_columns(in, gradient, part.bounds[0], part.bounds[1]);

  for (size_t t = 0; t < tested_count; t++) {
    // The oracle is the slowest, and equals itself.
    if (tested[t].table != oracle) {
      compare_logits(tested[t], in, "whole", logits, whole(s->features), whole(s->rows));
      compare_gradient(tested[t], in, "whole", gradient, whole(s->features), whole(s->rows));
    }
    compare_logits(tested[t], in, "in ranges", logits, columns, rows);
    compare_gradient(tested[t], in, "in ranges", gradient, columns, chains);
    compare_gradient(tested[t], in, "some columns", partial, part, whole(s->rows));
  }
}

// MARK: Inputs

/// A tile of residuals; what stands for no row stays NaN.
static float *new_residuals(const shape *s) {
  float *tile = new_floats(smk_tile_count(s->rows, s->classes), s->offset);
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) {
      tile[smk_tile_index(r, k, s->classes)] = random_value(s->values, 1.0f, 2 * s->rows * s->classes / 3 + 2);
    }
  }
  return tile;
}

static void fill_with(float *target, size_t count, float value) {
  for (size_t i = 0; i < count; i++) target[i] = value;
}

/// Every product of floats is -0 by underflow: so is every sum, unless something that is not there is added.
static void vanish(const product_inputs *in, float *weights, float *bias, float *gradient, float *residuals) {
  const shape *s = in->shape;
  fill_with(weights, s->classes * s->features, -0x1p-149f);
  fill_with(bias, s->classes, -0.0f);
  fill_with(gradient, s->classes * s->features, -0.0f);
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) residuals[smk_tile_index(r, k, s->classes)] = -0x1p-149f;
  }
}

void try_products(const shape *s) {
  // Processors take a hundred times as long where results underflow.
  if (s->values == VANISHING && s->classes * s->features * s->rows > 20000) return;
  seed(seed_of(s));
  const size_t pool = s->listed ? s->rows / 2 + 1 : s->rows;
  const size_t parameters = s->classes * s->features;
  float *weights = new_floats(parameters, s->offset);
  float *bias = new_floats(s->classes, s->offset);
  float *gradient = new_floats(parameters, s->offset);
  // Few enough special values that some sums stay finite.
  fill_floats(weights, parameters, s->values, 0.125f, parameters / 2 + 2);
  fill_floats(bias, s->classes, s->values, 1.0f, 8);
  fill_floats(gradient, parameters, s->values, 4.0f, 16);
  product_inputs in = {.shape = s, .weights = weights, .bias = bias, .gradient = gradient};
  float *residuals = new_residuals(s);
  in.residuals = residuals;
  if (s->values == VANISHING) vanish(&in, weights, bias, gradient, residuals);
  in.rows = s->listed ? new_list(s->rows, pool, s->offset) : NULL;

  uint8_t *bytes = new_array(pool * s->features, sizeof(uint8_t), s->offset);
  fill_bytes(bytes, pool * s->features);
  in.features = bytes;
  in.bytes = true;
  in.scale = 1.0f / 255.0f;
  try_features(&in);

  float *floats = new_floats(pool * s->features, s->offset);
  fill_floats(floats, pool * s->features, s->values, 2.0f, pool * s->features / 3 + 2);
  if (s->values == VANISHING) fill_with(floats, pool * s->features, 0x1p-10f);
  in.features = floats;
  in.bytes = false;
  in.scale = s->offset ? 1.0f : 0.73f;
  try_features(&in);
  free_blocks(0);
}
