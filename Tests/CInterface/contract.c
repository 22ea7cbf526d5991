// What softmax.h promises, from C: codes and messages for whatever makes no sense, and numbers that can be told by hand.

#include <math.h>
#include <pthread.h>
#include <softmax.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition)                                                          \
  do {                                                                            \
    if (!(condition)) {                                                           \
      failures++;                                                                 \
      fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
    }                                                                             \
  } while (0)

enum { N = 8, D = 2, K = 3 };
static const double values[N * D] = {0, 1, 1, 0, 2, 2, 3, 1, 0, 3, 4, 1, 1, 4, 2, 0};
static const uint32_t labels[N] = {0, 1, 2, 2, 0, 1, 2, 1};

static softmax_matrix matrix(void) {
  return (softmax_matrix){.size = sizeof(softmax_matrix), .storage = SOFTMAX_DENSE_FLOAT64, .row_count = N,
                          .column_count = D, .values = values};
}

static softmax_settings plain(void) {
  return (softmax_settings){.size = sizeof(softmax_settings), .l2 = 0.1, .tolerance = 1e-10, .max_iterations = 100,
                            .has_bias = 1, .learning_rate = 0.1, .batch_size = 4};
}

static char message[512];
static double weights[K * D], bias[K];

static int32_t fit(softmax_matrix *m, const uint32_t *y, int64_t k, softmax_settings *s, softmax_report *report) {
  memset(message, 'x', sizeof message);
  int32_t status = softmax_fit(m, y, k, NULL, s, weights, bias, report, message, sizeof message);
  // A sentence where something is wrong, and nothing where nothing is.
  CHECK(memchr(message, 0, sizeof message) != NULL);
  CHECK((status == SOFTMAX_OK) == (message[0] == 0));
  return status;
}

static void bad_arguments(void) {
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  CHECK(fit(NULL, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  CHECK(fit(&m, NULL, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  CHECK(fit(&m, labels, K, NULL, NULL) == SOFTMAX_BAD_ARGUMENT);
  CHECK(softmax_fit(&m, labels, K, NULL, &s, NULL, bias, NULL, NULL, 0) == SOFTMAX_BAD_ARGUMENT);
  for (int64_t k = -1; k < 3; k++) CHECK(fit(&m, labels, k, &s, NULL) != SOFTMAX_OK);
  m.size = 8;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "sizeof(softmax_matrix)"));
  m = matrix(), m.row_count = 0;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_DATA);
  m = matrix(), m.column_count = INT64_MAX;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_DATA);
  m = matrix(), m.row_count = m.column_count = (1ll << 31) - 1;
  CHECK(fit(&m, labels, K, &s, NULL) != SOFTMAX_OK || 1);
  m = matrix(), m.storage = 9;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  m = matrix(), m.values = NULL;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  m = matrix(), m.values = (const char *)values + 1;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  m = matrix();
  const double bad[] = {-1, NAN, INFINITY};
  for (int i = 0; i < 3; i++) {
    s = plain(), s.l2 = bad[i];
    CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
    s = plain(), s.tolerance = bad[i];
    CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
    s = plain(), s.learning_rate = bad[i];
    CHECK(softmax_steps(&m, labels, K, NULL, &s, 0, weights, bias, NULL, NULL, 0) == SOFTMAX_BAD_ARGUMENT);
  }
  s = plain(), s.solver = "nobody";
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "lbfgs"));
  s = plain(), s.solver = "sgd";
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  s = plain(), s.solver = "sdca";
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  s = plain(), s.max_iterations = -1;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  s = plain(), s.threads = -1;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  s = plain();
  softmax_report report = {.size = 4};
  CHECK(fit(&m, labels, K, &s, &report) == SOFTMAX_BAD_ARGUMENT);
  // A message that has no room for all of it ends whole.
  char little[9];
  CHECK(softmax_fit(NULL, labels, K, NULL, &s, weights, bias, NULL, little, sizeof little) != SOFTMAX_OK);
  CHECK(strlen(little) == 8);
}

static void bad_data(void) {
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  double spoiled[N * D];
  memcpy(spoiled, values, sizeof values);
  m.values = spoiled;
  for (int i = 0; i < 3; i++) {
    spoiled[5] = (double[]){NAN, INFINITY, -INFINITY}[i];
    CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_DATA && strstr(message, "feature 1 of sample 2"));
  }
  m = matrix();
  uint32_t other[N] = {0, 0, 0, 0, 0, 0, 0, 3};
  CHECK(fit(&m, other, K, &s, NULL) == SOFTMAX_BAD_DATA && strstr(message, "sample 7"));
  other[7] = 0;
  CHECK(fit(&m, other, K, &s, NULL) == SOFTMAX_BAD_DATA);
  double sample_weights[N] = {1, 1, 1, 1, 1, 1, 1, -1};
  CHECK(softmax_fit(&m, labels, K, sample_weights, &s, weights, bias, NULL, message, sizeof message) == SOFTMAX_BAD_DATA);
  memset(sample_weights, 0, sizeof sample_weights);
  CHECK(softmax_fit(&m, labels, K, sample_weights, &s, weights, bias, NULL, message, sizeof message) == SOFTMAX_BAD_DATA);
  const double wrong[K * D] = {NAN};
  double result[N * K];
  CHECK(softmax_scores(&m, wrong, bias, K, SOFTMAX_LOGITS, 1, result, message, sizeof message) == SOFTMAX_BAD_DATA);
  CHECK(softmax_scores(&m, weights, bias, K, 7, 1, result, message, sizeof message) == SOFTMAX_BAD_ARGUMENT);
}

