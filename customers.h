// A softmax regression model in C99, for rows of a table.
// | producer: swift-softmax 0.1.0
// | model_sha256: 05d0671ddc8898223c28ab2c605b46325a0d5fa1f1868aa84c20a1bf7cf8c456
// | trained_on: customers.csv without the holdout
// | training_samples: 320
// | certified_gap: 1.1612633915514531e-10
// | proof: compiled by gcc, 200 drawn inputs: largest difference of probabilities 1.5e-7, of logits 4.7e-7

#ifndef SOFTMAX_MODEL_H
#define SOFTMAX_MODEL_H

#define SOFTMAX_MODEL_CLASS_COUNT 3
/* The classes and those that were merged into them. */
#define SOFTMAX_MODEL_ROW_COUNT 3
#define SOFTMAX_MODEL_COLUMN_COUNT 7

#ifdef __cplusplus
extern "C" {
#endif

// The classes' names in UTF-8.
extern const char *const softmax_model_class_names[SOFTMAX_MODEL_CLASS_COUNT];

extern const char *const softmax_model_column_names[SOFTMAX_MODEL_COLUMN_COUNT];

// The cells of one row.
typedef struct {
  double age; // number, NAN where it is missing: age
  double months; // number, NAN where it is missing: months
  double spend; // number, NAN where it is missing: spend
  double calls; // number, NAN where it is missing: calls
  const char *city; // text in UTF-8, NULL or "" where it is missing: city
  const char *plan; // text in UTF-8, NULL or "" where it is missing: plan
  double newsletter; // 1 for yes, 0 for no, NAN where it is missing: newsletter
} softmax_model_row;

// All take a row, in which cells may be missing or refused as in training.
// An empty text is a missing cell, unless the column has the category "".

// The index of the most probable class; -1 where a cell is refused.
int softmax_model_predict(const softmax_model_row *row);
// The classes' probabilities; NAN where a cell is refused.
void softmax_model_probabilities(const softmax_model_row *row, double *probabilities);
// The numbers that softmax makes probabilities of; NAN where a cell is refused.
void softmax_model_logits(const softmax_model_row *row, double *logits);

#ifdef __cplusplus
}
#endif

#endif
