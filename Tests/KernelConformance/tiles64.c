// Float64 tiles, and what came with them for Float32: curvature and weighted rows. Every table against the oracle,
// whole and by ranges of rows; the oracle against long double, or against loops of our own where the order is
// quickly written.

#include <float.h>
#include <math.h>
#include <string.h>

#include "conformance.h"

static const operation tried[] = {SOFTMAX64,  RESIDUALS64,  CURVATURE,
                                  SCALE_ROWS, SCALE_ROWS64, DUAL_RESIDUALS64};

static const double keep = 0.8125;

typedef struct {
  const shape *shape;
  const double *logits;         // of softmax64 and residuals64
  const double *probabilities;  // of the others
  const double *directions, *factors, *shift;
  const float *tile_probabilities, *tile_directions, *tile_factors;
  const uint32_t *labels;
  const uint32_t *rows;  // or NULL
} inputs;

typedef struct {
  double *tile;
  float *tile32;
  double *values;  // losses or entropies
  uint32_t *predictions;
} outputs;

static size_t row_at(const inputs *in, size_t r) { return in->rows ? in->rows[r] : r; }

static outputs new_outputs(const inputs *in, operation o) {
  const shape *s = in->shape;
  outputs out = {.tile = new_doubles(s->rows * s->classes, s->offset),
                 .tile32 = new_floats(smk_tile_count(s->rows, s->classes), s->offset),
                 .values = new_doubles(s->rows, s->offset),
                 .predictions = new_words(s->rows, s->offset)};
  const double *before = o == SOFTMAX64 || o == RESIDUALS64 ? in->logits
                         : o == DUAL_RESIDUALS64            ? in->probabilities
                                                            : in->directions;
  memcpy(out.tile, before, s->rows * s->classes * sizeof(double));
  memcpy(out.tile32, in->tile_directions, smk_tile_count(s->rows, s->classes) * sizeof(float));
  return out;
}

static outputs run(const smk_table *table, const inputs *in, operation o, const size_t *bounds, size_t ranges) {
  const size_t classes = in->shape->classes;
  const outputs out = new_outputs(in, o);
  for (size_t p = 0; p < ranges; p++) {
    const size_t first = bounds[p], count = bounds[p + 1] - first;
    const size_t moved = in->rows ? 0 : first;
    const uint32_t *rows = in->rows ? in->rows + first : NULL;
    double *tile = out.tile + first * classes;
    const size_t group = o == CURVATURE || o == SCALE_ROWS ? smk_tile_index(first, 0, classes) : 0;
    switch (o) {
      case SOFTMAX64: table->softmax64(tile, count, classes); break;
      case RESIDUALS64:
        table->residuals64(tile, classes, in->labels + moved, rows, count, out.values + first,
                           out.predictions + first);
        break;
      case CURVATURE:
        table->curvature(in->tile_probabilities + group, out.tile32 + group, count, classes);
        break;
      case SCALE_ROWS:
        table->scale_rows(out.tile32 + group, count, classes, in->tile_factors + moved, rows);
        break;
      case SCALE_ROWS64: table->scale_rows64(tile, count, classes, in->factors + moved, rows); break;
      default:
        table->dual_residuals64(tile, classes, in->labels + moved, rows, count, keep, in->shift,
                                out.values + first);
        break;
    }
  }
  return out;
}

static void same_outputs(const shape *s, const outputs *expected, const outputs *actual) {
  same_doubles("tile", expected->tile, actual->tile, s->rows * s->classes);
  same_tiles("Float32 tile", expected->tile32, actual->tile32, s->rows, s->classes);
  same_doubles("losses", expected->values, actual->values, s->rows);
  same_words("classes", expected->predictions, actual->predictions, s->rows);
}

static void compare(tested_table t, const inputs *in, operation o, const char *how, const outputs *expected,
                    const size_t *bounds, size_t ranges) {
  const size_t mark = blocks_mark();
  begin_case(t.name, o, how, in->shape);
  const outputs actual = run(t.table, in, o, bounds, ranges);
  same_outputs(in->shape, expected, &actual);
  end_case();
  free_blocks(mark);
}

// MARK: Loops of our own

static float tree_sum(const float *lanes, size_t stride) {
  if (stride == SMK_LANES) return lanes[0];
  return tree_sum(lanes, 2 * stride) + tree_sum(lanes + stride, 2 * stride);
}

