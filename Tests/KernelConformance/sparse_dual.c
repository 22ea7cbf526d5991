// Steps of dual coordinate ascent: every table against the oracle to the bit, and the oracle against what a step is
// for, in Float64: the row's shares become the probabilities of the weights that it leaves behind.

// Inputs have the same bits on every machine.
#pragma STDC FP_CONTRACT OFF

#include <math.h>
#include <string.h>

#include "conformance.h"

/// What a case changes.
typedef struct {
  float *weights, *shares;
  double *entropies, *share_sums, *variances;
  size_t weight_count, share_count;
} changed;

static void *copied(const void *source, size_t count, size_t element_size, size_t offset) {
  void *copy = new_array(count, element_size, offset);
  memcpy(copy, source, count * element_size);
  return copy;
}

static changed copy_of(const changed *from, const shape *s) {
  changed copy = *from;
  // Behind the weights lies room that may be read.
  copy.weights = copied(from->weights, from->weight_count + SMK_LANES, sizeof(float), s->offset);
  copy.shares = copied(from->shares, from->share_count, sizeof(float), s->offset);
  copy.entropies = copied(from->entropies, 2, sizeof(double), s->offset);
  copy.share_sums = copied(from->share_sums, s->classes, sizeof(double), s->offset);
  copy.variances = copied(from->variances, s->classes, sizeof(double), s->offset);
  return copy;
}

static void run(const smk_table *table, smk_dual dual, const changed *own, const shape *s, const uint32_t *rows,
                size_t count) {
  const size_t mark = blocks_mark();
  dual.weights = own->weights;
  dual.shares = own->shares;
  dual.entropies = own->entropies;
  dual.share_sums = own->share_sums;
  dual.variances = own->variances;
  dual.sums = new_doubles(s->classes, s->offset);
  dual.workspace = new_floats(6 * smk_round_up(s->classes, SMK_LANES), s->offset);
  table->dual_rows(&dual, rows, count);
  check_blocks();
  free_blocks(mark);
}

/// Random shares, less 1 for the label.
static void fill_shares(float *shares, const uint32_t *labels, size_t rows, size_t classes) {
  for (size_t r = 0; r < rows; r++) {
    float sum = 0;
    for (size_t k = 0; k < classes; k++) {
      shares[r * classes + k] = 1.001f + random_unit();
      sum += shares[r * classes + k];
    }
    for (size_t k = 0; k < classes; k++) shares[r * classes + k] /= sum;
    shares[r * classes + labels[r]] -= 1.0f;
  }
}

/// The logarithms of a row's probabilities at these weights.
static void log_probabilities(const smk_dual *dual, const float *weights, const shape *s, uint32_t row,
                              double *logits) {
  double largest = -INFINITY, sum = 0;
  for (size_t k = 0; k < s->classes; k++) {
    logits[k] = (double)dual->bias[k] + (dual->offsets ? (double)dual->offsets[row * s->classes + k] : 0.0);
    for (int64_t e = dual->starts[row]; e < dual->starts[row + 1]; e++) {
      logits[k] += (double)entry_value(dual->entries, (size_t)e) *
                   (double)weights[(size_t)dual->entries->indices[e] * s->classes + k];
    }
    largest = fmax(largest, logits[k]);
  }
  for (size_t k = 0; k < s->classes; k++) sum += exp(logits[k] - largest);
  for (size_t k = 0; k < s->classes; k++) logits[k] -= largest + log(sum);
}

/// After its step a row's shares are about softmax of its logits, the weights being changed.
static void check_step(const smk_dual *dual, const changed *before, const shape *s, uint32_t row) {
  begin_case("reference", DUAL_ROWS, "against the optimum", s);
  const changed own = copy_of(before, s);
  run(oracle, *dual, &own, s, &row, 1);
  if (dual->row_weights && dual->row_weights[row] == 0) {
    same_floats("weight", before->weights, own.weights, before->weight_count);
    same_floats("share", before->shares, own.shares, before->share_count);
    end_case();
    return;
  }
  double *first = new_doubles(s->classes, 0), *last = new_doubles(s->classes, 0);
  log_probabilities(dual, before->weights, s, row, first);
  log_probabilities(dual, own.weights, s, row, last);
  double share_sum = 0, entropy = 0, cross_entropy = 0;
  for (size_t k = 0; k < s->classes; k++) {
    const float label = k == dual->labels[row] ? 1.0f : 0.0f;
    const float kept = own.shares[row * s->classes + k] + label;
    cross_entropy -= (double)(before->shares[row * s->classes + k] + label) * first[k];
    if (kept > 0) entropy -= (double)kept * log((double)kept);
    // The last step's error is its square; and what a share and a weight lack by rounding, the curvature multiplies.
    const double tolerance = SMK_DUAL_NEAR * SMK_DUAL_NEAR + 0x1p-18 * (double)dual->curvatures[row];
    near_double("share", exp(last[k]), tolerance, kept, k);
    share_sum += (double)kept;
  }
  // Float32 keeps of a logarithm and of its term about seven digits each.
  const double weight = dual->row_weights ? dual->row_weights[row] : 1.0;
  near_double("entropy", entropy, 1e-5 * (1 + entropy),
              (float)((own.entropies[0] - before->entropies[0]) / weight), 0);
  near_double("cross-entropy", cross_entropy, 1e-5 * (1 + cross_entropy),
              (float)((own.entropies[1] - before->entropies[1]) / weight), 0);
  near_double("sum of shares", 1.0, 0x1p-22 * (double)s->classes + 0x1p-20, (float)share_sum, 0);
  end_case();
}

