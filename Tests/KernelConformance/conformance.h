// What the files of the conformance driver share. main.c says what it does and how it is run.

#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softmax_kernels.h"

// Every machine must try the same numbers, with multiply-add fused or not.
#pragma STDC FP_CONTRACT OFF

// MARK: Cases

/// The entries of a table; `prepare` and `prepare64` are tried through the logits that are read from what they
/// write.
typedef enum {
  LOGITS_U8,
  LOGITS_F32,
  GRADIENT_U8,
  GRADIENT_F32,
  SOFTMAX,
  LOG_SOFTMAX,
  RESIDUALS,
  TOP_CLASSES,
  COLUMN_SUMS,
  MATRIX_FROM_TILE,
  FIRST_ROW_BEYOND,
  ACCUMULATE,
  DESCEND,
  ADAPT,
  ADD_PRODUCTS,
  ADD_ROW_DOTS,
  ADD_SCALED_ROWS,
  SCALE_BLOCK,
  FACTOR_BLOCK,
  INVERT_BLOCK,
  EXP_EACH,
  LOG_EACH,
  LOGITS64_U8,
  LOGITS64_F32,
  LOGITS64_F64,
  GRADIENT64_U8,
  GRADIENT64_F32,
  GRADIENT64_F64,
  SOFTMAX64,
  RESIDUALS64,
  CURVATURE,
  SCALE_ROWS,
  SCALE_ROWS64,
  WIDEN_ROWS_U8,
  WIDEN_ROWS_F32,
  WIDEN_ROWS64_U8,
  WIDEN_ROWS64_F32,
  STANDARDIZE_ROWS_U8,
  STANDARDIZE_ROWS_F32,
  STANDARDIZE_ROWS64_U8,
  STANDARDIZE_ROWS64_F32,
  DUAL_RESIDUALS64,
  SPARSE_SUMS,
  SPARSE_SUMS64,
  DUAL_ROWS,
  LAZY_STEP,
  TURN_WEIGHTS,
  TURN_WEIGHTS64,
  TURN_SUMS,
  TILE_FROM_SUMS,
  EXP64_EACH,
  LOG64_EACH,
  OPERATIONS
} operation;

/// What the numbers of a case are like.
typedef enum {
  ORDINARY,   // between -1 and 1, times something
  WIDE,       // 2^-40 to 2^40; logits whose differences surround 88 to 104, where exp ends
  TIES,       // small integers and both zeros
  TINY,       // subnormal, or with products that are
  LARGE,      // up to the largest finite number, with products beyond
  VANISHING,  // zeros and the smallest; products that all become -0
  SPECIAL,    // ordinary with zeros, subnormals, the largest, infinities and NaN strewn in
  VALUE_KINDS
} value_kind;

/// One case. Not every operation looks at every member.
typedef struct {
  size_t classes;
  size_t features;
  size_t rows;
  size_t offset;  // elements by which every array starts off its block's alignment
  bool listed;    // rows by an index list with repeats, or NULL
  value_kind values;
} shape;

/// A table under test and what to call it: two tables of one machine may bear the same name.
typedef struct {
  const smk_table *table;
  const char *name;
} tested_table;

extern tested_table tested[SMK_TABLE_LIMIT + 1];
extern size_t tested_count;
extern const smk_table *oracle;

// MARK: report.c

/// What is being compared, for the message of a failure and for the counts.
void begin_case(const char *table, operation tried, const char *how, const shape *s);

/// Whether the case wrote outside an array.
void check_blocks(void);

/// Ends the case after its comparisons and that check, and counts it.
void end_case(void);

/// Bit by bit, except that any NaN equals any other.
void same_floats(const char *what, const float *expected, const float *actual, size_t count);
void same_doubles(const char *what, const double *expected, const double *actual, size_t count);
void same_words(const char *what, const uint32_t *expected, const uint32_t *actual, size_t count);

/// The places of a tile that stand for a row.
void same_tiles(const char *what, const float *expected, const float *actual, size_t rows, size_t classes);

/// |actual - expected| <= bound. Keeps the largest quotient for the report.
void near_double(const char *what, double expected, double bound, float actual, size_t index);

/// The same for a Float64 against more digits.
void near_long_double(const char *what, long double expected, long double bound, double actual, size_t index);

