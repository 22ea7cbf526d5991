// Ctrl-C, and the files that are half written when it ends the process: see softmax_files.h.

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "softmax_files.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

// More files than any job writes at once. The names lie here, so that the handler looks at no memory that may be freed.
enum { FILE_COUNT = 16, LONGEST_TEXT = 256 };

static struct {
  // 0: free, 1: being filled in, 2: a file.
  _Atomic(int) state;
  char path[PATH_MAX];
} files[FILE_COUNT];

static _Atomic(int) is_request;
static _Atomic(int) count;
static _Atomic(int) status;
static _Atomic(int) last;
static struct sigaction previous, previous_termination;
static int is_taken, termination_is_taken;
static char request_text[LONGEST_TEXT], end_text[LONGEST_TEXT];
static void (*_Atomic on_request)(void);

int smf_add_unfinished(const char *path) {
  size_t length = strlen(path);
  if (length >= PATH_MAX) return -1;
  for (int index = 0; index < FILE_COUNT; index++) {
    int expected = 0;
    if (!atomic_compare_exchange_strong(&files[index].state, &expected, 1)) continue;
    memcpy(files[index].path, path, length + 1);
    atomic_store(&files[index].state, 2);
    return index;
  }
  return -1;
}

void smf_remove_unfinished(int index) {
  if (index >= 0 && index < FILE_COUNT) atomic_store(&files[index].state, 0);
}

static void print(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) return;
}

static void handle(int number) {
  int error = errno;
  atomic_store(&last, number);
  if (atomic_fetch_add(&count, 1) == 0 && atomic_load(&is_request)) {
    print(request_text);
    void (*call)(void) = atomic_load(&on_request);
    if (call) call();
    errno = error;
    return;
  }
  print(end_text);
  smf_kill_tools();
  for (int index = 0; index < FILE_COUNT; index++) {
    if (atomic_load(&files[index].state) == 2) unlink(files[index].path);
  }
  _exit(number == SIGTERM ? 128 + SIGTERM : atomic_load(&status));
}

static void copy(char *target, const char *text) {
  strncpy(target, text, LONGEST_TEXT - 1);
  target[LONGEST_TEXT - 1] = 0;
}

// Has our handler take a signal, where it does not yet.
static int take(int number, struct sigaction *before, int *taken) {
  if (*taken) return 0;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle;
  // Calls that wait go on after a request, so that nothing else has to know of it.
  action.sa_flags = SA_RESTART;
  int result = sigaction(number, &action, before);
  *taken = result == 0;
  return result;
}

int smf_take_interrupts(int asks, int end_status, const char *request, const char *end, void (*call)(void)) {
  atomic_store(&is_request, 0);
  copy(request_text, request);
  copy(end_text, end);
  atomic_store(&on_request, call);
  atomic_store(&status, end_status);
  atomic_store(&count, 0);
  atomic_store(&is_request, asks);
  return take(SIGINT, &previous, &is_taken);
}

void smf_give_interrupts_back(void) {
  if (is_taken) sigaction(SIGINT, &previous, NULL);
  is_taken = 0;
}

int smf_take_terminations(void) { return take(SIGTERM, &previous_termination, &termination_is_taken); }

void smf_give_terminations_back(void) {
  if (termination_is_taken) sigaction(SIGTERM, &previous_termination, NULL);
  termination_is_taken = 0;
}

int smf_last_interrupt(void) { return atomic_load(&last); }

int smf_interrupts_are_ignored(void) {
  struct sigaction action;
  return sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int smf_interrupt_count(void) { return atomic_load(&count); }
