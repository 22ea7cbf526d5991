// Dual coordinate ascent over sparse rows, one row after the other: part of scalar.h and vector.h, which bring
// `add_line` and `dual_step`.

#define SMK_DEFINE_DUAL(SUFFIX)                                                                                      \
  static void SMK_NAME(dual_rows_##SUFFIX)(const smk_dual *d, const uint32_t *rows, size_t row_count) {              \
    const size_t padded = smk_round_up(d->class_count, SMK_LANES);                                                   \
    float *logits = d->workspace, *change = logits + padded;                                                         \
    for (size_t r = 0; r < row_count; r++) {                                                                         \
      const size_t row = rows[r];                                                                                    \
      const double weight = d->row_weights ? d->row_weights[row] : 1.0;                                              \
      if (weight == 0.0) continue;                                                                                   \
      SMK_NAME(sparse_sums_##SUFFIX)                                                                                 \
      (d->entries, d->starts, d->starts + 1, rows + r, 1, d->weights, d->class_count, d->sums);                      \
      for (size_t k = 0; k < d->class_count; k++) {                                                                  \
        const float offset = d->offsets ? d->offsets[row * d->class_count + k] : 0.0f;                               \
        logits[k] = ((float)d->sums[k] + d->bias[k]) + offset;                                                       \
      }                                                                                                              \
      for (size_t k = d->class_count; k < padded; k++) logits[k] = SMK_NO_LOGIT;                                     \
      float *shares = d->shares + row * d->class_count;                                                              \
      const smk_dual_entropies found = SMK_NAME(dual_step)(logits, shares, d->labels[row], d->curvatures[row],       \
                                                           d->class_count, change, change + padded);                 \
      d->entropies[0] += weight * (double)found.after;                                                               \
      d->entropies[1] += weight * (double)found.across;                                                              \
      const float step = -(float)(weight * d->step);                                                                 \
      for (size_t k = 0; k < d->class_count; k++) {                                                                  \
        const double share = (double)shares[k] + (k == d->labels[row] ? 1.0 : 0.0);                                  \
        d->share_sums[k] += weight * (double)change[k];                                                              \
        d->variances[k] += weight * (share * (1.0 - share));                                                         \
        change[k] *= step;                                                                                           \
      }                                                                                                              \
      SMK_NAME(add_line_##SUFFIX)                                                                                    \
      (d->entries, (size_t)d->starts[row], (size_t)d->starts[row + 1], d->column_factors, change, d->class_count,    \
       d->weights);                                                                                                  \
    }                                                                                                                \
  }

SMK_DEFINE_DUAL(f32)
SMK_DEFINE_DUAL(u8)
SMK_DEFINE_DUAL(ones)

static void SMK_NAME(dual_rows)(const smk_dual *d, const uint32_t *rows, size_t row_count) {
  switch (d->entries->kind) {
    case SMK_ENTRIES_F32: SMK_NAME(dual_rows_f32)(d, rows, row_count); break;
    case SMK_ENTRIES_U8: SMK_NAME(dual_rows_u8)(d, rows, row_count); break;
    default: SMK_NAME(dual_rows_ones)(d, rows, row_count);
  }
}
