// The few functions of an MPI library that a fit needs, found when the program runs.
//
// Nothing is linked: the library is opened by its name. Three binary interfaces are known: Open MPI's, MPICH's, and the
// standard one of MPI 5. All calls come from one thread but softmax_mpi_abort.

#ifndef SOFTMAX_MPI_H
#define SOFTMAX_MPI_H

#include <stddef.h>
#include <stdint.h>

// Opens a library by its name or path. 0, or 1 where there is none of this name, or 2 where it lacks a function; then
// `message` says why, cut at `message_size` bytes.
int softmax_mpi_open(const char *name, char *message, size_t message_size);

// Which interface the open library has: "Open MPI", "MPICH", "MPI 5".
const char *softmax_mpi_interface(void);

// Begins. 0, or the library's error.
int softmax_mpi_begin(void);

// This process among all.
int softmax_mpi_rank(void);

// How many there are.
int softmax_mpi_size(void);

// `count` numbers of every process, in the order of the processes. 0, or the library's error.
int softmax_mpi_gather_fixed(const int64_t *own, int64_t *all, size_t count);

// The bytes of every process one after the other, `counts[rank]` of each. 0, or the library's error; -1 without memory.
int softmax_mpi_gather(const void *own, void *all, const int64_t *counts);

// Gives each process its bytes of `own`, where they stand one after the other, `sent[rank]` for each, and takes
// `received[rank]` of each. `longest` is the largest of all these numbers of all processes. 0, or the library's error; -1
// without memory.
int softmax_mpi_exchange(
    const void *own, const int64_t *sent, void *all, const int64_t *received, int64_t longest);

// Ends in good order: every process calls it. 0, or the library's error.
int softmax_mpi_end(void);

// Ends all processes with this exit code.
void softmax_mpi_abort(int code) __attribute__((noreturn));

#endif
