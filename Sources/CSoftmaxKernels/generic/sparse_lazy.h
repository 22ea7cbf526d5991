// Steps of minibatches over sparse rows that move only the columns of their rows: part of scalar.h and vector.h, which
// bring `add_line`.
//
// A column's classes are independent of each other and stay in registers for as many steps as they owe: whole vectors
// where the target has them, then quads, then single classes. Which of them has no say in the bits.

#define SMK_LAZY_INLINE static inline __attribute__((always_inline))

// REALS and DOUBLES are as many classes at once, STORED_REALS and STORED_DOUBLES the same as they lie in memory. A number
// less 0 is that number in every lane.
#define SMK_DEFINE_LAZY_PART(SUFFIX, REALS, STORED_REALS, DOUBLES, STORED_DOUBLES, TO_DOUBLES)                       \
  SMK_LAZY_INLINE REALS SMK_NAME(lazy_moved_##SUFFIX)(const smk_lazy *l, int kind, size_t i, REALS slope, REALS p,   \
                                                      REALS *m, REALS *v) {                                          \
    const REALS zero = (REALS){0};                                                                                   \
    const REALS g = __builtin_elementwise_fma(l->l2_penalty - zero, p, slope);                                       \
    REALS way = g;                                                                                                   \
    if (kind == SMK_LAZY_MOMENTUM) way = *m = __builtin_elementwise_fma(l->momentum - zero, *m, g);                  \
    if (kind == SMK_LAZY_ADAM) {                                                                                     \
      *m = __builtin_elementwise_fma(l->beta1 - zero, *m, l->gradient_share * g);                                    \
      *v = __builtin_elementwise_fma(l->beta2 - zero, *v, l->square_share * (g * g));                                \
      const REALS root = __builtin_elementwise_sqrt(*v);                                                             \
      way = *m / __builtin_elementwise_fma(root, l->root_scales[i] - zero, l->epsilon - zero);                       \
    }                                                                                                                \
    return __builtin_elementwise_fma(-l->rates[i] - zero, way, p);                                                   \
  }                                                                                                                  \
                                                                                                                     \
  /* The steps from + 1...to of the classes at `at`; the last one has their gradient where `has_gradient`. */         \
  SMK_LAZY_INLINE void SMK_NAME(lazy_part_##SUFFIX)(const smk_lazy *l, int kind, size_t at, size_t from, size_t to,  \
                                                    float gradient_scale, int has_gradient) {                        \
    const REALS zero = (REALS){0};                                                                                   \
    REALS p = *(const STORED_REALS *)(l->parameters + at), m = zero, v = zero;                                       \
    DOUBLES sum = (DOUBLES){0};                                                                                      \
    if (kind != SMK_LAZY_DESCENT) m = *(const STORED_REALS *)(l->first_moments + at);                                \
    if (kind == SMK_LAZY_ADAM) v = *(const STORED_REALS *)(l->second_moments + at);                                  \
    if (l->sums) sum = *(const STORED_DOUBLES *)(l->sums + at);                                                      \
    const size_t owed_end = has_gradient ? to - 1 : to;                                                              \
    for (size_t i = from; i < owed_end; i++) {                                                                       \
      p = SMK_NAME(lazy_moved_##SUFFIX)(l, kind, i, zero, p, &m, &v);                                                \
      if (l->sums) sum += TO_DOUBLES(p);                                                                             \
    }                                                                                                                \
    if (has_gradient) {                                                                                              \
      STORED_REALS *gradient = (STORED_REALS *)(l->gradient + at);                                                   \
      p = SMK_NAME(lazy_moved_##SUFFIX)(l, kind, to - 1, gradient_scale * *gradient, p, &m, &v);                     \
      if (l->sums) sum += TO_DOUBLES(p);                                                                             \
      *gradient = zero;                                                                                              \
    }                                                                                                                \
    *(STORED_REALS *)(l->parameters + at) = p;                                                                       \
    if (kind != SMK_LAZY_DESCENT) *(STORED_REALS *)(l->first_moments + at) = m;                                      \
    if (kind == SMK_LAZY_ADAM) *(STORED_REALS *)(l->second_moments + at) = v;                                        \
    if (l->sums) *(STORED_DOUBLES *)(l->sums + at) = sum;                                                            \
  }

#define SMK_LAZY_ONE_TO_DOUBLE(value) ((double)(value))
SMK_DEFINE_LAZY_PART(one, float, float, double, double, SMK_LAZY_ONE_TO_DOUBLE)

#ifdef SMK_WIDTH
typedef double smk_wide_doubles __attribute__((vector_size(8 * SMK_WIDTH)));
typedef double smk_stored_wide_doubles __attribute__((vector_size(8 * SMK_WIDTH), aligned(8), may_alias));
typedef double smk_quad_doubles __attribute__((vector_size(32)));
typedef double smk_stored_quad_doubles __attribute__((vector_size(32), aligned(8), may_alias));
#define SMK_LAZY_WIDE_TO_DOUBLES(value) __builtin_convertvector(value, smk_wide_doubles)
#define SMK_LAZY_QUAD_TO_DOUBLES(value) __builtin_convertvector(value, smk_quad_doubles)
SMK_DEFINE_LAZY_PART(wide, smk_wide, smk_stored_wide, smk_wide_doubles, smk_stored_wide_doubles,
                     SMK_LAZY_WIDE_TO_DOUBLES)
SMK_DEFINE_LAZY_PART(quad, smk_quad, smk_stored_quad, smk_quad_doubles, smk_stored_quad_doubles,
                     SMK_LAZY_QUAD_TO_DOUBLES)
#endif

/// Whether steps without a gradient leave a column's parameters, moments and sums as they are.
static inline int SMK_NAME(lazy_is_still)(const smk_lazy *l, int kind, size_t first) {
  if (l->sums || l->l2_penalty != 0.0f) return 0;
  if (kind == SMK_LAZY_DESCENT) return 1;
  for (size_t k = first; k < first + l->class_count; k++) {
    // A moment of -0 becomes +0.
    if (l->first_moments[k] != 0.0f || signbit(l->first_moments[k])) return 0;
    if (kind == SMK_LAZY_ADAM && l->second_moments[k] != 0.0f) return 0;
    if (!(fabsf(l->parameters[k]) < INFINITY)) return 0;
  }
  return 1;
}

/// The steps that a column has not taken, up to `to`.
SMK_LAZY_INLINE void SMK_NAME(lazy_column)(const smk_lazy *l, int kind, size_t column, size_t to, float gradient_scale,
                                           int has_gradient) {
  const size_t count = l->class_count, first = column * count;
  size_t from = l->taken[column], k = 0;
  l->taken[column] = (uint32_t)to;
  if (SMK_NAME(lazy_is_still)(l, kind, first)) {
    if (!has_gradient) return;
    from = to - 1;
  }
#ifdef SMK_WIDTH
  for (; k + SMK_WIDTH <= count; k += SMK_WIDTH) {
    SMK_NAME(lazy_part_wide)(l, kind, first + k, from, to, gradient_scale, has_gradient);
  }
  for (; k + 4 <= count; k += 4) {
    SMK_NAME(lazy_part_quad)(l, kind, first + k, from, to, gradient_scale, has_gradient);
  }
#endif
  for (; k < count; k++) SMK_NAME(lazy_part_one)(l, kind, first + k, from, to, gradient_scale, has_gradient);
  if (l->scaled) {
    const float factor = l->column_factors[column];
    for (k = first; k < first + count; k++) l->scaled[k] = l->parameters[k] * factor;
  }
}

/// The first of a row's entries from `from` on whose column is not below `column`.
static inline size_t SMK_NAME(lazy_entry)(const smk_lazy *l, size_t from, size_t end, size_t column) {
  while (from < end) {
    const size_t middle = from + (end - from) / 2;
    if ((size_t)l->entries->indices[middle] < column) {
      from = middle + 1;
    } else {
      end = middle;
    }
  }
  return from;
}

/// Which of a row's entries stand in the columns first_column..<end_column.
#define SMK_LAZY_ENTRIES(l, row, first_column, end_column, first, end)                                         \
  size_t first = (size_t)(l)->starts[row], end = (size_t)(l)->starts[(row) + 1];                               \
  first = SMK_NAME(lazy_entry)(l, first, end, first_column);                                                   \
  end = SMK_NAME(lazy_entry)(l, first, end, end_column)

// Each kind's loops are compiled by themselves.
#define SMK_DEFINE_LAZY(SUFFIX, KIND)                                                                                \
  static void SMK_NAME(lazy_settle_##SUFFIX)(const smk_lazy *l, size_t first_column, size_t end_column,              \
                                             size_t step) {                                                          \
    for (size_t column = first_column; column < end_column; column++) {                                              \
      if (l->taken[column] < step) SMK_NAME(lazy_column)(l, KIND, column, step, 0.0f, 0);                            \
    }                                                                                                                \
  }                                                                                                                  \
                                                                                                                     \
  static void SMK_NAME(lazy_entries_##SUFFIX)(const smk_lazy *l, size_t first, size_t end, size_t step,              \
                                              float gradient_scale, int has_gradient) {                              \
    for (size_t e = first; e < end; e++) {                                                                           \
      const size_t column = (size_t)l->entries->indices[e];                                                          \
      if (l->taken[column] < step) SMK_NAME(lazy_column)(l, KIND, column, step, gradient_scale, has_gradient);       \
    }                                                                                                                \
  }

SMK_DEFINE_LAZY(descent, SMK_LAZY_DESCENT)
SMK_DEFINE_LAZY(momentum, SMK_LAZY_MOMENTUM)
SMK_DEFINE_LAZY(adam, SMK_LAZY_ADAM)

static void SMK_NAME(lazy_settle)(const smk_lazy *l, size_t first_column, size_t end_column, size_t step) {
  switch (l->kind) {
    case SMK_LAZY_ADAM: SMK_NAME(lazy_settle_adam)(l, first_column, end_column, step); break;
    case SMK_LAZY_MOMENTUM: SMK_NAME(lazy_settle_momentum)(l, first_column, end_column, step); break;
    default: SMK_NAME(lazy_settle_descent)(l, first_column, end_column, step);
  }
}

/// The columns of the listed rows.
static void SMK_NAME(lazy_rows)(const smk_lazy *l, const uint32_t *rows, size_t row_count, size_t first_column,
                                size_t end_column, size_t step, float gradient_scale, int has_gradient) {
  for (size_t r = 0; r < row_count; r++) {
    const size_t row = smk_row(rows, r);
    SMK_LAZY_ENTRIES(l, row, first_column, end_column, first, end);
    switch (l->kind) {
      case SMK_LAZY_ADAM: SMK_NAME(lazy_entries_adam)(l, first, end, step, gradient_scale, has_gradient); break;
      case SMK_LAZY_MOMENTUM:
        SMK_NAME(lazy_entries_momentum)(l, first, end, step, gradient_scale, has_gradient);
        break;
      default: SMK_NAME(lazy_entries_descent)(l, first, end, step, gradient_scale, has_gradient);
    }
  }
}

static void SMK_NAME(lazy_catch_up)(const smk_lazy *l, const uint32_t *rows, size_t row_count, size_t first_column,
                                    size_t end_column, size_t step) {
  SMK_NAME(lazy_rows)(l, rows, row_count, first_column, end_column, step, 0.0f, 0);
}

static void SMK_NAME(lazy_step)(const smk_lazy *l, const uint32_t *rows, size_t row_count, size_t first_column,
                                size_t end_column, const float *residuals, float gradient_scale, size_t step) {
  const size_t count = l->class_count;
  for (size_t r = 0; r < row_count; r++) {
    const size_t row = smk_row(rows, r);
    SMK_LAZY_ENTRIES(l, row, first_column, end_column, first, end);
    const float *own = residuals + r * count;
    switch (l->entries->kind) {
      case SMK_ENTRIES_F32:
        SMK_NAME(add_line_f32)(l->entries, first, end, l->column_factors, own, count, l->gradient);
        break;
      case SMK_ENTRIES_U8:
        SMK_NAME(add_line_u8)(l->entries, first, end, l->column_factors, own, count, l->gradient);
        break;
      default: SMK_NAME(add_line_ones)(l->entries, first, end, l->column_factors, own, count, l->gradient);
    }
  }
  SMK_NAME(lazy_rows)(l, rows, row_count, first_column, end_column, step, gradient_scale, 1);
}
