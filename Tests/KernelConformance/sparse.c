// Sums over the entries of sparse lines, and what brings weights and sums from one layout to another: every table against
// the oracle to the bit, and the oracle against plain loops with more digits.
//
// `classes` of a case are the matrix's columns, `features` its rows, `rows` the lines.

// Inputs have the same bits on every machine.
#pragma STDC FP_CONTRACT OFF

#include <math.h>
#include <string.h>

#include "conformance.h"

const char *const entry_kind_names[3] = {"ones", "bytes", "floats"};

sparse_lines new_lines(const shape *s, int kind) {
  // Around a chain's end, and beyond several.
  static const size_t lengths[] = {0, 1, 255, 256, 257, 1000, 2, 3, 40};
  sparse_lines lines = {.kind = kind};
  int64_t *starts = new_array(s->rows + 1, sizeof(int64_t), s->offset);
  starts[0] = (int64_t)s->offset;
  size_t length = random_below(9);
  for (size_t l = 0; l < s->rows; l++) {
    starts[l + 1] = starts[l] + (int64_t)lengths[length % 9];
    length += 1 + random_below(3);
  }
  lines.starts = starts;
  lines.count = (size_t)starts[s->rows];
  int32_t *indices = new_array(lines.count, sizeof(int32_t), s->offset);
  for (size_t e = 0; e < lines.count; e++) indices[e] = (int32_t)random_below(s->features);
  lines.entries = (smk_entries){.indices = indices, .values = NULL, .kind = kind};
  if (kind == SMK_ENTRIES_U8) {
    uint8_t *bytes = new_array(lines.count, sizeof(uint8_t), s->offset);
    fill_bytes(bytes, lines.count);
    lines.entries.values = bytes;
  } else if (kind == SMK_ENTRIES_F32) {
    float *floats = new_floats(lines.count, s->offset);
    fill_floats(floats, lines.count, s->values, 2.0f, 200);
    lines.entries.values = floats;
  }
  return lines;
}

float entry_value(const smk_entries *entries, size_t e) {
  switch (entries->kind) {
    case SMK_ENTRIES_F32: return ((const float *)entries->values)[e];
    case SMK_ENTRIES_U8: return ((const uint8_t *)entries->values)[e];
    default: return 1.0f;
  }
}

static bool has_bounds(const shape *s) {
  // No product of these kinds leaves the range of Float32.
  return s->values == ORDINARY || s->values == WIDE || s->values == TIES;
}

static void try_sums(const shape *s, const sparse_lines *lines, const uint32_t *list) {
  const size_t count = s->rows * s->classes, matrix_count = s->features * s->classes;
  // What may be read behind the matrix has no say in the sums: it stays NaN.
  float *matrix = new_floats(matrix_count + SMK_LANES, s->offset);
  double *matrix64 = new_doubles(matrix_count + SMK_LANES, s->offset);
  fill_floats(matrix, matrix_count, s->values, 1.0f, 60);
  fill_doubles(matrix64, matrix_count, s->values, 1.0, 60);
  double *expected = new_doubles(count, 0), *expected64 = new_doubles(count, 0);
  const int64_t *starts = lines->starts;
  oracle->sparse_sums(&lines->entries, starts, starts + 1, list, s->rows, matrix, s->classes, expected);
  oracle->sparse_sums64(&lines->entries, starts, starts + 1, list, s->rows, matrix64, s->classes, expected64);
  fold_doubles(expected, count);
  fold_doubles(expected64, count);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, SPARSE_SUMS, entry_kind_names[lines->kind], s);
    double *sums = new_doubles(count, s->offset);
    tested[t].table->sparse_sums(&lines->entries, starts, starts + 1, list, s->rows, matrix, s->classes, sums);
    same_doubles("sum", expected, sums, count);
    end_case();
    begin_case(tested[t].name, SPARSE_SUMS64, entry_kind_names[lines->kind], s);
    sums = new_doubles(count, s->offset);
    tested[t].table->sparse_sums64(&lines->entries, starts, starts + 1, list, s->rows, matrix64, s->classes, sums);
    same_doubles("sum", expected64, sums, count);
    end_case();
    free_blocks(inner);
  }
  if (!has_bounds(s)) return;
  begin_case("reference", SPARSE_SUMS, "against plain loops", s);
  for (size_t l = 0; l < s->rows; l++) {
    const size_t line = list ? list[l] : l;
    for (size_t k = 0; k < s->classes; k++) {
      long double sum = 0, magnitudes = 0, sum64 = 0, magnitudes64 = 0;
      for (int64_t e = starts[line]; e < starts[line + 1]; e++) {
        const size_t at = (size_t)lines->entries.indices[e] * s->classes + k;
        const long double value = (long double)entry_value(&lines->entries, (size_t)e);
        sum += value * (long double)matrix[at];
        magnitudes += fabsl(value * (long double)matrix[at]);
        sum64 += value * (long double)matrix64[at];
        magnitudes64 += fabsl(value * (long double)matrix64[at]);
      }
      // A chain has as many roundings as entries; between chains there is Float64.
      const size_t terms = (size_t)(starts[line + 1] - starts[line]);
      const double chain = gamma_of(terms < SMK_DEPTH ? terms : SMK_DEPTH) + 0x1p-50;
      near_long_double("sum", sum, magnitudes * (long double)chain, expected[l * s->classes + k], l);
      near_long_double("sum64", sum64, magnitudes64 * (long double)(terms + 1) * 0x1p-53L,
                       expected64[l * s->classes + k], l);
    }
  }
  end_case();
}

