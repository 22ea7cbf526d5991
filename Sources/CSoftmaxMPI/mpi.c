// An MPI library as it is found: see softmax_mpi.h.

#include "softmax_mpi.h"

#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Handles are numbers in MPICH's interface and pointers in the other two. An argument of either kind takes a register of its
// own, but the types of a call have to be those of the function, so that each function has two.
typedef int (*allgather_of_ints)(const void *, int, int, void *, int, int, int);
typedef int (*allgather_of_pointers)(const void *, int, void *, void *, int, void *, void *);
typedef int (*allgatherv_of_ints)(const void *, int, int, void *, const int *, const int *, int, int);
typedef int (*allgatherv_of_pointers)(
    const void *, int, void *, void *, const int *, const int *, void *, void *);
typedef int (*alltoallv_of_ints)(
    const void *, const int *, const int *, int, void *, const int *, const int *, int, int);
typedef int (*alltoallv_of_pointers)(
    const void *, const int *, const int *, void *, void *, const int *, const int *, void *, void *);
typedef int (*about_of_ints)(int, int *);
typedef int (*about_of_pointers)(void *, int *);
typedef int (*abort_of_ints)(int, int);
typedef int (*abort_of_pointers)(void *, int);

enum interface { UNKNOWN, OPEN_MPI, MPICH, STANDARD };

static struct {
  enum interface interface;
  void *library;
  void *allgather, *allgatherv, *alltoallv, *rank, *size, *abort;
  int (*init_thread)(int *, char ***, int, int *);
  int (*finalize)(void);
  // The world, and the type of bytes: as pointers, and as MPICH's numbers.
  void *world, *byte;
  int world_number, byte_number;
} mpi;

// Whether another process would wait for this one, were it to end now.
static volatile int is_running;

static void say(char *message, size_t size, const char *text) {
  if (size > 0) snprintf(message, size, "%s", text ? text : "unknown");
}

static void *function(const char *name) { return dlsym(mpi.library, name); }

int softmax_mpi_open(const char *name, char *message, size_t message_size) {
  mpi.library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!mpi.library) {
    say(message, message_size, dlerror());
    return 1;
  }
  mpi.allgather = function("MPI_Allgather");
  mpi.allgatherv = function("MPI_Allgatherv");
  mpi.alltoallv = function("MPI_Alltoallv");
  mpi.rank = function("MPI_Comm_rank");
  mpi.size = function("MPI_Comm_size");
  mpi.abort = function("MPI_Abort");
  *(void **)&mpi.init_thread = function("MPI_Init_thread");
  *(void **)&mpi.finalize = function("MPI_Finalize");
  if (!mpi.allgather || !mpi.allgatherv || !mpi.alltoallv || !mpi.rank || !mpi.size || !mpi.abort
      || !mpi.init_thread || !mpi.finalize) {
    say(message, message_size, "it lacks functions of MPI");
    dlclose(mpi.library);
    return 2;
  }
  // Libraries of another interface may have this function too, and then say that the standard's version is -1.
  int (*abi_version)(int *, int *);
  *(void **)&abi_version = function("MPI_Abi_get_version");
  int major = -1, minor = -1;
  const int is_standard = abi_version && abi_version(&major, &minor) == 0 && major >= 1;
  void *world = function("ompi_mpi_comm_world");
  if (is_standard) {
    mpi.interface = STANDARD;
    mpi.world = (void *)(intptr_t)0x101;
    mpi.byte = (void *)(intptr_t)0x247;
  } else if (world) {
    mpi.interface = OPEN_MPI;
    mpi.world = world;
    mpi.byte = function("ompi_mpi_byte");
    if (!mpi.byte) {
      say(message, message_size, "it lacks Open MPI's types");
      return 2;
    }
  } else {
    mpi.interface = MPICH;
    mpi.world_number = 0x44000000;
    mpi.byte_number = 0x4c00010d;
  }
  return 0;
}

const char *softmax_mpi_interface(void) {
  switch (mpi.interface) {
  case OPEN_MPI: return "Open MPI";
  case MPICH: return "MPICH";
  case STANDARD: return "MPI 5";
  default: return "none";
  }
}

// A process that ends early without an error would leave the others waiting, and MPICH's launcher satisfied.
static void end_all(void) {
  if (is_running) softmax_mpi_abort(1);
}

int softmax_mpi_begin(void) {
  int provided = 0;
  // Calls come from the thread that began.
  const int funneled = mpi.interface == STANDARD ? 1024 : 1;
  const int error = mpi.init_thread(NULL, NULL, funneled, &provided);
  if (error == 0) {
    is_running = 1;
    atexit(end_all);
  }
  return error;
}

static int about(void *function) {
  int number = 0;
  if (mpi.interface == MPICH) ((about_of_ints)function)(mpi.world_number, &number);
  else ((about_of_pointers)function)(mpi.world, &number);
  return number;
}

int softmax_mpi_rank(void) { return about(mpi.rank); }

int softmax_mpi_size(void) { return about(mpi.size); }

int softmax_mpi_gather_fixed(const int64_t *own, int64_t *all, size_t count) {
  const int bytes = (int)(8 * count);
  if (mpi.interface == MPICH) {
    return ((allgather_of_ints)mpi.allgather)(
        own, bytes, mpi.byte_number, all, bytes, mpi.byte_number, mpi.world_number);
  }
  return ((allgather_of_pointers)mpi.allgather)(own, bytes, mpi.byte, all, bytes, mpi.byte, mpi.world);
}