void try_dual_rows(const shape *s) {
  seed(seed_of(s) ^ 29);
  for (int kind = SMK_ENTRIES_ONES; kind <= SMK_ENTRIES_F32; kind++) {
    const uint64_t draw = random_bits();
    const sparse_lines lines = new_lines(s, kind);
    const size_t share_count = s->rows * s->classes;
    uint32_t *labels = new_words(s->rows, s->offset);
    for (size_t r = 0; r < s->rows; r++) labels[r] = (uint32_t)random_below(s->classes);
    changed before = {.weight_count = s->features * s->classes, .share_count = share_count};
    before.weights = new_floats(before.weight_count + SMK_LANES, 0);
    const float magnitude = kind == SMK_ENTRIES_U8 ? 0x1p-10f : 0.125f;
    fill_floats(before.weights, before.weight_count, s->values, magnitude, 400);
    before.shares = new_floats(share_count, 0);
    fill_shares(before.shares, labels, s->rows, s->classes);
    before.entropies = new_doubles(2, 0);
    before.share_sums = new_doubles(s->classes, 0);
    before.variances = new_doubles(s->classes, 0);
    fill_doubles(before.entropies, 2, ORDINARY, 1.0, 1);
    fill_doubles(before.share_sums, s->classes, ORDINARY, 1.0, 1);
    fill_doubles(before.variances, s->classes, ORDINARY, 1.0, 1);
    double *row_weights = new_doubles(s->rows, s->offset);
    for (size_t r = 0; r < s->rows; r++) row_weights[r] = (double)random_below(4) * 0.75;
    float *offsets = new_floats(share_count, s->offset), *factors = new_floats(s->features, s->offset);
    for (size_t i = 0; i < share_count; i++) offsets[i] = random_unit();
    for (size_t j = 0; j < s->features; j++) factors[j] = 1.5f + random_unit();
    float *bias = new_floats(s->classes, s->offset);
    fill_floats(bias, s->classes, s->values, 0.5f, 30);
    // Weak penalties bend rows a thousand times as much as strong ones.
    const double stretch = ldexp(1.0, 4 * (int)(draw >> 3 & 3));
    smk_dual dual = {
        .entries = &lines.entries,
        .starts = lines.starts,
        .labels = labels,
        .row_weights = draw & 1 ? row_weights : NULL,
        .offsets = draw & 2 ? offsets : NULL,
        .column_factors = draw & 4 ? factors : NULL,
        .class_count = s->classes,
        .step = (kind == SMK_ENTRIES_U8 ? 0x1p-18 : 0x1p-5) * stretch,
        .bias = bias,
    };
    float *curvatures = new_floats(s->rows, s->offset);
    for (size_t r = 0; r < s->rows; r++) {
      // Logits move by what an entry's column changes, however often it stands in the row.
      double sum = 0;
      for (int64_t e = lines.starts[r]; e < lines.starts[r + 1]; e++) {
        const size_t column = (size_t)lines.entries.indices[e];
        for (int64_t f = lines.starts[r]; f < lines.starts[r + 1]; f++) {
          if ((size_t)lines.entries.indices[f] != column) continue;
          sum += (double)entry_value(&lines.entries, (size_t)e) * (double)entry_value(&lines.entries, (size_t)f) *
                 (dual.column_factors ? (double)factors[column] : 1.0);
        }
      }
      curvatures[r] = (float)(sum * dual.step * (dual.row_weights ? row_weights[r] : 1.0));
    }
    dual.curvatures = curvatures;
    uint32_t *rows = new_list(2 * s->rows, s->rows, s->offset);
    const changed expected = copy_of(&before, s);
    begin_case("reference", DUAL_ROWS, entry_kind_names[kind], s);
    run(oracle, dual, &expected, s, rows, 2 * s->rows);
    fold_floats(expected.weights, expected.weight_count);
    fold_floats(expected.shares, share_count);
    fold_doubles(expected.entropies, 2);
    for (size_t t = 0; t < tested_count; t++) {
      const size_t inner = blocks_mark();
      begin_case(tested[t].name, DUAL_ROWS, entry_kind_names[kind], s);
      const changed own = copy_of(&before, s);
      run(tested[t].table, dual, &own, s, rows, 2 * s->rows);
      same_floats("weight", expected.weights, own.weights, expected.weight_count);
      same_floats("share", expected.shares, own.shares, share_count);
      same_doubles("entropy", expected.entropies, own.entropies, 2);
      same_doubles("sum of shares", expected.share_sums, own.share_sums, s->classes);
      same_doubles("variance", expected.variances, own.variances, s->classes);
      end_case();
      free_blocks(inner);
    }
    if (s->values == ORDINARY) {
      for (size_t r = 0; r < s->rows; r++) {
        const size_t inner = blocks_mark();
        check_step(&dual, &before, s, (uint32_t)r);
        free_blocks(inner);
      }
    }
    free_blocks(0);
  }
}