// Both widths have the same loop.
#define DEFINE_TURN(SUFFIX, REAL, OPERATION, NEW, FILL, SAME, FOLD)                                                  \
  static void try_turn##SUFFIX(const shape *s) {                                                                     \
    const size_t count = s->classes * s->features;                                                                   \
    REAL *weights = NEW(count, s->offset), *factors = NEW(s->features, s->offset);                                   \
    FILL(weights, count, s->values, 1, 20);                                                                          \
    FILL(factors, s->features, s->values, 3, 20);                                                                    \
    REAL *plain = NEW(count, 0), *scaled = NEW(count, 0);                                                            \
    for (size_t i = 0; i < s->features; i++) {                                                                       \
      for (size_t k = 0; k < s->classes; k++) {                                                                      \
        plain[i * s->classes + k] = weights[k * s->features + i];                                                    \
        scaled[i * s->classes + k] = weights[k * s->features + i] * factors[i];                                      \
      }                                                                                                              \
    }                                                                                                                \
    FOLD(scaled, count);                                                                                             \
    /* Drawn once: how many tables there are differs between machines. */                                            \
    size_t bounds[4];                                                                                                \
    const size_t parts = cut(s->features, 1, bounds);                                                                \
    for (size_t t = 0; t < tested_count; t++) {                                                                      \
      const size_t inner = blocks_mark();                                                                            \
      begin_case(tested[t].name, OPERATION, "in parts", s);                                                          \
      REAL *turned = NEW(count, s->offset), *turned_scaled = NEW(count, s->offset);                                  \
      for (size_t p = 0; p < parts; p++) {                                                                           \
        tested[t].table->turn_weights##SUFFIX(weights, s->classes, s->features, bounds[p], bounds[p + 1], NULL,      \
                                              turned);                                                               \
        tested[t].table->turn_weights##SUFFIX(weights, s->classes, s->features, bounds[p], bounds[p + 1], factors,   \
                                              turned_scaled);                                                        \
      }                                                                                                              \
      SAME("turned", plain, turned, count);                                                                          \
      SAME("scaled", scaled, turned_scaled, count);                                                                  \
      end_case();                                                                                                    \
      free_blocks(inner);                                                                                            \
    }                                                                                                                \
  }

DEFINE_TURN(, float, TURN_WEIGHTS, new_floats, fill_floats, same_floats, fold_floats)
DEFINE_TURN(64, double, TURN_WEIGHTS64, new_doubles, fill_doubles, same_doubles, fold_doubles)

static void try_turned_sums(const shape *s) {
  const size_t count = s->rows * s->classes, stride = s->rows + s->offset;
  double *sums = new_doubles(count, s->offset), *factors = new_doubles(s->rows, s->offset);
  fill_doubles(sums, count, s->values, 1.0, 20);
  fill_doubles(factors, s->rows, s->values, 3.0, 20);
  for (size_t scaled = 0; scaled < 2; scaled++) {
    double *expected = new_doubles(s->classes * stride, 0);
    for (size_t i = 0; i < s->classes * stride; i++) expected[i] = 3;
    for (size_t l = 0; l < s->rows; l++) {
      for (size_t k = 0; k < s->classes; k++) {
        const double sum = sums[l * s->classes + k];
        expected[k * stride + l] = scaled ? sum * factors[l] : sum;
      }
    }
    fold_doubles(expected, s->classes * stride);
    for (size_t t = 0; t < tested_count; t++) {
      const size_t inner = blocks_mark();
      begin_case(tested[t].name, TURN_SUMS, scaled ? "with factors" : "without factors", s);
      double *target = new_doubles(s->classes * stride, s->offset);
      for (size_t i = 0; i < s->classes * stride; i++) target[i] = 3;
      tested[t].table->turn_sums(sums, s->rows, s->classes, scaled ? factors : NULL, target, stride);
      same_doubles("target", expected, target, s->classes * stride);
      end_case();
      free_blocks(inner);
    }
  }
  float *bias = new_floats(s->classes, s->offset);
  fill_floats(bias, s->classes, s->values, 1.0f, 20);
  const size_t tile_count = smk_tile_count(s->rows, s->classes);
  float *expected = new_floats(tile_count, 0);
  for (size_t r = 0; r < s->rows; r++) {
    for (size_t k = 0; k < s->classes; k++) {
      expected[smk_tile_index(r, k, s->classes)] = (float)fma(0.7, sums[r * s->classes + k], (double)bias[k]);
    }
  }
  fold_tile(expected, s->rows, s->classes);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, TILE_FROM_SUMS, "against plain loops", s);
    float *tile = new_floats(tile_count, s->offset);
    tested[t].table->tile_from_sums(sums, s->rows, s->classes, 0.7, bias, tile);
    same_tiles("tile", expected, tile, s->rows, s->classes);
    end_case();
    free_blocks(inner);
  }
}

void try_sparse(const shape *s) {
  seed(seed_of(s) ^ 23);
  for (int kind = SMK_ENTRIES_ONES; kind <= SMK_ENTRIES_F32; kind++) {
    const sparse_lines lines = new_lines(s, kind);
    try_sums(s, &lines, s->listed ? new_list(s->rows, s->rows, s->offset) : NULL);
    free_blocks(0);
  }
  try_turn(s);
  try_turn64(s);
  try_turned_sums(s);
  free_blocks(0);
}