static void bad_sparse(void) {
  const double entries[3] = {1, 2, 3};
  int64_t starts[3] = {0, 2, 3};
  int32_t columns[3] = {0, 1, 0};
  const uint32_t y[2] = {0, 1};
  softmax_settings s = plain();
  softmax_matrix m = {.size = sizeof m, .storage = SOFTMAX_SPARSE_FLOAT64, .row_count = 2, .column_count = 2,
                      .values = entries, .row_starts = starts, .columns = columns, .entry_count = 3};
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_OK);
  starts[1] = 5;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_DATA);
  starts[1] = -1;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_DATA);
  starts[1] = 2, starts[2] = 2;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_DATA);
  starts[2] = 3, columns[1] = 2;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_DATA);
  columns[1] = 0;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_DATA && strstr(message, "sort"));
  columns[1] = 1, m.row_starts = NULL;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  m.row_starts = starts, m.entry_count = -1;
  CHECK(fit(&m, y, 2, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
}

// F at weights and bias by its definition.
static double objective(const double *w, const double *b, double l2) {
  double loss = 0, squares = 0;
  for (int i = 0; i < N; i++) {
    double logits[K], largest = -INFINITY, sum = 0;
    for (int k = 0; k < K; k++) {
      logits[k] = b[k];
      for (int j = 0; j < D; j++) logits[k] += w[k * D + j] * values[i * D + j];
      largest = fmax(largest, logits[k]);
    }
    for (int k = 0; k < K; k++) sum += exp(logits[k] - largest);
    loss += log(sum) + largest - logits[labels[i]];
  }
  for (int i = 0; i < K * D; i++) squares += w[i] * w[i];
  return loss / N + l2 / 2 * squares;
}

static void numbers(void) {
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  softmax_report report = {.size = sizeof report};
  CHECK(fit(&m, labels, K, &s, &report) == SOFTMAX_OK);
  CHECK(report.stop_reason == SOFTMAX_CONVERGED && report.gap >= 0 && report.gap < 1e-10);
  CHECK(fabs(report.objective - objective(weights, bias, s.l2)) < 1e-14);
  // No small step along any coordinate leads lower.
  for (int i = 0; i < K * D + K; i++) {
    for (int sign = -1; sign <= 1; sign += 2) {
      double *place = i < K * D ? weights + i : bias + (i - K * D);
      const double before = *place;
      *place += sign * 1e-4;
      CHECK(objective(weights, bias, s.l2) > report.objective);
      *place = before;
    }
  }
  softmax_report again = {.size = sizeof again};
  CHECK(softmax_certify(&m, labels, K, NULL, &s, weights, bias, &again, message, sizeof message) == SOFTMAX_OK);
  CHECK(fabs(again.objective - report.objective) < 1e-15 && again.gap < 1e-10);
  double probabilities[N * K], logs[N * K];
  CHECK(softmax_scores(&m, weights, bias, K, SOFTMAX_PROBABILITIES, 0, probabilities, NULL, 0) == SOFTMAX_OK);
  CHECK(softmax_scores(&m, weights, bias, K, SOFTMAX_LOG_PROBABILITIES, 0, logs, NULL, 0) == SOFTMAX_OK);
  for (int i = 0; i < N; i++) {
    double sum = 0;
    for (int k = 0; k < K; k++) {
      sum += probabilities[i * K + k];
      CHECK(fabs(exp(logs[i * K + k]) - probabilities[i * K + k]) < 1e-14);
    }
    CHECK(fabs(sum - 1) < 1e-14);
  }
  // A path ends where its last fit alone ends.
  const double l1[3] = {0}, l2[3] = {10, 1, 0.1};
  double path[3 * K * D], path_bias[3 * K];
  int64_t iterations[3];
  CHECK(softmax_path(&m, labels, K, NULL, &s, l1, l2, 3, path, path_bias, iterations, NULL, NULL, 0) == SOFTMAX_OK);
  for (int i = 0; i < K * D; i++) CHECK(fabs(path[2 * K * D + i] - weights[i]) < 1e-8);
}

static int32_t stop(void *context, int64_t passes, int64_t iterations, double value, double gradient) {
  (void)iterations, (void)value, (void)gradient;
  *(int64_t *)context = passes;
  return passes >= 4;
}

static void callbacks(void) {
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  int64_t last = -1;
  s.progress = stop, s.context = &last;
  softmax_report report = {.size = sizeof report};
  CHECK(fit(&m, labels, K, &s, &report) == SOFTMAX_OK);
  CHECK(report.stop_reason == SOFTMAX_STOPPED && last == 4 && report.passes == 4 && isnan(report.gap));
}

static void *fits(void *result) {
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  double b[K];
  for (int i = 0; i < 200; i++) softmax_fit(&m, labels, K, NULL, &s, result, b, NULL, NULL, 0);
  return NULL;
}

static void threads(void) {
  pthread_t all[4];
  static double found[4][K * D];
  for (int i = 0; i < 4; i++) pthread_create(&all[i], NULL, fits, found[i]);
  for (int i = 0; i < 4; i++) pthread_join(all[i], NULL);
  for (int i = 1; i < 4; i++) CHECK(memcmp(found[0], found[i], sizeof found[0]) == 0);
}

int main(void) {
  CHECK(softmax_interface_version() == SOFTMAX_INTERFACE_VERSION);
  CHECK(softmax_threads() >= 1 && strlen(softmax_kernels()) > 0);
  bad_arguments();
  bad_data();
  bad_sparse();
  numbers();
  callbacks();
  threads();
  if (failures == 0) printf("the C interface keeps its contract\n");
  return failures != 0;
}