static void plain_curvature(const inputs *in, size_t r, float *tile) {
  const size_t classes = in->shape->classes;
  const bool few = classes <= SMK_FEW_CLASSES;
  float lanes[SMK_LANES] = {0};
  for (size_t k = 0; k < classes; k++) {
    const size_t i = smk_tile_index(r, k, classes);
    lanes[few ? 0 : k % SMK_LANES] =
        fmaf(in->tile_probabilities[i], tile[i], lanes[few ? 0 : k % SMK_LANES]);
  }
  const float mean = few ? lanes[0] : tree_sum(lanes, 1);
  for (size_t k = 0; k < classes; k++) {
    const size_t i = smk_tile_index(r, k, classes);
    const float difference = tile[i] - mean;
    tile[i] = in->tile_probabilities[i] * difference;
  }
}

static void plain_row(const inputs *in, operation o, size_t r, const outputs *out) {
  const size_t classes = in->shape->classes;
  double *row = out->tile + r * classes;
  const double *p = in->probabilities + r * classes;
  double sum = 0.0;
  for (size_t k = 0; k < classes; k++) {
    if (o == SCALE_ROWS) out->tile32[smk_tile_index(r, k, classes)] *= in->tile_factors[row_at(in, r)];
    if (o == SCALE_ROWS64) row[k] *= in->factors[row_at(in, r)];
    if (o == DUAL_RESIDUALS64) {
      double log_of = 0.0;
      row[k] = fma(keep, p[k], in->shift[k]);
      if (row[k] <= 0.0) row[k] = 0.0;
      if (row[k] != 0.0) oracle->log64_each(row + k, 1, &log_of);
      sum = fma(row[k], log_of, sum);
    }
  }
  if (o == CURVATURE) plain_curvature(in, r, out->tile32);
  if (o == DUAL_RESIDUALS64) {
    out->values[r] = -sum;
    row[in->labels[row_at(in, r)]] -= 1.0;
  }
}

// MARK: More digits

static const long double unit = 0x1p-53L;

/// The bounds follow the sums: an exponential is within 2 units and as many more as its argument's size, from the
/// argument's own rounding; each addition and division within one. A subnormal one also within half of the
/// smallest step a rounding.
static void check_row(const inputs *in, operation o, size_t r, const outputs *out) {
  const size_t classes = in->shape->classes;
  const double *logits = in->logits + r * classes;
  double maximum = -INFINITY;
  size_t best = 0;
  for (size_t k = 0; k < classes; k++) {
    if (logits[k] > maximum) maximum = logits[best = k];
  }
  long double others = 0.0L, error = 0.0L;
  for (size_t k = 0; k < classes; k++) {
    const long double difference = (long double)logits[k] - (long double)maximum;
    if (k == best) continue;
    others += expl(difference);
    error += expl(difference) * (2.0L - difference) * unit + 0x1p-1074L;
  }
  const long double sum = 1.0L + others, additions = (long double)classes * unit;
  const uint32_t label = in->labels[row_at(in, r)];
  for (size_t k = 0; k < classes; k++) {
    const long double difference = (long double)logits[k] - (long double)maximum;
    const long double p = expl(difference) / sum;
    const bool own = o == RESIDUALS64 && k == label;
    const long double bound =
        p * ((3.0L - difference) * unit + error / sum + additions) + 0x1p-1073L + (own ? (1.0L - p) * unit : 0.0L);
    near_long_double("tile", own ? p - 1.0L : p, 1.01L * bound, out->tile[r * classes + k], r * classes + k);
  }
  if (o != RESIDUALS64) return;
  const long double margin = (long double)logits[label] - (long double)maximum;
  const long double log_sum = log1pl(others), loss = log_sum - margin;
  // log1p multiplies no relative error; that of `others` is what its terms and additions leave.
  const long double share = others > 0.0L ? error / others + additions : 0.0L;
  const long double bound = log_sum * (share + 4.0L * unit) - margin * unit + loss * unit + 0x1p-1073L;
  near_long_double("losses", loss, 1.01L * bound, out->values[r], r);
  const uint32_t expected = (uint32_t)best;
  same_words("classes", &expected, out->predictions + r, 1);
}

