// A softmax regression model in C99, for rows of a table.
// | producer: swift-softmax 0.1.0
// | model_sha256: 05d0671ddc8898223c28ab2c605b46325a0d5fa1f1868aa84c20a1bf7cf8c456
// | trained_on: customers.csv without the holdout
// | training_samples: 320
// | certified_gap: 1.1612633915514531e-10
// | proof: compiled by gcc, 200 drawn inputs: largest difference of probabilities 1.5e-7, of logits 4.7e-7

#include <math.h>

// The header's text, so that this file stands alone.
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

const char *const softmax_model_class_names[SOFTMAX_MODEL_CLASS_COUNT] = {
  "leaves",
  "stays",
  "upgrades",
};
static const int class_of_row[SOFTMAX_MODEL_ROW_COUNT] = {
  0, 1, 2,
};
static const float bias[SOFTMAX_MODEL_ROW_COUNT] = {
  1.1355572f, -0.9391839f, -0.19637334f,
};
const char *const softmax_model_column_names[SOFTMAX_MODEL_COLUMN_COUNT] = {
  "age",
  "months",
  "spend",
  "calls",
  "city",
  "plan",
  "newsletter",
};
static const int kinds[SOFTMAX_MODEL_COLUMN_COUNT] = {
  0, 0, 0, 0, 3, 3, 1,
};
static const int sizes[SOFTMAX_MODEL_COLUMN_COUNT] = {
  1, 1, 1, 1, 6, 5, 1,
};
static const double origins[SOFTMAX_MODEL_COLUMN_COUNT] = {
  0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
};
static const float means[SOFTMAX_MODEL_COLUMN_COUNT] = {
  42.82237f, 35.6375f, 27.400984f, 0.7625f, 0.0f, 0.0f, 0.509375f,
};
static const char *const categories[] = {
  "Graz",
  "Linz",
  "Salzburg",
  "Wien",
  "basic",
  "family",
  "plus",
  0,
};
static const int terms[] = {
  0, -1, 1, -1, 2, -1, 3, -1, 4, -1, 5, -1, 6, -1,
};
static const int refuses_missing = 0;
static const int refuses_unseen = 1;
static const float weights[] = {
  0.02419333f, 0.018878942f, -0.043072272f, -0.05506093f, 0.06655508f, -0.011494152f, -0.043284632f,
  -0.04193401f, 0.085218646f, 0.398808f, -0.6461498f, 0.24734183f, -0.17655988f, 0.14445926f,
  0.03210061f, 0.27422142f, -0.02439632f, -0.24982509f, -0.1433007f, -0.012127244f, 0.15542795f,
  0.021726213f, -0.11535637f, 0.09363016f, 0.0029087253f, 0.00092995015f, -0.0038386735f, 0.0f, 0.0f,
  0.0f, 0.45443755f, 0.21838723f, -0.6728248f, 0.252223f, 0.61042166f, -0.8626447f, -0.7202668f,
  -0.73508954f, 1.4553564f, 0.035134185f, 0.0014491498f, -0.03658334f, 0.0f, 0.0f, 0.0f, -0.3806432f,
  0.7450512f, -0.36440805f,
};

static int is_same(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) {
    a++;
    b++;
  }
  return *a == *b;
}

void softmax_model_logits(const softmax_model_row *row, double *logits) {
  const double numbers[SOFTMAX_MODEL_COLUMN_COUNT] = {
    row->age,
    row->months,
    row->spend,
    row->calls,
    0.0,
    0.0,
    row->newsletter,
  };
  const char *const words[SOFTMAX_MODEL_COLUMN_COUNT] = {
    0,
    0,
    0,
    0,
    row->city,
    row->plan,
    0,
  };
  // A column's number, which of its blocks counts, and whether its cell is missing.
  float values[SOFTMAX_MODEL_COLUMN_COUNT];
  int choices[SOFTMAX_MODEL_COLUMN_COUNT];
  int missing[SOFTMAX_MODEL_COLUMN_COUNT];
  const char *const *names = categories;
  const float *block = weights;
  int i, j, refused = 0;
  for (j = 0; j < SOFTMAX_MODEL_COLUMN_COUNT; j++) {
    values[j] = 1.0f;
    choices[j] = 0;
    if (kinds[j] == 3) {
      const int count = sizes[j] - 2;
      const char *word = words[j] == 0 ? "" : words[j];
      if (words[j] == 0) choices[j] = count;
      while (choices[j] < count && !is_same(word, names[choices[j]])) choices[j]++;
      missing[j] = choices[j] == count && word[0] == '\0';
      if (choices[j] == count && !missing[j]) {
        choices[j] = count + 1;
        if (refuses_unseen) refused = 1;
      }
      names += count;
    } else {
      missing[j] = numbers[j] != numbers[j];
      if (missing[j]) {
        values[j] = means[j];
      } else if (kinds[j] == 2) {
        values[j] = 1.0f - (float)numbers[j];
      } else {
        values[j] = (float)(numbers[j] - origins[j]);
      }
    }
    if (missing[j] && refuses_missing) refused = 1;
  }
  for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) logits[i] = refused ? (double)NAN : (double)bias[i];
  // Pairs of columns; -1: no second one; -2: whether the first one's cell is missing.
  for (j = 0; j < 7; j++) {
    const int first = terms[2 * j], second = terms[2 * j + 1];
    float value = values[first];
    int choice = choices[first], size = sizes[first];
    if (second == -2) {
      value = missing[first] ? 1.0f : 0.0f;
      choice = 0;
      size = 1;
    } else if (second >= 0) {
      value *= values[second];
      choice = choice * sizes[second] + choices[second];
      size *= sizes[second];
    }
    for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) {
      logits[i] += (double)value * (double)block[choice * SOFTMAX_MODEL_ROW_COUNT + i];
    }
    block += size * SOFTMAX_MODEL_ROW_COUNT;
  }
}

void softmax_model_probabilities(const softmax_model_row *row, double *probabilities) {
  double logits[SOFTMAX_MODEL_ROW_COUNT];
  double largest, sum = 0.0;
  int i;
  softmax_model_logits(row, logits);
  for (i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) probabilities[i] = 0.0;
  largest = logits[0];
  for (i = 1; i < SOFTMAX_MODEL_ROW_COUNT; i++) {
    if (logits[i] > largest) largest = logits[i];
  }
  for (i = 0; i < SOFTMAX_MODEL_ROW_COUNT; i++) {
    const double exponential = (double)expf((float)(logits[i] - largest));
    probabilities[class_of_row[i]] += exponential;
    sum += exponential;
  }
  for (i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) probabilities[i] /= sum;
}

int softmax_model_predict(const softmax_model_row *row) {
  double probabilities[SOFTMAX_MODEL_CLASS_COUNT];
  int i, best = 0;
  softmax_model_probabilities(row, probabilities);
  for (i = 0; i < SOFTMAX_MODEL_CLASS_COUNT; i++) {
    if (probabilities[i] != probabilities[i]) return -1;
    if (probabilities[i] > probabilities[best]) best = i;
  }
  return best;
}
