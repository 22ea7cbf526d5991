// Swift's overlay of the C library refers to hypotf, which nobody here calls. glibc 2.35 gave that function a new version, so
// that a library that only mentions it could not be loaded with glibc 2.34.

#include <math.h>

#if defined(__linux__)
__attribute__((visibility("hidden"))) float hypotf(float x, float y) {
  // A product of two floats is exact in double, and their sum within its range.
  return (float)sqrt((double)x * x + (double)y * y);
}
#else
typedef int softmax_nothing_needed;
#endif
