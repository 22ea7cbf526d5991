// What is done with a tile's rows of logits and residuals: part of vector.h, which includes it.
//
// Few classes: sixteen rows at once, each in its lane. More: a row's classes along the lanes.

/// Each lane's largest value and its index; a NaN never counts, and of equals the first does.
typedef struct {
  smk_lanes value;
  smk_bits index;
} SMK_NAME(maxima);

SMK_INLINE SMK_NAME(maxima) SMK_NAME(larger)(SMK_NAME(maxima) best, smk_lanes value, smk_bits index) {
  const smk_bits greater = value > best.value;
  best.value = smk_select(greater, value, best.value);
  best.index = (greater & index) | (~greater & best.index);
  return best;
}

SMK_INLINE SMK_NAME(maxima) SMK_NAME(largest_of_rows)(const float *group, size_t class_count) {
  SMK_NAME(maxima) best = {smk_splat(-INFINITY), {0}};
  for (size_t k = 0; k < class_count; k++) {
    best = SMK_NAME(larger)(best, smk_load_f32(group + k * SMK_LANES), (smk_bits){0} + (int32_t)k);
  }
  return best;
}

/// The sums of e^(logit - maximum) of sixteen rows, which replace the logits where `keep` is not NULL.
SMK_INLINE smk_lanes SMK_NAME(exponential_sums)(const float *group, size_t class_count, smk_lanes maximum,
                                                float *keep) {
  smk_lanes sum = smk_splat(0.0f);
  for (size_t k = 0; k < class_count; k++) {
    const smk_lanes e = smk_exp_lanes(smk_load_f32(group + k * SMK_LANES) - maximum);
    if (keep) smk_store(keep + k * SMK_LANES, e);
    sum += e;
  }
  return sum;
}

SMK_INLINE void SMK_NAME(divide_rows)(float *group, size_t class_count, smk_lanes sum) {
  for (size_t k = 0; k < class_count; k++) {
    smk_store(group + k * SMK_LANES, smk_load_f32(group + k * SMK_LANES) / sum);
  }
}

/// One row's largest value and its index.
typedef struct {
  float value;
  uint32_t index;
} SMK_NAME(maximum);

SMK_INLINE SMK_NAME(maximum) SMK_NAME(largest_in_row)(const float *row, size_t class_count) {
  SMK_NAME(maxima) best = {smk_splat(-INFINITY), {0}};
  const smk_bits lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  size_t k = 0;
  for (; k + SMK_LANES <= class_count; k += SMK_LANES) {
    best = SMK_NAME(larger)(best, smk_load_f32(row + k), lane + (int32_t)k);
  }
  SMK_NAME(maximum) result = {-INFINITY, 0};
  for (size_t j = 0; j < SMK_LANES; j++) {
    const uint32_t index = (uint32_t)best.index[j];
    if (best.value[j] > result.value || (best.value[j] == result.value && index < result.index)) {
      result = (SMK_NAME(maximum)){best.value[j], index};
    }
  }
  for (; k < class_count; k++) {
    if (row[k] > result.value) result = (SMK_NAME(maximum)){row[k], (uint32_t)k};
  }
  return result;
}

/// The sum of e^(logit - maximum) over one row's classes, which replace the logits where `keep` is not NULL.
SMK_INLINE float SMK_NAME(exponential_sum)(const float *row, size_t class_count, float maximum, float *keep) {
  smk_lanes lanes = smk_splat(0.0f);
  size_t k = 0;
  for (; k + SMK_LANES <= class_count; k += SMK_LANES) {
    const smk_lanes e = smk_exp_lanes(smk_load_f32(row + k) - smk_splat(maximum));
    if (keep) smk_store(keep + k, e);
    lanes += e;
  }
  if (k < class_count) {
    const smk_lanes e = smk_exp_lanes(smk_load_first(row + k, class_count - k) - smk_splat(maximum));
    if (keep) smk_store_first(keep + k, e, class_count - k);
    lanes = smk_select(smk_first_lanes(class_count - k), lanes + e, lanes);
  }
  return smk_combine(lanes);
}

