// exp and log in Float64 over their whole ranges: every exponent, the ends, and the places where the polynomials
// change over. Errors against long double must stay below what exp_log64.h states: one unit in the last place;
// of a subnormal e^x one and a half, half for rounding it once more.

#include <float.h>
#include <math.h>
#include <string.h>

#include "conformance.h"

enum { CHUNK = 4096 };

static double arguments[CHUNK];
static size_t used;

// Where long double has no more digits than Float64, its functions err too.
static const long double slack = LDBL_MANT_DIG > DBL_MANT_DIG ? 0.001L : 1.0L;

static long double unit_in_last_place(long double value) {
  if (fabsl(value) < (long double)DBL_MIN) return 0x1p-1074L;
  return ldexpl(1.0L, ilogbl(value) - 52);
}

static void check_exp(const double *results) {
  for (size_t i = 0; i < used; i++) {
    const double x = arguments[i];
    const long double e = expl((long double)x);
    if (x != x || x > 709.78271289338397) {
      const double expected = x != x ? x : INFINITY;
      same_doubles("exp", &expected, results + i, 1);
    } else {
      const long double units = (e < (long double)DBL_MIN ? 1.5L : 1.0L) + slack;
      near_long_double("exp", e, units * unit_in_last_place(e), results[i], i);
    }
  }
}

static void check_log(const double *results) {
  for (size_t i = 0; i < used; i++) {
    const double x = arguments[i];
    if (x != x) same_doubles("log", &x, results + i, 1);
    if (!(x > 0 && x <= DBL_MAX)) continue;  // Beyond, nothing is promised but equal bits.
    const long double l = logl((long double)x);
    near_long_double("log", l, (1.0L + slack) * unit_in_last_place(l), results[i], i);
  }
}

static void evaluate(const smk_table *table, operation o, const double *x, size_t count, double *results) {
  (o == EXP64_EACH ? table->exp64_each : table->log64_each)(x, count, results);
}

static void try_chunk(operation o) {
  static double expected[CHUNK], actual[CHUNK];
  const shape s = {.features = used, .rows = 1, .classes = 1};
  evaluate(oracle, o, arguments, used, expected);
  fold_doubles(expected, used);
  begin_case("extended", o, "sweep", &s);
  (o == EXP64_EACH ? check_exp : check_log)(expected);
  end_case();
  for (size_t t = 0; t < tested_count; t++) {
    begin_case(tested[t].name, o, "sweep", &s);
    evaluate(tested[t].table, o, arguments, used, actual);
    same_doubles("results", expected, actual, used);
    end_case();
  }
  used = 0;
}

static void add(operation o, double x) {
  arguments[used++] = x;
  if (used == CHUNK) try_chunk(o);
}

static double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// The neighbours of a value on both sides.
static void add_around(operation o, double x) {
  const double center = x;
  for (int i = 0; i < 200; i++, x = nextafter(x, INFINITY)) add(o, x);
  x = center;
  for (int i = 0; i < 200; i++, x = nextafter(x, -INFINITY)) add(o, x);
}

/// The bits themselves, on every 2^48th pattern that is in the domain: the bound alone would let a coefficient
/// change in its last digits.
static void check_known_bits(operation o, uint32_t expected) {
  static double every[1 << 16], results[1 << 16];
  const shape s = {.features = 1 << 16, .rows = 1, .classes = 1};
  uint32_t count = 0, sum = 0;
  for (uint64_t top = 0; top < 1 << 16; top++) {
    const double x = from_bits(top << 48 | 0x5555);
    if (o == EXP64_EACH ? x == x : x > 0 && x <= DBL_MAX) every[count++] = x;
  }
  begin_case("reference", o, "checksum of known bits", &s);
  evaluate(oracle, o, every, count, results);
  for (uint32_t i = 0; i < count; i++) {
    uint64_t bits;
    memcpy(&bits, results + i, sizeof bits);
    sum = (sum ^ (uint32_t)bits ^ (uint32_t)(bits >> 32)) * 0x01000193u;
    sum ^= sum >> 15;
  }
  same_words("checksum", &expected, &sum, 1);
  end_case();
}

/// Few values at any start and of any number.
static void try_few(operation o) {
  for (size_t count = 0; count < 20; count++) {
    const size_t mark = blocks_mark();
    const shape s = {.features = count, .rows = 1, .classes = 1, .offset = count & 1};
    double *x = new_doubles(count, s.offset), *expected = new_doubles(count, 0);
    for (size_t i = 0; i < count; i++) x[i] = 1.0 + (double)i;
    evaluate(oracle, o, x, count, expected);
    for (size_t t = 0; t < tested_count; t++) {
      begin_case(tested[t].name, o, "few", &s);
      double *actual = new_doubles(count, s.offset);
      evaluate(tested[t].table, o, x, count, actual);
      same_doubles("results", expected, actual, count);
      end_case();
    }
    free_blocks(mark);
  }
}

void try_exp_and_log64(size_t points_per_exponent) {
  static const double ends[] = {709.78271289338397, -708.39641853226408, -744.44007192138122, -745.13321910194122,
                                -746.0, 0.0, 0.34657359027997264, -0.34657359027997264, 1.0, 0.70710678118654752,
                                1.4142135623730951, DBL_MIN, DBL_MAX, 0x1p-1074};
  check_known_bits(EXP64_EACH, 0x68150cd8u);
  check_known_bits(LOG64_EACH, 0x75679a21u);
  seed(64);
  for (int i = 0; i < 2; i++) {
    const operation o = i == 0 ? EXP64_EACH : LOG64_EACH;
    try_few(o);
    for (size_t j = 0; j < sizeof ends / sizeof ends[0]; j++) add_around(o, ends[j]);
    // Every exponent with both signs, so that zeros, subnormals, infinities and NaN are among them.
    for (uint64_t top = 0; top < 4096; top++) {
      for (size_t p = 0; p < points_per_exponent; p++) {
        const uint64_t fraction = p == 0 ? 0 : p == 1 ? 0xfffffffffffffu : random_bits() >> 12;
        add(o, from_bits(top << 52 | fraction));
      }
    }
    // Where exp is neither 0 nor infinite, and where log changes from one exponent to the next.
    for (size_t p = 0; p < 2048 * points_per_exponent; p++) {
      const double share = ((double)p + 0.5 + 0.4 * (double)random_unit()) / (2048.0 * (double)points_per_exponent);
      add(o, o == EXP64_EACH ? -746.0 + 1456.0 * share : 0.5 + share);
    }
    try_chunk(o);
  }
}
