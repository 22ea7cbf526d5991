// Lazy steps of sparse rows: every table against loops that move every column in every step, because all tables compile
// theirs from the same source.
//
// `classes` of a case are the weights' columns, `features` their rows, `rows` the samples.

// Inputs have the same bits on every machine.
#pragma STDC FP_CONTRACT OFF

#include <math.h>
#include <string.h>

#include "conformance.h"

enum { STEPS = 7 };

/// What steps change.
typedef struct {
  float *parameters, *scaled, *first, *second, *gradient;
  double *sums;
  uint32_t *taken;
} moving;

/// The rows of a step, and their residuals.
typedef struct {
  const uint32_t *rows;
  size_t count;
  const float *residuals;
} minibatch;

static const char *const kind_names[3] = {"descent", "momentum", "adam"};

static sparse_lines ascending_lines(const shape *s, int kind) {
  sparse_lines lines = {.kind = kind};
  int64_t *starts = new_array(s->rows + 1, sizeof(int64_t), s->offset);
  int32_t *indices = new_array(s->rows * s->features, sizeof(int32_t), s->offset);
  size_t count = 0;
  for (size_t r = 0; r < s->rows; r++) {
    starts[r] = (int64_t)count;
    // Some rows and some columns have no entry, some rows have all.
    const size_t sparsity = random_below(5);
    for (size_t j = 0; j < s->features; j++) {
      if (sparsity == 4 || j % 7 == 3 || (sparsity > 0 && random_below(4 * sparsity) != 0)) continue;
      indices[count++] = (int32_t)j;
    }
  }
  starts[s->rows] = (int64_t)count;
  lines.starts = starts;
  lines.count = count;
  lines.entries = (smk_entries){.indices = indices, .values = NULL, .kind = kind};
  if (kind == SMK_ENTRIES_U8) {
    uint8_t *bytes = new_array(count, sizeof(uint8_t), s->offset);
    fill_bytes(bytes, count);
    lines.entries.values = bytes;
  } else if (kind == SMK_ENTRIES_F32) {
    float *floats = new_floats(count, s->offset);
    fill_floats(floats, count, s->values, 2.0f, 200);
    lines.entries.values = floats;
  }
  return lines;
}

static void *copied(const void *source, size_t count, size_t element_size, size_t offset) {
  if (!source) return NULL;
  void *copy = new_array(count, element_size, offset);
  memcpy(copy, source, count * element_size);
  return copy;
}

static moving copy_of(const moving *from, const shape *s, size_t offset) {
  const size_t count = s->features * s->classes;
  return (moving){.parameters = copied(from->parameters, count, sizeof(float), offset),
                  .scaled = copied(from->scaled, count, sizeof(float), offset),
                  .first = copied(from->first, count, sizeof(float), offset),
                  .second = copied(from->second, count, sizeof(float), offset),
                  .gradient = copied(from->gradient, count, sizeof(float), offset),
                  .sums = copied(from->sums, count, sizeof(double), offset),
                  .taken = copied(from->taken, s->features, sizeof(uint32_t), 0)};
}

/// One step of every column: what `descend`, `adapt` and `accumulate` say.
static void move_all(const smk_lazy *l, const moving *w, const shape *s, const minibatch *batch, float scale, size_t i) {
  const size_t count = s->features * s->classes;
  for (size_t r = 0; r < batch->count; r++) {
    const uint32_t row = batch->rows[r];
    for (int64_t e = l->starts[row]; e < l->starts[row + 1]; e++) {
      const size_t column = (size_t)l->entries->indices[e];
      float value = entry_value(l->entries, (size_t)e);
      if (l->column_factors) value *= l->column_factors[column];
      for (size_t k = 0; k < s->classes; k++) {
        float *target = w->gradient + column * s->classes + k;
        *target = fmaf(batch->residuals[r * s->classes + k], value, *target);
      }
    }
  }
  for (size_t at = 0; at < count; at++) {
    const float g = fmaf(l->l2_penalty, w->parameters[at], scale * w->gradient[at]);
    float way = g;
    if (l->kind == SMK_LAZY_MOMENTUM) way = w->first[at] = fmaf(l->momentum, w->first[at], g);
    if (l->kind == SMK_LAZY_ADAM) {
      w->first[at] = fmaf(l->beta1, w->first[at], l->gradient_share * g);
      w->second[at] = fmaf(l->beta2, w->second[at], l->square_share * (g * g));
      way = w->first[at] / fmaf(sqrtf(w->second[at]), l->root_scales[i], l->epsilon);
    }
    w->parameters[at] = fmaf(-l->rates[i], way, w->parameters[at]);
    if (w->scaled) w->scaled[at] = w->parameters[at] * l->column_factors[at / s->classes];
    if (w->sums) w->sums[at] += (double)w->parameters[at];
    w->gradient[at] = 0;
  }
}