/// Prints the first thing that is wrong with the case and, after enough such cases, ends the program.
void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Takes results of the oracle into the checksum; unlike the report, it is the same on every machine.
void fold_floats(const float *values, size_t count);
void fold_doubles(const double *values, size_t count);
void fold_words(const uint32_t *values, size_t count);
void fold_tile(const float *tile, size_t rows, size_t classes);

uint64_t checksum(void);
size_t failure_count(void);
void print_report(void);

// MARK: blocks.c

/// An array of its own, `offset` elements off a block's start, full of NaN (or of the largest integers).
/// Under AddressSanitizer the block ends where the array ends; elsewhere guard bytes surround it.
void *new_array(size_t count, size_t element_size, size_t offset);
float *new_floats(size_t count, size_t offset);
uint32_t *new_words(size_t count, size_t offset);
double *new_doubles(size_t count, size_t offset);

/// Whether all guard bytes of all arrays are as they were.
bool blocks_are_intact(void);

/// Frees the arrays made since the mark; 0 is before all.
size_t blocks_mark(void);
void free_blocks(size_t mark);

// MARK: values.c

/// Numbers of a fixed sequence that depends on the seed alone, not on the machine.
void seed(uint64_t value);
uint64_t seed_of(const shape *s);
uint64_t random_bits(void);
size_t random_below(size_t end);
/// -1 <= x < 1, a multiple of 2^-23.
float random_unit(void);

/// `density`: one in so many is special.
float random_value(value_kind values, float magnitude, size_t density);
void fill_floats(float *target, size_t count, value_kind values, float magnitude, size_t density);
void fill_bytes(uint8_t *target, size_t count);
float random_logit(value_kind values);
/// The same kinds at the ends of Float64.
double random_double(value_kind values, double magnitude, size_t density);
void fill_doubles(double *target, size_t count, value_kind values, double magnitude, size_t density);
double random_logit64(value_kind values);
/// An index list with repeats that visits the first and the last of `pool` rows.
uint32_t *new_list(size_t count, size_t pool, size_t offset);

/// Cuts 0..<count into one to three ranges at multiples of `multiple`; bounds[0] is 0, the last one count.
size_t cut(size_t count, size_t multiple, size_t bounds[4]);

/// n roundings in a row: gamma_n = n u / (1 - n u) with u = 2^-24 (Higham, Accuracy and Stability, 3.1).
double gamma_of(size_t roundings);
extern const double unit_roundoff;

// MARK: The cases

void try_products(const shape *s);
void try_tiles(const shape *s);
void try_elements(const shape *s);
void try_matrices(const shape *s);
void try_factors(const shape *s);
void try_exp_and_log(size_t points_per_exponent);
void try_products64(const shape *s);
void try_row_blocks(const shape *s);
void try_tiles64(const shape *s);
void try_exp_and_log64(size_t points_per_exponent);
void try_sparse(const shape *s);
void try_dual_rows(const shape *s);
void try_lazy_steps(const shape *s);

/// sparse.c: `rows` lines of entries of `features` columns, of the lengths where kernels' chains end; the first one
/// begins at entry `offset`.
typedef struct {
  int kind;
  smk_entries entries;
  const int64_t *starts;  // [rows + 1]
  size_t count;           // entries, those before the first line's included
} sparse_lines;

extern const char *const entry_kind_names[3];
sparse_lines new_lines(const shape *s, int kind);
float entry_value(const smk_entries *entries, size_t e);

/// products_accuracy.c: the logits and gradients of one case against sums in Float64.
typedef struct {
  const shape *shape;
  const void *features;  // uint8_t or float
  bool bytes;
  const uint32_t *rows;  // or NULL
  float scale;
  const float *weights;
  const float *bias;
  const float *residuals;
  const float *gradient;  // before
} product_inputs;

void check_logits(const product_inputs *in, const float *logits);
void check_gradient(const product_inputs *in, const float *gradient);

/// tiles_accuracy.c: one operation's results against Float64.
typedef struct {
  const shape *shape;
  const float *logits;
  const uint32_t *labels;
  const uint32_t *rows;  // or NULL
} tile_inputs;

typedef struct {
  float *tile;
  float *losses;          // of residuals
  uint32_t *predictions;  // of residuals and top_classes
  float *probabilities;   // of top_classes
} tile_outputs;

void check_tile(const tile_inputs *in, operation tried, const tile_outputs *out);

#endif
