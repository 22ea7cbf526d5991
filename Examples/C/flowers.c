// Fits twelve flowers of three kinds, scores two new ones, and says how far from the optimum the fit can be at most.

#include <softmax.h>
#include <stdio.h>

enum { SAMPLES = 12, FEATURES = 2, CLASSES = 3 };

static const char *const kinds[CLASSES] = {"setosa", "versicolor", "virginica"};

// The length and width of a petal, in centimetres.
static const double petals[SAMPLES * FEATURES] = {1.4, 0.2, 1.3, 0.2, 1.5, 0.1, 1.7, 0.4, 4.7, 1.4, 4.5, 1.5,
                                                  4.0, 1.3, 3.3, 1.0, 6.0, 2.5, 5.1, 1.9, 5.9, 2.1, 5.6, 1.8};
static const uint32_t labels[SAMPLES] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};

static int32_t show(void *context, int64_t passes, int64_t iterations, double objective, double gradient) {
  (void)context;
  if (passes > 0 && objective == objective)
    printf("pass %lld, iteration %lld: objective %.6f, gradient %.2g\n", (long long)passes, (long long)iterations,
           objective, gradient);
  return 0;  // Anything else would end the fit.
}

int main(void) {
  softmax_matrix samples = {
      .size = sizeof samples,
      .storage = SOFTMAX_DENSE_FLOAT64,
      .row_count = SAMPLES,
      .column_count = FEATURES,
      .values = petals,
  };
  softmax_settings settings = {
      .size = sizeof settings,
      // scikit-learn's C = 1.
      .l2 = 1.0 / SAMPLES,
      .tolerance = 1e-8,
      .max_iterations = 1000,
      .has_bias = 1,
      .progress = show,
  };
  double weights[CLASSES * FEATURES], bias[CLASSES];
  softmax_report report = {.size = sizeof report};
  char message[256];
  if (softmax_fit(&samples, labels, CLASSES, NULL, &settings, weights, bias, &report, message, sizeof message) !=
      SOFTMAX_OK) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  printf("%s: objective %.6f, accuracy %.2f; no weights have an objective smaller by more than %.0e\n", report.solver,
         report.objective, report.accuracy, report.gap);

  const double new_petals[2 * FEATURES] = {1.5, 0.3, 5.2, 2.0};
  softmax_matrix new_samples = samples;
  new_samples.row_count = 2;
  new_samples.values = new_petals;
  double probabilities[2 * CLASSES];
  if (softmax_scores(&new_samples, weights, bias, CLASSES, SOFTMAX_PROBABILITIES, 0, probabilities, message,
                     sizeof message) != SOFTMAX_OK) {
    fprintf(stderr, "%s\n", message);
    return 1;
  }
  for (int i = 0; i < 2; i++) {
    int best = 0;
    for (int k = 1; k < CLASSES; k++)
      if (probabilities[i * CLASSES + k] > probabilities[i * CLASSES + best]) best = k;
    printf("a petal of %.1f x %.1f cm: %s with probability %.3f\n", new_petals[2 * i], new_petals[2 * i + 1],
           kinds[best], probabilities[i * CLASSES + best]);
  }
  return 0;
}
