// The numbers that the kernels are tried with, and where rows and columns are cut.
//
// They come from integers by exact steps, so that every machine tries the same ones.

#include <float.h>
#include <math.h>

#include "conformance.h"

const double unit_roundoff = 0x1p-24;

static uint64_t state;

void seed(uint64_t value) { state = value; }

// Each member in bits of its own.
uint64_t seed_of(const shape *s) {
  return (uint64_t)s->classes << 48 ^ (uint64_t)s->features << 32 ^ (uint64_t)s->rows << 16 ^
         (uint64_t)s->offset << 8 ^ (uint64_t)s->listed << 7 ^ (uint64_t)s->values;
}

/// SplitMix64.
uint64_t random_bits(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

size_t random_below(size_t end) { return (size_t)((random_bits() >> 32) * end >> 32); }

float random_unit(void) { return (float)((int32_t)(random_bits() >> 40) - 0x800000) * 0x1p-23f; }

static float with_random_sign(float value) { return random_bits() >> 63 ? -value : value; }

static float special_value(void) {
  static const float specials[] = {0.0f,    0x1p-149f, FLT_MIN - 0x1p-149f, FLT_MIN,  0x1p-75f,
                                   FLT_MAX, 0x1p64f,   INFINITY,            INFINITY, NAN};
  return with_random_sign(specials[random_below(sizeof specials / sizeof specials[0])]);
}

float random_value(value_kind values, float magnitude, size_t density) {
  switch (values) {
    case WIDE: return ldexpf(random_unit(), (int)random_below(81) - 40);
    case TIES: return with_random_sign((float)random_below(3));
    case TINY: return ldexpf(random_unit(), -60 - (int)random_below(90));
    case LARGE:
      if (random_below(16) == 0) return with_random_sign(FLT_MAX);
      return ldexpf(random_unit(), 40 + (int)random_below(88));
    case VANISHING: return with_random_sign(random_below(2) ? 0x1p-149f : 0.0f);
    case SPECIAL:
      if (random_below(density) == 0) return special_value();
      break;
    default: break;
  }
  return random_unit() * magnitude;
}

void fill_floats(float *target, size_t count, value_kind values, float magnitude, size_t density) {
  for (size_t i = 0; i < count; i++) target[i] = random_value(values, magnitude, density);
}

// Pictures are black and white in large parts.
void fill_bytes(uint8_t *target, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint64_t bits = random_bits();
    target[i] = bits >> 62 == 0 ? 0 : bits >> 62 == 1 ? 255 : (uint8_t)bits;
  }
}

float random_logit(value_kind values) {
  if (values != WIDE) return random_value(values, 8.0f, 24);
  // Half of them near 0, half about where e^x ends: below -87.3 subnormal, below -103.97 zero.
  return random_below(2) ? random_unit() * 2.0f : -96.0f + random_unit() * 10.0f;
}

static double special_double(void) {
  static const double specials[] = {0.0,     0x1p-1074, DBL_MIN - 0x1p-1074, DBL_MIN,  0x1p-540,
                                    DBL_MAX, 0x1p512,   INFINITY,            INFINITY, NAN};
  const double value = specials[random_below(sizeof specials / sizeof specials[0])];
  return random_bits() >> 63 ? -value : value;
}

double random_double(value_kind values, double magnitude, size_t density) {
  // All 53 bits.
  const double unit = (double)random_unit() + (double)random_unit() * 0x1p-25;
  switch (values) {
    case WIDE: return ldexp(unit, (int)random_below(161) - 80);
    case TIES: return (double)random_value(TIES, 1.0f, 1);
    case TINY: return ldexp(unit, -480 - (int)random_below(600));
    case LARGE:
      if (random_below(16) == 0) return random_bits() >> 63 ? -DBL_MAX : DBL_MAX;
      return ldexp(unit, 400 + (int)random_below(620));
    case VANISHING: return (random_bits() >> 63 ? -1.0 : 1.0) * (random_below(2) ? 0x1p-1074 : 0.0);
    case SPECIAL:
      if (random_below(density) == 0) return special_double();
      break;
    default: break;
  }
  return unit * magnitude;
}

void fill_doubles(double *target, size_t count, value_kind values, double magnitude, size_t density) {
  for (size_t i = 0; i < count; i++) target[i] = random_double(values, magnitude, density);
}

double random_logit64(value_kind values) {
  if (values != WIDE) return random_double(values, 8.0, 24);
  // Half of them near 0, half about where e^x ends: below -708.4 subnormal, below -745.1 zero.
  return random_below(2) ? (double)random_unit() * 2.0 : -725.0 + (double)random_unit() * 30.0;
}

uint32_t *new_list(size_t count, size_t pool, size_t offset) {
  uint32_t *rows = new_words(count, offset);
  for (size_t r = 0; r < count; r++) rows[r] = (uint32_t)random_below(pool);
  if (count > 1) rows[0] = 0;
  rows[random_below(count)] = (uint32_t)(pool - 1);
  return rows;
}

size_t cut(size_t count, size_t multiple, size_t bounds[4]) {
  size_t ranges = 0;
  bounds[0] = 0;
  for (size_t wanted = random_below(3); wanted > 0; wanted--) {
    const size_t at = random_below(count / multiple + 1) * multiple;
    if (at > bounds[ranges] && at < count) bounds[++ranges] = at;
  }
  bounds[++ranges] = count;
  return ranges;
}

double gamma_of(size_t roundings) {
  const double nu = (double)roundings * unit_roundoff;
  return nu / (1.0 - nu);
}
