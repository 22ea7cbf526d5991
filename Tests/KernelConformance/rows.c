// Rows widened or standardised into a block, in Float32 and Float64: every table against loops of our own, because all
// tables compile them from the same source.

#include <math.h>
#include <string.h>

#include "conformance.h"

typedef struct {
  const shape *shape;
  const void *features;  // uint8_t or float
  bool bytes;
  const uint32_t *rows;  // or NULL
  const float *centres, *factors, *offsets;
  const double *means, *factors64;
} inputs;

static const float scale = 0.73f;
static const double scale64 = 1.0 / 255.0;

static float feature(const inputs *in, size_t r, size_t i) {
  const size_t at = (in->rows ? in->rows[r] : r) * in->shape->features + i;
  return in->bytes ? (float)((const uint8_t *)in->features)[at] : ((const float *)in->features)[at];
}

// Both widths have the same loops. A block's rows lie `stride` apart; what lies between them stays as it was.
#define DEFINE_WIDTH(SUFFIX, REAL, WIDENED, STANDARDIZED, WIDEN, STANDARDIZE, NEW, SAME, FOLD)                       \
  static REAL *new_block##SUFFIX(const shape *s, size_t stride, size_t offset) {                                     \
    REAL *block = NEW(s->rows * stride, offset);                                                                     \
    for (size_t i = 0; i < s->rows * stride; i++) block[i] = 3;                                                      \
    return block;                                                                                                    \
  }                                                                                                                  \
                                                                                                                     \
  static void compare_rows##SUFFIX(const inputs *in) {                                                               \
    const shape *s = in->shape;                                                                                      \
    const size_t mark = blocks_mark(), stride = s->features + s->offset, count = s->rows * stride;                   \
    REAL *widened = new_block##SUFFIX(s, stride, 0), *standardized = new_block##SUFFIX(s, stride, 0);                \
    for (size_t r = 0; r < s->rows; r++) {                                                                           \
      for (size_t i = 0; i < s->features; i++) {                                                                     \
        const REAL value = (REAL)feature(in, r, i);                                                                  \
        widened[r * stride + i] = WIDENED;                                                                           \
        standardized[r * stride + i] = STANDARDIZED;                                                                 \
      }                                                                                                              \
    }                                                                                                                \
    FOLD(widened, count);                                                                                            \
    FOLD(standardized, count);                                                                                       \
    for (size_t t = 0; t < tested_count; t++) {                                                                      \
      const size_t inner = blocks_mark();                                                                            \
      begin_case(tested[t].name, in->bytes ? WIDEN##_U8 : WIDEN##_F32, "against plain loops", s);                    \
      REAL *block = new_block##SUFFIX(s, stride, s->offset);                                                         \
      widen##SUFFIX(tested[t].table, in, block, stride);                                                             \
      SAME("widened", widened, block, count);                                                                        \
      end_case();                                                                                                    \
      begin_case(tested[t].name, in->bytes ? STANDARDIZE##_U8 : STANDARDIZE##_F32, "against plain loops", s);        \
      block = new_block##SUFFIX(s, stride, s->offset);                                                               \
      standardize##SUFFIX(tested[t].table, in, block, stride);                                                       \
      SAME("standardized", standardized, block, count);                                                              \
      end_case();                                                                                                    \
      free_blocks(inner);                                                                                            \
    }                                                                                                                \
    free_blocks(mark);                                                                                               \
  }

static void widen(const smk_table *table, const inputs *in, float *block, size_t stride) {
  const shape *s = in->shape;
  if (in->bytes) {
    table->widen_rows_u8(in->features, s->features, in->rows, s->rows, scale, block, stride);
  } else {
    table->widen_rows_f32(in->features, s->features, in->rows, s->rows, scale, block, stride);
  }
}

static void widen64(const smk_table *table, const inputs *in, double *block, size_t stride) {
  const shape *s = in->shape;
  if (in->bytes) {
    table->widen_rows64_u8(in->features, s->features, in->rows, s->rows, scale64, block, stride);
  } else {
    table->widen_rows64_f32(in->features, s->features, in->rows, s->rows, scale64, block, stride);
  }
}

static void standardize(const smk_table *table, const inputs *in, float *block, size_t stride) {
  const shape *s = in->shape;
  if (in->bytes) {
    table->standardize_rows_u8(in->features, s->features, in->rows, s->rows, in->centres, in->factors, in->offsets,
                               block, stride);
  } else {
    table->standardize_rows_f32(in->features, s->features, in->rows, s->rows, in->centres, in->factors, in->offsets,
                                block, stride);
  }
}

static void standardize64(const smk_table *table, const inputs *in, double *block, size_t stride) {
  const shape *s = in->shape;
  if (in->bytes) {
    table->standardize_rows64_u8(in->features, s->features, in->rows, s->rows, in->means, in->factors64, block,
                                 stride);
  } else {
    table->standardize_rows64_f32(in->features, s->features, in->rows, s->rows, in->means, in->factors64, block,
                                  stride);
  }
}

DEFINE_WIDTH(, float, scale * value, fmaf(value - in->centres[i], in->factors[i], in->offsets[i]), WIDEN_ROWS,
             STANDARDIZE_ROWS, new_floats, same_floats, fold_floats)
DEFINE_WIDTH(64, double, scale64 * value, (value - in->means[i]) * in->factors64[i], WIDEN_ROWS64,
             STANDARDIZE_ROWS64, new_doubles, same_doubles, fold_doubles)

void try_row_blocks(const shape *s) {
  seed(seed_of(s) ^ 17);
  const size_t pool = s->listed ? s->rows / 2 + 1 : s->rows, count = pool * s->features;
  float *centres = new_floats(s->features, s->offset), *factors = new_floats(s->features, s->offset);
  float *offsets = new_floats(s->features, s->offset);
  double *means = new_doubles(s->features, s->offset), *factors64 = new_doubles(s->features, s->offset);
  fill_floats(centres, s->features, s->values, 2.0f, 6);
  fill_floats(factors, s->features, s->values, 3.0f, 6);
  fill_floats(offsets, s->features, s->values, 0.5f, 6);
  fill_doubles(means, s->features, s->values, 2.0, 6);
  fill_doubles(factors64, s->features, s->values, 3.0, 6);
  inputs in = {.shape = s, .centres = centres, .factors = factors, .offsets = offsets, .means = means,
               .factors64 = factors64};
  in.rows = s->listed ? new_list(s->rows, pool, s->offset) : NULL;

  uint8_t *bytes = new_array(count, sizeof(uint8_t), s->offset);
  fill_bytes(bytes, count);
  in.features = bytes;
  in.bytes = true;
  compare_rows(&in);
  compare_rows64(&in);

  float *floats = new_floats(count, s->offset);
  fill_floats(floats, count, s->values, 2.0f, 6);
  in.features = floats;
  in.bytes = false;
  compare_rows(&in);
  compare_rows64(&in);
  free_blocks(0);
}
