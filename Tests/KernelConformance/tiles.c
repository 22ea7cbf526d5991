// The operations on a tile of logits: every table against the oracle, whole and by ranges of rows.

#include <math.h>
#include <string.h>

#include "conformance.h"

static const operation tried[] = {SOFTMAX, LOG_SOFTMAX, RESIDUALS, TOP_CLASSES, COLUMN_SUMS, MATRIX_FROM_TILE};

/// What column_sums adds to.
static float sum_before(size_t k) { return k % 3 == 0 ? -0.0f : (float)k; }

/// Runs one operation on a copy of the logits, range by range; what it does not write stays as it was.
static tile_outputs run(const smk_table *table, const tile_inputs *in, operation o, const size_t *bounds,
                        size_t ranges) {
  const shape *s = in->shape;
  const size_t places = smk_tile_count(s->rows, s->classes);
  tile_outputs out = {.tile = new_floats(places, s->offset),
                      .losses = new_floats(s->rows, s->offset),
                      .predictions = new_words(s->rows, s->offset),
                      .probabilities = new_floats(s->rows * s->classes, s->offset)};
  memcpy(out.tile, in->logits, places * sizeof(float));
  // Sums start from what is there.
  if (o == COLUMN_SUMS) {
    for (size_t k = 0; k < s->classes; k++) out.probabilities[k] = sum_before(k);
  }
  for (size_t p = 0; p < ranges; p++) {
    const size_t first = bounds[p], count = bounds[p + 1] - first;
    float *tile = out.tile + smk_tile_index(first, 0, s->classes);
    const uint32_t *rows = in->rows ? in->rows + first : NULL;
    const uint32_t *labels = in->rows ? in->labels : in->labels + first;
    switch (o) {
      case SOFTMAX: table->softmax(tile, count, s->classes); break;
      case LOG_SOFTMAX: table->log_softmax(tile, count, s->classes); break;
      case RESIDUALS:
        table->residuals(tile, s->classes, labels, rows, count, out.losses + first, out.predictions + first);
        break;
      case TOP_CLASSES:
        table->top_classes(tile, count, s->classes, out.predictions + first, out.probabilities + first);
        break;
      case COLUMN_SUMS: table->column_sums(tile, count, s->classes, out.probabilities); break;
      default: table->matrix_from_tile(tile, count, s->classes, out.probabilities + first * s->classes); break;
    }
  }
  return out;
}

static void compare(tested_table t, const tile_inputs *in, operation o, const char *how,
                    const tile_outputs *expected, const size_t *bounds, size_t ranges) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  begin_case(t.name, o, how, s);
  const tile_outputs actual = run(t.table, in, o, bounds, ranges);
  same_tiles("tile", expected->tile, actual.tile, s->rows, s->classes);
  same_floats("losses", expected->losses, actual.losses, s->rows);
  same_words("classes", expected->predictions, actual.predictions, s->rows);
  same_floats(o == COLUMN_SUMS ? "sums" : o == TOP_CLASSES ? "probabilities" : "matrix", expected->probabilities,
              actual.probabilities, s->rows * s->classes);
  end_case();
  free_blocks(mark);
}

// MARK: What comes without rounding, or with an order that is quickly written: against loops of our own

/// The class of a row's first largest logit, where a NaN never counts.
static uint32_t first_largest(const tile_inputs *in, size_t r) {
  const size_t classes = in->shape->classes;
  float best = -INFINITY;
  uint32_t index = 0;
  for (size_t k = classes; k-- > 0;) {
    const float value = in->logits[smk_tile_index(r, k, classes)];
    if (value > -INFINITY && value >= best) {
      best = value;
      index = (uint32_t)k;
    }
  }
  return index;
}

/// The contract's tree: lane j and its partner of the other half, half by half.
static float tree_sum(const float *lanes, size_t stride) {
  if (stride == SMK_LANES) return lanes[0];
  return tree_sum(lanes, 2 * stride) + tree_sum(lanes + stride, 2 * stride);
}

static float column_sum(const tile_inputs *in, size_t k, float before) {
  const shape *s = in->shape;
  float lanes[SMK_LANES] = {0};
  for (size_t r = 0; r < s->rows; r++) {
    const float value = in->logits[smk_tile_index(r, k, s->classes)];
    if (s->classes <= SMK_FEW_CLASSES) {
      lanes[r % SMK_LANES] += value;
    } else {
      before += value;
    }
  }
  return s->classes <= SMK_FEW_CLASSES ? before + tree_sum(lanes, 1) : before;
}