static void try_kind(const shape *s, const sparse_lines *lines, int kind, float penalty, bool averaged) {
  const size_t count = s->features * s->classes;
  float *factors = new_floats(s->features, s->offset), *rates = new_floats(STEPS, s->offset),
        *root_scales = new_floats(STEPS, s->offset);
  for (size_t j = 0; j < s->features; j++) factors[j] = 1.5f + random_unit();
  for (size_t i = 0; i < STEPS; i++) {
    rates[i] = 0.3f / (float)(i + 1);
    root_scales[i] = 30.0f / (float)(i + 1);
  }
  smk_lazy lazy = {.entries = &lines->entries, .starts = lines->starts,
                   .column_factors = random_below(2) ? factors : NULL, .class_count = s->classes, .kind = kind,
                   .l2_penalty = penalty, .momentum = 0.9f, .beta1 = 0.9f, .gradient_share = 0.1f, .beta2 = 0.999f,
                   .square_share = 0.001f, .epsilon = 1e-8f, .rates = rates, .root_scales = root_scales};
  moving before = {.parameters = new_floats(count, 0), .gradient = new_floats(count, 0),
                   .taken = new_words(s->features, 0)};
  fill_floats(before.parameters, count, s->values, 1.0f, 40);
  memset(before.gradient, 0, count * sizeof(float));
  memset(before.taken, 0, s->features * sizeof(uint32_t));
  if (kind != SMK_LAZY_DESCENT) before.first = new_floats(count, 0);
  if (kind == SMK_LAZY_ADAM) before.second = new_floats(count, 0);
  for (size_t at = 0; at < count && before.first; at++) {
    // Some columns have not moved yet; of these some have a moment of -0, which the next step makes +0.
    const bool moved = at / s->classes % 3 != 0;
    const float still = at / s->classes % 2 ? -0.0f : 0.0f;
    before.first[at] = moved ? random_value(s->values, 0.5f, 40) : still;
    if (before.second) before.second[at] = moved ? fabsf(random_value(s->values, 0.5f, 40)) : 0.0f;
  }
  if (averaged) {
    before.sums = new_doubles(count, 0);
    fill_doubles(before.sums, count, ORDINARY, 1.0, 1);
  }
  if (lazy.column_factors) {
    before.scaled = new_floats(count, 0);
    for (size_t at = 0; at < count; at++) before.scaled[at] = before.parameters[at] * factors[at / s->classes];
  }
  minibatch batches[STEPS];
  bool catches_up[STEPS];
  for (size_t i = 0; i < STEPS; i++) {
    const size_t size = random_below(4);
    uint32_t *rows = new_words(size, s->offset);
    for (size_t r = 0; r < size; r++) rows[r] = (uint32_t)random_below(s->rows);
    float *residuals = new_floats(size * s->classes, s->offset);
    fill_floats(residuals, size * s->classes, s->values, 1.0f, 100);
    batches[i] = (minibatch){.rows = rows, .count = size, .residuals = residuals};
    catches_up[i] = random_below(2) == 0;
  }
  size_t bounds[4];
  const size_t parts = cut(s->features, 1, bounds);
  const moving expected = copy_of(&before, s, 0);
  for (size_t i = 0; i < STEPS; i++) move_all(&lazy, &expected, s, &batches[i], 1.0f / 96.0f, i);
  fold_floats(expected.parameters, count);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, LAZY_STEP, kind_names[kind], s);
    const moving own = copy_of(&before, s, s->offset);
    lazy.parameters = own.parameters;
    lazy.scaled = own.scaled;
    lazy.first_moments = own.first;
    lazy.second_moments = own.second;
    lazy.gradient = own.gradient;
    lazy.sums = own.sums;
    lazy.taken = own.taken;
    const smk_table *table = tested[t].table;
    for (size_t i = 0; i < STEPS; i++) {
      for (size_t p = 0; p < parts; p++) {
        const minibatch *b = &batches[i];
        if (catches_up[i]) table->lazy_catch_up(&lazy, b->rows, b->count, bounds[p], bounds[p + 1], i);
        table->lazy_step(&lazy, b->rows, b->count, bounds[p], bounds[p + 1], b->residuals, 1.0f / 96.0f, i + 1);
      }
    }
    for (size_t p = 0; p < parts; p++) table->lazy_settle(&lazy, bounds[p], bounds[p + 1], STEPS);
    same_floats("parameters", expected.parameters, own.parameters, count);
    same_floats("gradient", expected.gradient, own.gradient, count);
    if (own.scaled) same_floats("scaled parameters", expected.scaled, own.scaled, count);
    if (own.first) same_floats("first moments", expected.first, own.first, count);
    if (own.second) same_floats("second moments", expected.second, own.second, count);
    if (own.sums) same_doubles("sums", expected.sums, own.sums, count);
    for (size_t j = 0; j < s->features; j++) {
      if (own.taken[j] != STEPS) fail("column %zu has taken %u steps of %d", j, own.taken[j], STEPS);
    }
    end_case();
    free_blocks(inner);
  }
}

void try_lazy_steps(const shape *s) {
  seed(seed_of(s) ^ 31);
  for (int kind = SMK_LAZY_DESCENT; kind <= SMK_LAZY_ADAM; kind++) {
    for (int penalised = 0; penalised < 2; penalised++) {
      for (int averaged = 0; averaged < 2; averaged++) {
        // Plain steps leave parameters that are no finite numbers alone, which steps of every column do not.
        const bool is_still = kind == SMK_LAZY_DESCENT && !penalised && !averaged;
        if (is_still && (s->values == LARGE || s->values == SPECIAL)) continue;
        const sparse_lines lines = ascending_lines(s, (int)random_below(3));
        try_kind(s, &lines, kind, penalised ? 0.01f : 0.0f, averaged);
        free_blocks(0);
      }
    }
  }
}
