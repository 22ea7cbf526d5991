// The conformance driver: holds every table of the kernels that this machine supports to the contract in
// softmax_kernels.h.
//
//   conformance [--table NAME] [--quick] [--checksum]
//
// Each operation is run by the reference and by each table, on sizes around every lane and tile width, from
// misaligned starts, on ordinary and extreme values, whole and in the parts that threads take: the bits must be
// equal. The reference in turn must be as near to Float64 as the errors of its order allow. It prints a line for
// each table and operation; a failure names its case, and the program ends with 1.
//
// --table NAME  tries this table alone: scalar, avx2, avx512, neon or reference
// --quick       tries every eleventh case
// --checksum    prints nothing but the checksum of all the reference's results, which is the same on every machine
//               with the same --quick

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "conformance.h"

tested_table tested[SMK_TABLE_LIMIT + 1];
size_t tested_count;
const smk_table *oracle;

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Around one, two, three and four lanes' width; around the panels of 48 and the blocks of SMK_DEPTH. From 17 on panels
// of 4 to 8 classes, alike as far as can be: 19 and 25 have what others have not.
static const size_t class_counts[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,  17,
                                      19, 20, 25, 31, 32, 33, 40, 47, 48, 49, 50, 63, 64, 65, 96, 97, 100, 145};
static const size_t feature_counts[] = {1,  2,  3,  15, 16, 17,  31,  32,  33,  47,  48,  49,  63,  64,
                                        65, 79, 80, 81, 96, 127, 143, 255, 256, 257, 400, 401, 513, 784};
static const size_t row_counts[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,   10,  11,  12,  13, 14,
                                    15, 16, 17, 31, 32, 33, 47, 48, 255, 256, 257, 258, 513};

static size_t step = 1;
static size_t number;

/// Tries one shape on ordinary values and on one or all other kinds, from a drawn offset, with a list or without.
static void try_shape(void (*attempt)(const shape *), size_t classes, size_t features, size_t rows,
                      bool all_kinds) {
  if (++number % step != 0) return;
  seed(number);
  const uint64_t draw = random_bits();
  shape s = {.classes = classes, .features = features, .rows = rows};
  for (size_t kind = 0; kind < VALUE_KINDS; kind++) {
    if (kind != ORDINARY && !all_kinds && kind != 1 + (draw >> 32) % (VALUE_KINDS - 1)) continue;
    s.values = (value_kind)kind;
    s.offset = draw >> 2 * kind & 1;
    s.listed = draw >> (2 * kind + 1) & 1;
    attempt(&s);
  }
}

/// Every pair of counts, the third in turn; as much work at once as passes in a moment.
static void try_all_products(void) {
  enum { MOST = 700000 };
  for (size_t c = 0; c < COUNT(class_counts); c++) {
    for (size_t f = 0; f < COUNT(feature_counts); f++) {
      try_shape(try_products, class_counts[c], feature_counts[f], row_counts[(c * 5 + f) % 20], false);
    }
  }
  for (size_t c = 0; c < COUNT(class_counts); c++) {
    for (size_t r = 0; r < COUNT(row_counts); r++) {
      try_shape(try_products, class_counts[c], feature_counts[(c * 3 + r) % 18], row_counts[r], false);
    }
  }
  for (size_t f = 0; f < COUNT(feature_counts); f++) {
    for (size_t r = 0; r < COUNT(row_counts); r++) {
      size_t c = (f * 7 + r * 3) % COUNT(class_counts);
      while (c > 0 && class_counts[c] * feature_counts[f] * row_counts[r] > MOST) c -= 1 + c / 3;
      try_shape(try_products, class_counts[c], feature_counts[f], row_counts[r], false);
    }
  }
  // The classes of a pass, up to six, go through blocks of 4096 weights that stay in the first cache.
  for (size_t k = 1; k <= SMK_FEW_CLASSES; k++) {
    const size_t passes = (k + 5) / 6, of_pass = (k + passes - 1) / passes;
    const size_t block = 4096 / of_pass / 64 * 64;
    for (size_t i = 0; i < 4; i++) {
      const size_t beyond[] = {0, 1, 16, 79};
      try_shape(try_products, k, block + beyond[i] - (i == 0), 1 + (k + 5 * i) % 18, false);
    }
  }
}

static void try_all_tiles(void) {
  for (size_t c = 0; c < COUNT(class_counts); c++) {
    for (size_t r = 0; r < COUNT(row_counts); r++) {
      try_shape(try_tiles, class_counts[c], 0, row_counts[r], true);
    }
  }
}

static void try_all_elements(void) {
  for (size_t count = 0; count < 100; count++) try_shape(try_elements, 0, count, 0, true);
  for (size_t f = 0; f < COUNT(feature_counts); f++) try_shape(try_elements, 0, feature_counts[f], 0, true);
}