static void SMK_NAME(softmax)(float *tile, size_t row_count, size_t class_count) {
  if (class_count <= SMK_FEW_CLASSES) {
    for (size_t r = 0; r < row_count; r += SMK_LANES) {
      float *group = tile + r * class_count;
      const smk_lanes maximum = SMK_NAME(largest_of_rows)(group, class_count).value;
      SMK_NAME(divide_rows)(group, class_count, SMK_NAME(exponential_sums)(group, class_count, maximum, group));
    }
    return;
  }
  for (size_t r = 0; r < row_count; r++) {
    float *row = tile + r * class_count;
    const float maximum = SMK_NAME(largest_in_row)(row, class_count).value;
    const float sum = SMK_NAME(exponential_sum)(row, class_count, maximum, row);
    for (size_t k = 0; k < class_count; k++) row[k] /= sum;
  }
}

static void SMK_NAME(log_softmax)(float *tile, size_t row_count, size_t class_count) {
  if (class_count <= SMK_FEW_CLASSES) {
    for (size_t r = 0; r < row_count; r += SMK_LANES) {
      float *group = tile + r * class_count;
      const smk_lanes maximum = SMK_NAME(largest_of_rows)(group, class_count).value;
      const smk_lanes log_sum = smk_log_lanes(SMK_NAME(exponential_sums)(group, class_count, maximum, NULL));
      for (size_t k = 0; k < class_count; k++) {
        smk_store(group + k * SMK_LANES, (smk_load_f32(group + k * SMK_LANES) - maximum) - log_sum);
      }
    }
    return;
  }
  for (size_t r = 0; r < row_count; r++) {
    float *row = tile + r * class_count;
    const float maximum = SMK_NAME(largest_in_row)(row, class_count).value;
    const float log_sum = smk_logf(SMK_NAME(exponential_sum)(row, class_count, maximum, NULL));
    for (size_t k = 0; k < class_count; k++) row[k] = (row[k] - maximum) - log_sum;
  }
}

static void SMK_NAME(residuals)(float *tile, size_t class_count, const uint32_t *labels, const uint32_t *rows,
                                size_t row_count, float *log_losses, uint32_t *predictions) {
  if (class_count <= SMK_FEW_CLASSES) {
    for (size_t r = 0; r < row_count; r += SMK_LANES) {
      const size_t count = smk_smaller(SMK_LANES, row_count - r);
      float *group = tile + r * class_count;
      float *own[SMK_LANES];
      float own_logits[SMK_LANES] = {0};
      for (size_t j = 0; j < count; j++) {
        own[j] = group + labels[smk_row(rows, r + j)] * SMK_LANES + j;
        own_logits[j] = *own[j];
      }
      const SMK_NAME(maxima) best = SMK_NAME(largest_of_rows)(group, class_count);
      const smk_lanes sum = SMK_NAME(exponential_sums)(group, class_count, best.value, group);
      const smk_lanes loss = smk_log_lanes(sum) - (smk_load_f32(own_logits) - best.value);
      smk_store_first(log_losses + r, loss, count);
      for (size_t j = 0; j < count; j++) predictions[r + j] = (uint32_t)best.index[j];
      SMK_NAME(divide_rows)(group, class_count, sum);
      for (size_t j = 0; j < count; j++) *own[j] -= 1.0f;
    }
    return;
  }
  for (size_t r = 0; r < row_count; r++) {
    float *row = tile + r * class_count;
    const uint32_t label = labels[smk_row(rows, r)];
    const SMK_NAME(maximum) best = SMK_NAME(largest_in_row)(row, class_count);
    const float margin = row[label] - best.value;
    const float sum = SMK_NAME(exponential_sum)(row, class_count, best.value, row);
    predictions[r] = best.index;
    log_losses[r] = smk_logf(sum) - margin;
    for (size_t k = 0; k < class_count; k++) row[k] /= sum;
    row[label] -= 1.0f;
  }
}

