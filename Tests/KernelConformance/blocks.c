// Arrays in heap blocks of their own, so that a read or write beyond them is seen.
//
// Under AddressSanitizer a block has no room beyond its array, and the sanitizer sees both. Elsewhere guard bytes
// on both sides show writes, and because they are NaN, or an index far beyond, a read shows in what is computed.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EXACT_BLOCKS 1
#endif
#endif

enum { GUARD = 256, ALIGNMENT = 64, FILL = 0xff, BLOCK_LIMIT = 256 };

typedef struct {
  unsigned char *base;
  size_t begin, end, size;
} block;

static block blocks[BLOCK_LIMIT];
static size_t block_count;

void *new_array(size_t count, size_t element_size, size_t offset) {
  if (block_count == BLOCK_LIMIT) {
    fprintf(stderr, "conformance: more than %d arrays at once\n", BLOCK_LIMIT);
    exit(2);
  }
  block *b = &blocks[block_count++];
#ifdef EXACT_BLOCKS
  b->begin = offset * element_size;
  b->end = b->begin + count * element_size;
  b->size = b->end;
  b->base = malloc(b->size);
#else
  b->begin = GUARD + offset * element_size;
  b->end = b->begin + count * element_size;
  b->size = smk_round_up(b->end + GUARD, ALIGNMENT);
  b->base = aligned_alloc(ALIGNMENT, b->size);
#endif
  if (!b->base && b->size > 0) {
    fprintf(stderr, "conformance: no memory for %zu bytes\n", b->size);
    exit(2);
  }
  if (b->base) memset(b->base, FILL, b->size);
  return b->base + b->begin;
}

float *new_floats(size_t count, size_t offset) { return new_array(count, sizeof(float), offset); }
double *new_doubles(size_t count, size_t offset) { return new_array(count, sizeof(double), offset); }
uint32_t *new_words(size_t count, size_t offset) { return new_array(count, sizeof(uint32_t), offset); }

static bool is_filled(const unsigned char *bytes, size_t begin, size_t end) {
  for (size_t i = begin; i < end; i++) {
    if (bytes[i] != FILL) return false;
  }
  return true;
}

bool blocks_are_intact(void) {
  for (size_t i = 0; i < block_count; i++) {
    const block *b = &blocks[i];
    if (!is_filled(b->base, 0, b->begin) || !is_filled(b->base, b->end, b->size)) return false;
  }
  return true;
}

size_t blocks_mark(void) { return block_count; }

void free_blocks(size_t mark) {
  while (block_count > mark) free(blocks[--block_count].base);
}
