// What softmax.h promises, from C: codes and messages for whatever makes no sense, and numbers that can be told by hand.

#include <math.h>
#include <pthread.h>
#include <softmax.h>
#include <stddef.h>
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

// Ranks as threads: every call brings the numbers of all of them together.
enum { RANKS = 3 };
static struct {
  pthread_mutex_t lock;
  pthread_cond_t met;
  int arrived, meeting;
  double sent[RANKS][4096];
  int64_t counts[RANKS];
} network = {.lock = PTHREAD_MUTEX_INITIALIZER, .met = PTHREAD_COND_INITIALIZER};

static void meet(void) {
  pthread_mutex_lock(&network.lock);
  int mine = network.meeting;
  if (++network.arrived == RANKS) {
    network.arrived = 0, network.meeting++;
    pthread_cond_broadcast(&network.met);
  }
  while (network.meeting == mine) pthread_cond_wait(&network.met, &network.lock);
  pthread_mutex_unlock(&network.lock);
}

typedef struct rank {
  int32_t rank, calls, fails_at;
  softmax_matrix samples;
  softmax_settings settings;
  const uint32_t *labels;
  double weights[K * D], bias[K];
  char message[512];
  int32_t status;
} rank;

static int32_t gather(void *context, const double *own, int64_t count, softmax_take take, void *taker) {
  rank *me = context;
  if (++me->calls == me->fails_at) return 9;
  network.counts[me->rank] = count;
  if (count > 0) memcpy(network.sent[me->rank], own, (size_t)count * sizeof *own);
  meet();
  for (int r = 0; r < RANKS; r++) take(taker, network.sent[r], network.counts[r]);
  meet();
  return 0;
}

static int32_t broadcast(void *context, double *numbers, int64_t count, int32_t root) {
  rank *me = context;
  if (++me->calls == me->fails_at) return 9;
  if (me->rank == root) memcpy(network.sent[root], numbers, (size_t)count * sizeof *numbers);
  meet();
  memcpy(numbers, network.sent[root], (size_t)count * sizeof *numbers);
  meet();
  return 0;
}

static void *one_rank(void *context) {
  rank *me = context;
  softmax_communicator all = {.size = sizeof all, .rank = me->rank, .rank_count = RANKS, .context = me,
                              .gather = gather, .broadcast = broadcast};
  me->settings.communicator = &all;
  me->status = softmax_fit(&me->samples, me->labels, K, NULL, &me->settings, me->weights, me->bias, NULL, me->message,
                           sizeof me->message);
  return NULL;
}

// Rank 0 has the first five samples, rank 1 none, rank 2 the last three.
static void prepare(rank *ranks) {
  const int first[RANKS] = {0, 5, 5}, count[RANKS] = {5, 0, 3};
  memset(ranks, 0, RANKS * sizeof *ranks);
  for (int r = 0; r < RANKS; r++) {
    ranks[r].rank = r;
    ranks[r].samples = matrix(), ranks[r].settings = plain();
    ranks[r].samples.row_count = count[r], ranks[r].samples.values = count[r] > 0 ? values + first[r] * D : NULL;
    ranks[r].labels = count[r] > 0 ? labels + first[r] : NULL;
  }
}

static void together(rank *ranks) {
  pthread_t all[RANKS];
  for (int r = 0; r < RANKS; r++) pthread_create(&all[r], NULL, one_rank, &ranks[r]);
  for (int r = 0; r < RANKS; r++) pthread_join(all[r], NULL);
}