static void SMK_NAME(top_classes)(const float *tile, size_t row_count, size_t class_count, uint32_t *classes,
                                  float *probabilities) {
  if (class_count <= SMK_FEW_CLASSES) {
    for (size_t r = 0; r < row_count; r += SMK_LANES) {
      const size_t count = smk_smaller(SMK_LANES, row_count - r);
      const float *group = tile + r * class_count;
      const SMK_NAME(maxima) best = SMK_NAME(largest_of_rows)(group, class_count);
      const smk_lanes sum = SMK_NAME(exponential_sums)(group, class_count, best.value, NULL);
      smk_store_first(probabilities + r, smk_splat(1.0f) / sum, count);
      for (size_t j = 0; j < count; j++) classes[r + j] = (uint32_t)best.index[j];
    }
    return;
  }
  for (size_t r = 0; r < row_count; r++) {
    const float *row = tile + r * class_count;
    const SMK_NAME(maximum) best = SMK_NAME(largest_in_row)(row, class_count);
    classes[r] = best.index;
    probabilities[r] = 1.0f / SMK_NAME(exponential_sum)(row, class_count, best.value, NULL);
  }
}

static void SMK_NAME(column_sums)(const float *tile, size_t row_count, size_t class_count, float *sums) {
  if (class_count > SMK_FEW_CLASSES) {
    for (size_t r = 0; r < row_count; r++) {
      for (size_t k = 0; k < class_count; k++) sums[k] += tile[r * class_count + k];
    }
    return;
  }
  for (size_t k = 0; k < class_count; k++) {
    smk_lanes lanes = smk_splat(0.0f);
    size_t r = 0;
    for (; r + SMK_LANES <= row_count; r += SMK_LANES) {
      lanes += smk_load_f32(tile + smk_tile_index(r, k, class_count));
    }
    if (r < row_count) {
      const smk_lanes last = lanes + smk_load_f32(tile + smk_tile_index(r, k, class_count));
      lanes = smk_select(smk_first_lanes(row_count - r), last, lanes);
    }
    sums[k] += smk_combine(lanes);
  }
}

static void SMK_NAME(curvature)(const float *probabilities, float *directions, size_t row_count,
                                size_t class_count) {
  if (class_count <= SMK_FEW_CLASSES) {
    for (size_t r = 0; r < row_count; r += SMK_LANES) {
      const float *p = probabilities + r * class_count;
      float *d = directions + r * class_count;
      smk_lanes mean = smk_splat(0.0f);
      for (size_t k = 0; k < class_count; k++) {
        mean = smk_fma(smk_load_f32(p + k * SMK_LANES), smk_load_f32(d + k * SMK_LANES), mean);
      }
      for (size_t k = 0; k < class_count; k++) {
        const smk_lanes direction = smk_load_f32(d + k * SMK_LANES);
        smk_store(d + k * SMK_LANES, smk_load_f32(p + k * SMK_LANES) * (direction - mean));
      }
    }
    return;
  }
  for (size_t r = 0; r < row_count; r++) {
    const float *p = probabilities + r * class_count;
    float *d = directions + r * class_count;
    smk_lanes lanes = smk_splat(0.0f);
    size_t k = 0;
    for (; k + SMK_LANES <= class_count; k += SMK_LANES) {
      lanes = smk_fma(smk_load_f32(p + k), smk_load_f32(d + k), lanes);
    }
    if (k < class_count) {
      const size_t count = class_count - k;
      const smk_lanes last = smk_fma(smk_load_first(p + k, count), smk_load_first(d + k, count), lanes);
      lanes = smk_select(smk_first_lanes(count), last, lanes);
    }
    const float mean = smk_combine(lanes);
    for (k = 0; k < class_count; k++) d[k] = p[k] * (d[k] - mean);
  }
}