static void check_plainly(const tile_inputs *in, operation o, const tile_outputs *out) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  begin_case("reference", o, "against plain loops", s);
  if (o == RESIDUALS || o == TOP_CLASSES) {
    uint32_t *expected = new_words(s->rows, 0);
    for (size_t r = 0; r < s->rows; r++) expected[r] = first_largest(in, r);
    same_words("classes", expected, out->predictions, s->rows);
  } else if (o == COLUMN_SUMS) {
    for (size_t k = 0; k < s->classes; k++) {
      const float sum = column_sum(in, k, sum_before(k));
      same_floats("sums", &sum, out->probabilities + k, 1);
    }
  } else if (o == MATRIX_FROM_TILE) {
    for (size_t r = 0; r < s->rows; r++) {
      for (size_t k = 0; k < s->classes; k++) {
        same_floats("matrix", in->logits + smk_tile_index(r, k, s->classes),
                    out->probabilities + r * s->classes + k, 1);
      }
    }
  }
  free_blocks(mark);
}

/// A tile within a limit, but for one value just at it, just beyond it, infinite or NaN.
static void try_first_row_beyond(const shape *s) {
  const size_t mark = blocks_mark();
  const float limit = 8.0f;
  const float planted[] = {limit, -limit, nextafterf(limit, INFINITY), -nextafterf(limit, INFINITY),
                           INFINITY, -INFINITY, NAN, -NAN};
  float *tile = new_floats(smk_tile_count(s->rows, s->classes), s->offset);
  for (size_t p = 0; p < sizeof planted / sizeof planted[0]; p++) {
    for (size_t r = 0; r < s->rows; r++) {
      for (size_t k = 0; k < s->classes; k++) tile[smk_tile_index(r, k, s->classes)] = random_unit() * limit;
    }
    const size_t row = random_below(s->rows), later = row + random_below(s->rows - row);
    tile[smk_tile_index(later, random_below(s->classes), s->classes)] = planted[p];
    tile[smk_tile_index(row, random_below(s->classes), s->classes)] = planted[p];
    const uint32_t expected = (uint32_t)(p < 2 ? s->rows : row);
    for (size_t t = 0; t < tested_count; t++) {
      begin_case(tested[t].name, FIRST_ROW_BEYOND, "whole", s);
      const uint32_t found = (uint32_t)tested[t].table->first_row_beyond(tile, s->rows, s->classes, limit);
      same_words("row", &expected, &found, 1);
      end_case();
    }
  }
  free_blocks(mark);
}

void try_tiles(const shape *s) {
  seed(seed_of(s));
  const size_t pool = s->listed ? s->rows / 2 + 1 : s->rows;
  float *logits = new_floats(smk_tile_count(s->rows, s->classes), s->offset);
  uint32_t *labels = new_words(pool, s->offset);
  uint32_t *rows = s->listed ? new_words(s->rows, s->offset) : NULL;
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) logits[smk_tile_index(r, k, s->classes)] = random_logit(s->values);
    // A row of equals now and then; a row of nothing but NaN or -infinity, where there is any.
    if (r % 7 == 3) {
      const float same = s->values == SPECIAL && r % 2 ? (r % 4 == 1 ? NAN : -INFINITY) : random_logit(s->values);
      for (size_t k = 0; k < s->classes; k++) logits[smk_tile_index(r, k, s->classes)] = same;
    }
    if (rows) rows[r] = (uint32_t)random_below(pool);
  }
  for (size_t r = 0; r < pool; r++) labels[r] = (uint32_t)random_below(s->classes);
  if (rows) rows[random_below(s->rows)] = (uint32_t)(pool - 1);

  const tile_inputs in = {.shape = s, .logits = logits, .labels = labels, .rows = rows};
  const size_t whole[2] = {0, s->rows};
  size_t parts[4];
  const size_t ranges = cut(s->rows, s->classes <= SMK_FEW_CLASSES ? SMK_LANES : 1, parts);
  for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
    const operation o = tried[i];
    const size_t mark = blocks_mark();
    begin_case("reference", o, "whole", s);
    const tile_outputs expected = run(oracle, &in, o, whole, 1);
    check_blocks();
    check_plainly(&in, o, &expected);
    fold_tile(expected.tile, s->rows, s->classes);
    fold_floats(expected.losses, s->rows);
    fold_words(expected.predictions, s->rows);
    fold_floats(expected.probabilities, s->rows * s->classes);
    if (s->values != SPECIAL && s->values != LARGE) check_tile(&in, o, &expected);
    for (size_t t = 0; t < tested_count; t++) {
      compare(tested[t], &in, o, "whole", &expected, whole, 1);
      // The sum of few classes' columns is a tree over all rows.
      if (o == COLUMN_SUMS && s->classes <= SMK_FEW_CLASSES) continue;
      compare(tested[t], &in, o, "in ranges", &expected, parts, ranges);
    }
    free_blocks(mark);
  }
  if (s->values == ORDINARY) try_first_row_beyond(s);
  free_blocks(0);
}