static void check(const inputs *in, operation o, const outputs *out) {
  const shape *s = in->shape;
  const size_t mark = blocks_mark();
  begin_case(o == SOFTMAX64 || o == RESIDUALS64 ? "extended" : "reference", o,
             o == SOFTMAX64 || o == RESIDUALS64 ? "reference against long double" : "against plain loops", s);
  if (o == SOFTMAX64 || o == RESIDUALS64) {
    for (size_t r = 0; r < s->rows && s->values != SPECIAL && s->values != LARGE; r++) check_row(in, o, r, out);
  } else {
    const outputs expected = new_outputs(in, o);
    for (size_t r = 0; r < s->rows; r++) plain_row(in, o, r, &expected);
    same_outputs(s, &expected, out);
  }
  end_case();
  free_blocks(mark);
}

// MARK: Inputs

static double *new_tile(const shape *s, bool positive) {
  double *tile = new_doubles(s->rows * s->classes, s->offset);
  fill_doubles(tile, s->rows * s->classes, s->values, 1.0, 24);
  for (size_t i = 0; positive && i < s->rows * s->classes; i++) tile[i] = fabs(tile[i]);
  return tile;
}

static float *new_tile32(const shape *s, bool positive) {
  float *tile = new_floats(smk_tile_count(s->rows, s->classes), s->offset);
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) {
      const float value = random_value(s->values, 1.0f, 24);
      tile[smk_tile_index(r, k, s->classes)] = positive ? fabsf(value) : value;
    }
  }
  return tile;
}

void try_tiles64(const shape *s) {
  seed(seed_of(s) ^ 64);
  const size_t pool = s->listed ? s->rows / 2 + 1 : s->rows;
  double *logits = new_doubles(s->rows * s->classes, s->offset);
  double *factors = new_doubles(pool, s->offset), *shift = new_doubles(s->classes, s->offset);
  float *tile_factors = new_floats(pool, s->offset);
  uint32_t *labels = new_words(pool, s->offset);
  for (size_t r = 0; r < pool; r++) labels[r] = (uint32_t)random_below(s->classes);
  fill_doubles(factors, pool, s->values, 2.0, 8);
  fill_floats(tile_factors, pool, s->values, 2.0f, 8);
  fill_doubles(shift, s->classes, s->values, 0.3, 8);
  const uint32_t *rows = s->listed ? new_list(s->rows, pool, s->offset) : NULL;
  for (size_t r = 0; r < s->rows; r++) {
    const double same = s->values == SPECIAL && r % 2 ? (r % 4 == 1 ? NAN : -INFINITY) : random_logit64(s->values);
    for (size_t k = 0; k < s->classes; k++) {
      logits[r * s->classes + k] = r % 7 == 3 ? same : random_logit64(s->values);
    }
    // Losses that are almost nothing: down to 1e-20.
    if (r % 5 == 2) logits[r * s->classes + labels[rows ? rows[r] : r]] += 10.0 + (double)random_below(40);
  }
  const inputs in = {.shape = s,
                     .logits = logits,
                     .probabilities = new_tile(s, true),
                     .directions = new_tile(s, false),
                     .factors = factors,
                     .shift = shift,
                     .tile_probabilities = new_tile32(s, true),
                     .tile_directions = new_tile32(s, false),
                     .tile_factors = tile_factors,
                     .labels = labels,
                     .rows = rows};
  const size_t whole[2] = {0, s->rows};
  size_t parts[4], groups[4];
  const size_t ranges = cut(s->rows, 1, parts);
  const size_t group_ranges = cut(s->rows, s->classes <= SMK_FEW_CLASSES ? SMK_LANES : 1, groups);
  for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
    const operation o = tried[i];
    const bool grouped = o == CURVATURE || o == SCALE_ROWS;
    const size_t mark = blocks_mark();
    begin_case("reference", o, "whole", s);
    const outputs expected = run(oracle, &in, o, whole, 1);
    check_blocks();
    check(&in, o, &expected);
    fold_doubles(expected.tile, s->rows * s->classes);
    fold_tile(expected.tile32, s->rows, s->classes);
    fold_doubles(expected.values, s->rows);
    fold_words(expected.predictions, s->rows);
    for (size_t t = 0; t < tested_count; t++) {
      compare(tested[t], &in, o, "whole", &expected, whole, 1);
      compare(tested[t], &in, o, "in ranges", &expected, grouped ? groups : parts, grouped ? group_ranges : ranges);
    }
    free_blocks(mark);
  }
  free_blocks(0);
}
