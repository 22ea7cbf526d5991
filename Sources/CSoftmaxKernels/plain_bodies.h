// The operations that every table compiles from the same plain loops, and the table itself.
//
// They have no sum across lanes, or too little work for more; the compiler puts them into the target's vectors.

static void SMK_NAME(matrix_from_tile)(const float *tile, size_t row_count, size_t class_count, float *matrix) {
  for (size_t r = 0; r < row_count; r++) {
    for (size_t k = 0; k < class_count; k++) matrix[r * class_count + k] = tile[smk_tile_index(r, k, class_count)];
  }
}

static size_t SMK_NAME(first_row_beyond)(const float *tile, size_t row_count, size_t class_count, float limit) {
  for (size_t r = 0; r < row_count; r++) {
    int beyond = 0;
    for (size_t k = 0; k < class_count; k++) beyond |= !(fabsf(tile[smk_tile_index(r, k, class_count)]) <= limit);
    if (beyond) return r;
  }
  return row_count;
}

static void SMK_NAME(accumulate)(const float *values, size_t count, double *sums) {
  for (size_t i = 0; i < count; i++) sums[i] += (double)values[i];
}

static void SMK_NAME(descend)(float *parameters, const float *gradient, float *velocity, size_t count,
                              float gradient_scale, float l2_penalty, float momentum, float learning_rate) {
  // Two loops: with the question inside, the compiler makes masked loads of the missing velocity.
  if (velocity) {
    for (size_t i = 0; i < count; i++) {
      velocity[i] = fmaf(momentum, velocity[i], fmaf(l2_penalty, parameters[i], gradient_scale * gradient[i]));
      parameters[i] = fmaf(-learning_rate, velocity[i], parameters[i]);
    }
  } else {
    for (size_t i = 0; i < count; i++) {
      const float g = fmaf(l2_penalty, parameters[i], gradient_scale * gradient[i]);
      parameters[i] = fmaf(-learning_rate, g, parameters[i]);
    }
  }
}

const smk_table SMK_TABLE = {
    .name = SMK_TABLE_NAME,
    .prepare = SMK_NAME(prepare),
    .logits_u8 = SMK_NAME(logits_u8),
    .logits_f32 = SMK_NAME(logits_f32),
    .softmax = SMK_NAME(softmax),
    .log_softmax = SMK_NAME(log_softmax),
    .residuals = SMK_NAME(residuals),
    .top_classes = SMK_NAME(top_classes),
    .gradient_u8 = SMK_NAME(gradient_u8),
    .gradient_f32 = SMK_NAME(gradient_f32),
    .column_sums = SMK_NAME(column_sums),
    .matrix_from_tile = SMK_NAME(matrix_from_tile),
    .first_row_beyond = SMK_NAME(first_row_beyond),
    .accumulate = SMK_NAME(accumulate),
    .descend = SMK_NAME(descend),
    .exp_each = SMK_NAME(exp_each),
    .log_each = SMK_NAME(log_each),
    .multiply_adds = SMK_NAME(multiply_adds),
};
