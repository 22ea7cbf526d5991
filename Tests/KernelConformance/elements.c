// The operations on plain arrays: every table against the oracle, and that against loops of our own, because all
// tables compile them from the same source.

#include <math.h>
#include <string.h>

#include "conformance.h"

static void try_accumulate(const shape *s, size_t count) {
  const size_t mark = blocks_mark();
  float *values = new_floats(count, s->offset);
  double *sums = new_array(count, sizeof(double), s->offset);
  fill_floats(values, count, s->values, 1.0f, 6);
  for (size_t i = 0; i < count; i++) sums[i] = (double)random_unit() * 1e6;
  double *expected = new_array(count, sizeof(double), 0);
  for (size_t i = 0; i < count; i++) expected[i] = sums[i] + (double)values[i];
  fold_doubles(expected, count);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, ACCUMULATE, "whole", s);
    double *actual = new_array(count, sizeof(double), s->offset);
    memcpy(actual, sums, count * sizeof(double));
    tested[t].table->accumulate(values, count, actual);
    same_doubles("sums", expected, actual, count);
    end_case();
    free_blocks(inner);
  }
  free_blocks(mark);
}

static void try_descend(const shape *s, size_t count, bool momentum) {
  const size_t mark = blocks_mark();
  const float gradient_scale = 1.0f / 96.0f, penalty = momentum ? 0.0f : 1e-4f, friction = 0.9f, rate = 0.37f;
  float *parameters = new_floats(count, s->offset);
  float *gradient = new_floats(count, s->offset);
  float *velocity = new_floats(count, s->offset);
  fill_floats(parameters, count, s->values, 1.0f, 6);
  fill_floats(gradient, count, s->values, 30.0f, 6);
  fill_floats(velocity, count, s->values, 0.5f, 6);
  float *new_velocity = new_floats(count, 0);
  float *new_parameters = new_floats(count, 0);
  for (size_t i = 0; i < count; i++) {
    const float g = fmaf(penalty, parameters[i], gradient_scale * gradient[i]);
    new_velocity[i] = momentum ? fmaf(friction, velocity[i], g) : velocity[i];
    new_parameters[i] = fmaf(-rate, momentum ? new_velocity[i] : g, parameters[i]);
  }
  fold_floats(new_velocity, count);
  fold_floats(new_parameters, count);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, DESCEND, momentum ? "with velocity" : "without velocity", s);
    float *p = new_floats(count, s->offset);
    float *v = new_floats(count, s->offset);
    memcpy(p, parameters, count * sizeof(float));
    memcpy(v, velocity, count * sizeof(float));
    tested[t].table->descend(p, gradient, momentum ? v : NULL, count, gradient_scale, penalty, friction, rate);
    same_floats("parameters", new_parameters, p, count);
    same_floats("velocity", new_velocity, v, count);
    end_case();
    free_blocks(inner);
  }
  free_blocks(mark);
}

static void try_adapt(const shape *s, size_t count, float penalty) {
  const size_t mark = blocks_mark();
  const smk_adam_factors f = {.gradient_scale = 1.0f / 96.0f, .l2_penalty = penalty, .beta1 = 0.9f,
                              .gradient_share = 0.1f, .beta2 = 0.999f, .square_share = 0.001f,
                              .root_scale = 18.3f, .epsilon = 1e-8f, .rate = 0.0123f};
  float *parameters = new_floats(count, s->offset);
  float *gradient = new_floats(count, s->offset);
  float *first = new_floats(count, s->offset);
  float *second = new_floats(count, s->offset);
  fill_floats(parameters, count, s->values, 1.0f, 6);
  fill_floats(gradient, count, s->values, 30.0f, 6);
  fill_floats(first, count, s->values, 0.5f, 6);
  fill_floats(second, count, s->values, 0.5f, 6);
  float *new_first = new_floats(count, 0);
  float *new_second = new_floats(count, 0);
  float *new_parameters = new_floats(count, 0);
  for (size_t i = 0; i < count; i++) {
    second[i] = fabsf(second[i]);
    const float g = fmaf(f.l2_penalty, parameters[i], f.gradient_scale * gradient[i]);
    new_first[i] = fmaf(f.beta1, first[i], f.gradient_share * g);
    new_second[i] = fmaf(f.beta2, second[i], f.square_share * (g * g));
    const float quotient = new_first[i] / fmaf(sqrtf(new_second[i]), f.root_scale, f.epsilon);
    new_parameters[i] = fmaf(-f.rate, quotient, parameters[i]);
  }
  fold_floats(new_first, count);
  fold_floats(new_second, count);
  fold_floats(new_parameters, count);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, ADAPT, penalty > 0.0f ? "with a penalty" : "without a penalty", s);
    float *p = new_floats(count, s->offset);
    float *m = new_floats(count, s->offset);
    float *v = new_floats(count, s->offset);
    memcpy(p, parameters, count * sizeof(float));
    memcpy(m, first, count * sizeof(float));
    memcpy(v, second, count * sizeof(float));
    tested[t].table->adapt(p, gradient, m, v, count, &f);
    same_floats("parameters", new_parameters, p, count);
    same_floats("first moments", new_first, m, count);
    same_floats("second moments", new_second, v, count);
    end_case();
    free_blocks(inner);
  }
  free_blocks(mark);
}

/// Few values at any start; exp_log.c tries many.
static void try_each(const shape *s, size_t count, operation o) {
  const size_t mark = blocks_mark();
  float *arguments = new_floats(count, s->offset);
  float *expected = new_floats(count, 0);
  for (size_t i = 0; i < count; i++) {
    arguments[i] = o == LOG_EACH ? fabsf(random_logit(s->values)) + 0x1p-100f : random_logit(s->values);
  }
  (o == EXP_EACH ? oracle->exp_each : oracle->log_each)(arguments, count, expected);
  fold_floats(expected, count);
  for (size_t t = 0; t < tested_count; t++) {
    const size_t inner = blocks_mark();
    begin_case(tested[t].name, o, "few", s);
    float *actual = new_floats(count, s->offset);
    (o == EXP_EACH ? tested[t].table->exp_each : tested[t].table->log_each)(arguments, count, actual);
    same_floats("results", expected, actual, count);
    end_case();
    free_blocks(inner);
  }
  free_blocks(mark);
}

/// The case's `features` are the arrays' length.
void try_elements(const shape *s) {
  seed(seed_of(s));
  try_accumulate(s, s->features);
  try_descend(s, s->features, true);
  try_descend(s, s->features, false);
  try_adapt(s, s->features, 0.0f);
  try_adapt(s, s->features, 1e-4f);
  try_each(s, s->features, EXP_EACH);
  try_each(s, s->features, LOG_EACH);
}