static int gather_once(const void *own, int own_count, void *all, const int *counts, const int *places) {
  if (mpi.interface == MPICH) {
    return ((allgatherv_of_ints)mpi.allgatherv)(
        own, own_count, mpi.byte_number, all, counts, places, mpi.byte_number, mpi.world_number);
  }
  return ((allgatherv_of_pointers)mpi.allgatherv)(
      own, own_count, mpi.byte, all, counts, places, mpi.byte, mpi.world);
}

static int exchange_once(
    const void *own, const int *sent, const int *sent_places, void *all, const int *received,
    const int *received_places) {
  if (mpi.interface == MPICH) {
    return ((alltoallv_of_ints)mpi.alltoallv)(
        own, sent, sent_places, mpi.byte_number, all, received, received_places, mpi.byte_number, mpi.world_number);
  }
  return ((alltoallv_of_pointers)mpi.alltoallv)(
      own, sent, sent_places, mpi.byte, all, received, received_places, mpi.byte, mpi.world);
}

// What a piece has of `counts` bytes of each process, of which `done` were moved.
static void set_piece(const int64_t *counts, int64_t done, int64_t limit, int *numbers, int *places) {
  const int size = softmax_mpi_size();
  for (int i = 0, place = 0; i < size; place += numbers[i++]) {
    const int64_t left = counts[i] > done ? counts[i] - done : 0;
    numbers[i] = (int)(left < limit ? left : limit);
    places[i] = place;
  }
}

// MPI counts in ints: so many bytes of each process at most go at once.
static int64_t piece_limit(void) { return INT_MAX / softmax_mpi_size(); }

int softmax_mpi_gather(const void *own, void *all, const int64_t *counts) {
  const int size = softmax_mpi_size(), rank = softmax_mpi_rank();
  int64_t total = 0, longest = 0;
  for (int i = 0; i < size; total += counts[i++]) {
    if (counts[i] > longest) longest = counts[i];
  }
  int *numbers = malloc(2 * (size_t)size * sizeof(int));
  if (!numbers) return -1;
  int *places = numbers + size;
  int error = 0;
  if (total <= INT_MAX) {
    set_piece(counts, 0, INT_MAX, numbers, places);
    error = gather_once(own, numbers[rank], all, numbers, places);
  } else {
    // In pieces, each process's into its place.
    const int64_t limit = piece_limit();
    char *piece = malloc((size_t)limit * (size_t)size);
    if (!piece) error = -1;
    for (int64_t done = 0; done < longest && error == 0; done += limit) {
      set_piece(counts, done, limit, numbers, places);
      error = gather_once((const char *)own + (numbers[rank] ? done : 0), numbers[rank], piece, numbers, places);
      int64_t first = 0;
      for (int i = 0; i < size && error == 0; first += counts[i++]) {
        if (numbers[i]) memcpy((char *)all + first + done, piece + places[i], (size_t)numbers[i]);
      }
    }
    free(piece);
  }
  free(numbers);
  return error;
}

int softmax_mpi_exchange(
    const void *own, const int64_t *sent, void *all, const int64_t *received, int64_t longest) {
  const int size = softmax_mpi_size();
  int *numbers = malloc(4 * (size_t)size * sizeof(int));
  if (!numbers) return -1;
  int *places = numbers + size, *received_numbers = places + size, *received_places = received_numbers + size;
  const int64_t limit = piece_limit();
  int error = 0;
  if (longest <= limit) {
    set_piece(sent, 0, limit, numbers, places);
    set_piece(received, 0, limit, received_numbers, received_places);
    error = exchange_once(own, numbers, places, all, received_numbers, received_places);
  } else {
    char *room = malloc(2 * (size_t)limit * (size_t)size);
    if (!room) error = -1;
    char *incoming = room + limit * size;
    for (int64_t done = 0; done < longest && error == 0; done += limit) {
      set_piece(sent, done, limit, numbers, places);
      set_piece(received, done, limit, received_numbers, received_places);
      int64_t first = 0;
      for (int i = 0; i < size; first += sent[i++]) {
        if (numbers[i]) memcpy(room + places[i], (const char *)own + first + done, (size_t)numbers[i]);
      }
      error = exchange_once(room, numbers, places, incoming, received_numbers, received_places);
      first = 0;
      for (int i = 0; i < size && error == 0; first += received[i++]) {
        if (!received_numbers[i]) continue;
        memcpy((char *)all + first + done, incoming + received_places[i], (size_t)received_numbers[i]);
      }
    }
    free(room);
  }
  free(numbers);
  return error;
}

int softmax_mpi_end(void) {
  const int error = mpi.finalize();
  is_running = 0;
  return error;
}

static int exit_code;

static void exit_now(int signal) {
  (void)signal;
  _exit(exit_code);
}

void softmax_mpi_abort(int code) {
  if (is_running) {
    is_running = 0;
    // Where the network is gone the library may wait for ever: the launcher then finds that this process has ended.
    exit_code = code;
    signal(SIGALRM, exit_now);
    alarm(10);
    if (mpi.interface == MPICH) ((abort_of_ints)mpi.abort)(mpi.world_number, code);
    else ((abort_of_pointers)mpi.abort)(mpi.world, code);
  }
  _exit(code);
}
