// Comparisons, the words of a failure, the counts and the checksum.

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"

enum { FAILURE_LIMIT = 10 };

static const char *const operation_names[OPERATIONS] = {
    "logits_u8", "logits_f32", "gradient_u8", "gradient_f32",
    "softmax", "log_softmax", "residuals", "top_classes",
    "column_sums", "matrix_from_tile", "first_row_beyond", "accumulate",
    "descend", "adapt", "add_products", "add_row_dots",
    "add_scaled_rows", "scale_block", "factor_block", "invert_block",
    "exp_each", "log_each", "logits64_u8", "logits64_f32",
    "logits64_f64", "gradient64_u8", "gradient64_f32", "gradient64_f64",
    "softmax64", "residuals64", "curvature", "scale_rows",
    "scale_rows64", "widen_rows_u8", "widen_rows_f32", "widen_rows64_u8",
    "widen_rows64_f32", "standardize_rows_u8", "standardize_rows_f32", "standardize_rows64_u8",
    "standardize_rows64_f32", "dual_residuals64", "sparse_sums", "sparse_sums64",
    "dual_rows", "lazy_step", "turn_weights", "turn_weights64", "turn_sums", "tile_from_sums",
    "exp64_each", "log64_each",
};

static const char *const value_names[VALUE_KINDS] = {"ordinary", "wide",      "ties",   "tiny",
                                                     "large",    "vanishing", "special"};

static struct {
  const char *table;
  operation tried;
  const char *how;
  shape shape;
  bool failed;
} now;

static struct {
  const char *table;
  size_t cases[OPERATIONS];
  double worst[OPERATIONS];
} counts[SMK_TABLE_LIMIT + 2];

static size_t failures;
static uint64_t sum = 0xcbf29ce484222325u;

void begin_case(const char *table, operation tried, const char *how, const shape *s) {
  now.table = table;
  now.tried = tried;
  now.how = how;
  now.shape = *s;
  now.failed = false;
}

static size_t counts_of(const char *table) {
  size_t i = 0;
  while (counts[i].table && strcmp(counts[i].table, table) != 0) i++;
  counts[i].table = table;
  return i;
}

void check_blocks(void) {
  if (!blocks_are_intact()) fail("wrote outside an array");
}

void end_case(void) {
  check_blocks();
  counts[counts_of(now.table)].cases[now.tried]++;
}

void fail(const char *format, ...) {
  const shape *s = &now.shape;
  if (now.failed) return;
  now.failed = true;
  fprintf(stderr, "FAILED  table %s, %s, %s: %zu classes, %zu features, %zu rows%s, offset %zu, %s values: ",
          now.table, operation_names[now.tried], now.how, s->classes, s->features, s->rows,
          s->listed ? " by a list" : "", s->offset, value_names[s->values]);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, "\n");
  if (++failures == FAILURE_LIMIT) {
    fprintf(stderr, "conformance: enough\n");
    exit(1);
  }
}

size_t failure_count(void) { return failures; }

// MARK: Equal bits

static uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (bits & 0x7fffffffu) > 0x7f800000u ? 0x7fc00000u : bits;
}

static uint64_t bits_of_double(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return value != value ? 0x7ff8000000000000u : bits;
}

static bool same_float(const char *what, float expected, float actual, size_t row, size_t column) {
  const uint32_t a = bits_of(expected), b = bits_of(actual);
  if (a == b) return true;
  fail("%s[%zu, %zu] is %08" PRIx32 " (%.9g), expected %08" PRIx32 " (%.9g)", what, row, column, b,
       (double)actual, a, (double)expected);
  return false;
}

void same_floats(const char *what, const float *expected, const float *actual, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!same_float(what, expected[i], actual[i], 0, i)) return;
  }
}

void same_tiles(const char *what, const float *expected, const float *actual, size_t rows, size_t classes) {
  for (size_t r = 0; r < rows; r++) {
    for (size_t k = 0; k < classes; k++) {
      const size_t i = smk_tile_index(r, k, classes);
      if (!same_float(what, expected[i], actual[i], r, k)) return;
    }
  }
}

void same_doubles(const char *what, const double *expected, const double *actual, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint64_t a = bits_of_double(expected[i]), b = bits_of_double(actual[i]);
    if (a == b) continue;
    fail("%s[%zu] is %016" PRIx64 " (%.17g), expected %016" PRIx64 " (%.17g)", what, i, b, actual[i], a,
         expected[i]);
    return;
  }
}

void same_words(const char *what, const uint32_t *expected, const uint32_t *actual, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (expected[i] == actual[i]) continue;
    fail("%s[%zu] is %" PRIu32 ", expected %" PRIu32, what, i, actual[i], expected[i]);
    return;
  }
}

// MARK: Float64

void near_double(const char *what, double expected, double bound, float actual, size_t index) {
  const double difference = (double)actual > expected ? (double)actual - expected : expected - (double)actual;
  if (!(difference <= bound)) {
    fail("%s[%zu] is %08" PRIx32 " (%.9g), expected %.17g +- %.3g", what, index, bits_of(actual), (double)actual,
         expected, bound);
  }
  double *worst = &counts[counts_of(now.table)].worst[now.tried];
  if (bound > 0 && difference / bound > *worst) *worst = difference / bound;
}

void near_long_double(const char *what, long double expected, long double bound, double actual, size_t index) {
  const long double difference =
      (long double)actual > expected ? (long double)actual - expected : expected - (long double)actual;
  if (!(difference <= bound)) {
    fail("%s[%zu] is %.17g, expected %.20Lg +- %.3Lg", what, index, actual, expected, bound);
  }
  double *worst = &counts[counts_of(now.table)].worst[now.tried];
  if (bound > 0 && (double)(difference / bound) > *worst) *worst = (double)(difference / bound);
}

// MARK: Checksum (FNV-1a)

static void fold(uint64_t bits, int bytes) {
  for (int i = 0; i < bytes; i++) sum = (sum ^ (bits >> 8 * i & 0xff)) * 0x100000001b3u;
}

void fold_floats(const float *values, size_t count) {
  for (size_t i = 0; i < count; i++) fold(bits_of(values[i]), 4);
}

void fold_doubles(const double *values, size_t count) {
  for (size_t i = 0; i < count; i++) fold(bits_of_double(values[i]), 8);
}

void fold_words(const uint32_t *values, size_t count) {
  for (size_t i = 0; i < count; i++) fold(values[i], 4);
}

void fold_tile(const float *tile, size_t rows, size_t classes) {
  for (size_t r = 0; r < rows; r++) {
    for (size_t k = 0; k < classes; k++) fold(bits_of(tile[smk_tile_index(r, k, classes)]), 4);
  }
}

uint64_t checksum(void) { return sum; }

void print_report(void) {
  for (size_t t = 0; t < sizeof counts / sizeof counts[0] && counts[t].table; t++) {
    for (size_t o = 0; o < OPERATIONS; o++) {
      if (counts[t].cases[o] == 0) continue;
      printf("%-10s %-22s %7zu cases", counts[t].table, operation_names[o], counts[t].cases[o]);
      if (counts[t].worst[o] > 0) printf(", at worst %.3f of the bound", counts[t].worst[o]);
      printf("\n");
    }
  }
}