static void try_all_rows(void) {
  for (size_t f = 0; f < COUNT(feature_counts); f++) {
    for (size_t r = 0; r < 12; r++) try_shape(try_row_blocks, 0, feature_counts[f], row_counts[(f * 5 + r) % 20], true);
  }
}

static void try_all_matrices(void) {
  // The lanes, the tiles and the blocks of SMK_DEPTH, each with what is around it.
  static const size_t columns[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 33, 47, 48, 49, 65, 96, 97, 145};
  for (size_t c = 0; c < COUNT(columns); c++) {
    for (size_t r = 0; r < COUNT(row_counts); r++) {
      size_t left = (c * 7 + r * 3) % COUNT(columns);
      while (left > 0 && columns[left] * columns[c] * row_counts[r] > 200000) left--;
      try_shape(try_matrices, columns[left], columns[c], row_counts[r], false);
    }
  }
  for (size_t order = 1; order <= 70; order++) try_shape(try_factors, 0, order, 0, true);
  for (size_t order = 127; order < 259; order += 43) try_shape(try_factors, 0, order, 0, false);
}

/// Float64: around a vector's 8 lanes, the panels of 16 classes and the blocks of 64 classes and 128 rows.
static void try_all_float64(void) {
  static const size_t classes[] = {1, 2, 3, 5, 7, 8, 9, 10, 12, 13, 16, 17, 24, 25, 40, 49, 65, 100};
  static const size_t features[] = {1,  2,  7,  8,  9,  15, 16,  17,  31,  32,
                                    33, 63, 64, 65, 79, 100, 127, 128, 129, 257};
  static const size_t rows[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127, 128, 129, 257};
  for (size_t c = 0; c < COUNT(classes); c++) {
    for (size_t f = 0; f < COUNT(features); f++) {
      try_shape(try_products64, classes[c], features[f], rows[(c * 5 + f) % 14], false);
    }
    for (size_t r = 0; r < COUNT(rows); r++) {
      try_shape(try_products64, classes[c], features[(c * 7 + r) % 15], rows[r], false);
      try_shape(try_tiles64, classes[c], 0, rows[r], true);
    }
  }
}

/// Every number of classes that lanes and quads divide in their own way, and some of several passes.
static void try_all_sparse(void) {
  static const size_t beyond[] = {71, 79, 80, 81, 96, 97, 127, 128, 129, 145, 300};
  for (size_t k = 1; k <= 70 + COUNT(beyond); k++) {
    const size_t classes = k <= 70 ? k : beyond[k - 71];
    try_shape(try_sparse, classes, 1 + (k * 37) % 90, 1 + k % 9, false);
    try_shape(try_sparse, classes, 300, 9, false);
    try_shape(try_dual_rows, classes, 1 + (k * 37) % 400, 3 + k % 4, false);
    try_shape(try_lazy_steps, classes, 1 + (k * 37) % 90, 3 + k % 7, true);
  }
}

/// Adds the machine's tables to those under test; on x86-64 the reference is one more, beside "scalar".
static void find_tables(const char *wanted) {
  const smk_table *supported[SMK_TABLE_LIMIT];
  const size_t count = smk_supported_tables(supported);
  oracle = smk_reference_table();
  bool has_oracle = false;
  for (size_t i = 0; i < count; i++) {
    has_oracle |= supported[i] == oracle;
    if (!wanted || strcmp(wanted, supported[i]->name) == 0) {
      tested[tested_count++] = (tested_table){supported[i], supported[i]->name};
    }
  }
  if (!has_oracle && (!wanted || strcmp(wanted, "reference") == 0)) {
    tested[tested_count++] = (tested_table){oracle, "reference"};
  }
}

int main(int count, char **arguments) {
  const char *wanted = NULL;
  bool checksum_only = false;
  for (int i = 1; i < count; i++) {
    if (strcmp(arguments[i], "--quick") == 0) {
      step = 11;
    } else if (strcmp(arguments[i], "--checksum") == 0) {
      checksum_only = true;
    } else if (strcmp(arguments[i], "--table") == 0 && i + 1 < count) {
      wanted = arguments[++i];
    } else {
      fprintf(stderr, "usage: %s [--table NAME] [--quick] [--checksum]\n", arguments[0]);
      return 2;
    }
  }
  find_tables(wanted);
  if (tested_count == 0) {
    fprintf(stderr, "conformance: this machine has no table \"%s\"\n", wanted);
    return 2;
  }
  try_all_products();
  try_all_tiles();
  try_all_elements();
  try_all_rows();
  try_all_matrices();
  try_exp_and_log(step == 1 ? 2000 : 200);
  try_all_float64();
  try_exp_and_log64(step == 1 ? 250 : 25);
  try_all_sparse();
  if (!checksum_only) print_report();
  if (failure_count() > 0) {
    fprintf(stderr, "conformance: %zu comparisons failed\n", failure_count());
    return 1;
  }
  printf("checksum %016" PRIx64 "\n", checksum());
  return 0;
}
