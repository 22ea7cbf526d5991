// exp and log over their whole ranges: every exponent, the ends, and the places where the polynomials change over.
//
// Against Float64, whose own error is some 2^-29 units in the last place of a Float32, the errors must stay below
// what exp_log.h states: one such unit; of a subnormal e^x one and a half, half for rounding it once more.

#include <float.h>
#include <math.h>
#include <string.h>

#include "conformance.h"

enum { CHUNK = 4096 };

static float arguments[CHUNK];
static size_t used;

static double unit_in_last_place(double value) {
  if (fabs(value) < (double)FLT_MIN) return 0x1p-149;
  return ldexp(1.0, ilogb(value) - 23);
}

static void check_exp(const float *results) {
  for (size_t i = 0; i < used; i++) {
    const float x = arguments[i];
    const double e = exp((double)x);
    if (x != x || e > (double)FLT_MAX) {
      const float expected = x != x ? x : INFINITY;
      same_floats("exp", &expected, results + i, 1);
    } else {
      const double units = e < (double)FLT_MIN ? 1.5 : 1.0;
      near_double("exp", e, units * unit_in_last_place(e), results[i], i);
    }
  }
}

static void check_log(const float *results) {
  for (size_t i = 0; i < used; i++) {
    const float x = arguments[i];
    if (x != x) same_floats("log", &x, results + i, 1);
    if (!(x >= FLT_MIN && x <= FLT_MAX)) continue;  // Beyond, nothing is promised but equal bits.
    const double l = log((double)x);
    near_double("log", l, unit_in_last_place(l), results[i], i);
  }
}

static void try_chunk(operation o) {
  static float expected[CHUNK], actual[CHUNK];
  const shape s = {.features = used, .rows = 1, .classes = 1};
  (o == EXP_EACH ? oracle->exp_each : oracle->log_each)(arguments, used, expected);
  fold_floats(expected, used);
  begin_case("float64", o, "sweep", &s);
  (o == EXP_EACH ? check_exp : check_log)(expected);
  end_case();
  for (size_t t = 0; t < tested_count; t++) {
    begin_case(tested[t].name, o, "sweep", &s);
    (o == EXP_EACH ? tested[t].table->exp_each : tested[t].table->log_each)(arguments, used, actual);
    same_floats("results", expected, actual, used);
    end_case();
  }
  used = 0;
}

static void add(operation o, float x) {
  arguments[used++] = x;
  if (used == CHUNK) try_chunk(o);
}

static float from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// The neighbours of a value on both sides.
static void add_around(operation o, float x) {
  const float center = x;
  for (int i = 0; i < 200; i++, x = nextafterf(x, INFINITY)) add(o, x);
  x = center;
  for (int i = 0; i < 200; i++, x = nextafterf(x, -INFINITY)) add(o, x);
}

/// The bits themselves, on every 2^16th pattern that is in the domain: the bound alone would let a coefficient
/// change in its last digits, and with it every model that anyone has trained.
static void check_known_bits(operation o, uint32_t expected) {
  static float every[1 << 16], results[1 << 16];
  const shape s = {.features = 1 << 16, .rows = 1, .classes = 1};
  uint32_t count = 0, sum = 0;
  for (uint32_t top = 0; top < 1 << 16; top++) {
    const float x = from_bits(top << 16);
    if (o == EXP_EACH ? x == x : x >= FLT_MIN && x <= FLT_MAX) every[count++] = x;
  }
  begin_case("reference", o, "checksum of known bits", &s);
  (o == EXP_EACH ? oracle->exp_each : oracle->log_each)(every, count, results);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, results + i, sizeof bits);
    sum = (sum ^ bits) * 0x01000193u;
    sum ^= sum >> 15;
  }
  same_words("checksum", &expected, &sum, 1);
  end_case();
}

void try_exp_and_log(size_t points_per_exponent) {
  static const float ends[] = {88.72283935546875f, -87.33654f, -103.2789f, -103.97208f, -104.0f, 0.0f,
                               0.34657359f, -0.34657359f, 1.0f, 0.70710678f, 1.41421356f, FLT_MIN, FLT_MAX};
  check_known_bits(EXP_EACH, 0xa92e421cu);
  check_known_bits(LOG_EACH, 0x9d6c8967u);
  seed(1);
  for (int i = 0; i < 2; i++) {
    const operation o = i == 0 ? EXP_EACH : LOG_EACH;
    for (size_t j = 0; j < sizeof ends / sizeof ends[0]; j++) add_around(o, ends[j]);
    // Every exponent with both signs, so that zeros, subnormals, infinities and NaN are among them.
    for (uint32_t top = 0; top < 512; top++) {
      for (size_t p = 0; p < points_per_exponent; p++) {
        const uint32_t fraction = p == 0 ? 0 : p == 1 ? 0x7fffffu : (uint32_t)(random_bits() >> 41);
        add(o, from_bits(top << 23 | fraction));
      }
    }
    // Where exp is neither 0 nor infinite, and where log changes from one exponent to the next.
    for (size_t p = 0; p < 256 * points_per_exponent; p++) {
      const double share = (double)p / (256.0 * (double)points_per_exponent);
      add(o, o == EXP_EACH ? (float)(-104.0 + 193.0 * share) : (float)(0.5 + share));
    }
    try_chunk(o);
  }
}