static void processes(void) {
  static rank ranks[RANKS];
  const int64_t parts[RANKS] = {5, 0, 3};
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  s.part_rows = parts, s.part_count = RANKS;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_OK);
  prepare(ranks);
  together(ranks);
  for (int r = 0; r < RANKS; r++) {
    CHECK(ranks[r].status == SOFTMAX_OK);
    CHECK(memcmp(ranks[r].weights, weights, sizeof weights) == 0 && memcmp(ranks[r].bias, bias, sizeof bias) == 0);
  }
  // All start from what rank 0 has.
  prepare(ranks);
  for (int r = 0; r < RANKS; r++) ranks[r].settings.is_warm = 1, ranks[r].settings.max_iterations = 0, ranks[r].bias[0] = r + 1;
  together(ranks);
  CHECK(ranks[2].status == SOFTMAX_OK && memcmp(ranks[0].bias, ranks[2].bias, sizeof bias) == 0 && ranks[2].bias[0] > 0);
  // What is wrong on one rank is told on all.
  prepare(ranks);
  ranks[2].settings.l2 = -1;
  together(ranks);
  CHECK(ranks[2].status == SOFTMAX_BAD_ARGUMENT);
  for (int r = 0; r < 2; r++) {
    CHECK(ranks[r].status == SOFTMAX_PROCESSES && strstr(ranks[r].message, "rank 2 of 3") && strstr(ranks[r].message, "l2"));
  }
  prepare(ranks);
  ranks[1].settings.tolerance = 1e-3;
  together(ranks);
  for (int r = 0; r < RANKS; r++) {
    CHECK(ranks[r].status == SOFTMAX_BAD_ARGUMENT && strstr(ranks[r].message, "tolerance is 0.001 on rank 1"));
  }
  prepare(ranks);
  ranks[1].samples.column_count = 3, ranks[1].settings.solver = "lbfgs";
  together(ranks);
  for (int r = 0; r < RANKS; r++) CHECK(ranks[r].status == SOFTMAX_BAD_ARGUMENT && strstr(ranks[r].message, "column_count is 3"));
  // A network that fails is no crash, whenever it does.
  int32_t last = 0;
  for (int32_t place = 1; place < 200 && last != SOFTMAX_OK; place++) {
    prepare(ranks);
    for (int r = 0; r < RANKS; r++) ranks[r].fails_at = place;
    together(ranks);
    last = ranks[0].status;
    for (int r = 0; r < RANKS; r++) {
      CHECK(ranks[r].status == last && (last == SOFTMAX_OK || last == SOFTMAX_PROCESSES));
      CHECK(last == SOFTMAX_OK || strstr(ranks[r].message, "returned 9"));
    }
  }
  CHECK(last == SOFTMAX_OK);
}

static void bad_processes(void) {
  softmax_matrix m = matrix();
  softmax_settings s = plain();
  softmax_communicator alone = {.size = sizeof alone, .rank = 0, .rank_count = 1, .gather = gather, .broadcast = broadcast};
  s.communicator = &alone;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_OK);
  CHECK(softmax_steps(&m, labels, K, NULL, &s, 0, weights, bias, NULL, message, sizeof message) == SOFTMAX_BAD_ARGUMENT);
  CHECK(strstr(message, "communicator must be NULL"));
  alone.size = 8;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "sizeof(softmax_communicator)"));
  alone.size = sizeof alone, alone.rank = 1;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "rank_count"));
  alone.rank = 0, alone.gather = NULL;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "NULL"));
  s = plain();
  const int64_t parts[] = {N - 1, 2};
  s.part_rows = parts, s.part_count = 2;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "part_rows[1] is 2"));
  s.part_count = 1;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "part_rows are together 7"));
  s.part_count = -1;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT);
  // A caller that was built with the first header has a smaller structure, and what lies behind it is not read.
  s = plain();
  s.size = offsetof(softmax_settings, communicator);
  memset(&s.communicator, 0x5a, sizeof s - s.size);
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_OK);
  s.size--;
  CHECK(fit(&m, labels, K, &s, NULL) == SOFTMAX_BAD_ARGUMENT && strstr(message, "sizeof(softmax_settings)"));
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
  processes();
  bad_processes();
  if (failures == 0) printf("the C interface keeps its contract\n");
  return failures != 0;
}
