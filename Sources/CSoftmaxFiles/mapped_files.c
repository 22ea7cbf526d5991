// Which files are mapped, and the last words of a process that reads one that was cut short: see softmax_files.h.

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "softmax_files.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__APPLE__)
#define SMF_MODIFIED st_mtimespec
#else
#define SMF_MODIFIED st_mtim
#endif

// Records are never freed, only used again: the handler may be looking at them.
struct smf_mapping {
  // 0 where the record is of no mapping. Stored last, so that who sees it sees the rest.
  _Atomic(uintptr_t) start;
  _Atomic(int) is_taken;
  size_t length;
  int descriptor;
  off_t size;
  struct timespec modified;
  char *name;
  smf_mapping *next;
};

static _Atomic(smf_mapping *) first;
static struct sigaction previous;
static int exit_status;
static int clears_terminal_line;
static _Atomic(int) is_reporting;

static smf_mapping *free_record(void) {
  for (smf_mapping *record = atomic_load(&first); record; record = record->next) {
    int untaken = 0;
    if (atomic_compare_exchange_strong(&record->is_taken, &untaken, 1)) return record;
  }
  smf_mapping *record = calloc(1, sizeof *record);
  if (!record) return NULL;
  atomic_store(&record->is_taken, 1);
  record->next = atomic_load(&first);
  while (!atomic_compare_exchange_weak(&first, &record->next, record)) {
  }
  return record;
}

smf_mapping *smf_remember(const void *start, size_t length, int descriptor, const char *name) {
  char *copy = strdup(name);
  smf_mapping *record = copy ? free_record() : NULL;
  if (!record) {
    free(copy);
    return NULL;
  }
  struct stat status;
  int is_known = fstat(descriptor, &status) == 0;
  record->length = length;
  record->descriptor = descriptor;
  record->size = is_known ? status.st_size : (off_t)length;
  record->modified = is_known ? status.SMF_MODIFIED : (struct timespec){0};
  record->name = copy;
  atomic_store(&record->start, (uintptr_t)start);
  return record;
}

void smf_forget(smf_mapping *mapping) {
  if (!mapping) return;
  atomic_store(&mapping->start, 0);
  free(mapping->name);
  mapping->name = NULL;
  atomic_store(&mapping->is_taken, 0);
}

// A line that grows in a buffer of its own: no allocation, no locale.
struct line {
  char text[8192];
  size_t length;
};

static void append(struct line *line, const char *text) {
  while (*text && line->length < sizeof line->text - 1) line->text[line->length++] = *text++;
}

static void append_number(struct line *line, uintmax_t number) {
  char digits[24];
  size_t position = sizeof digits - 1;
  digits[position] = 0;
  do {
    digits[--position] = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  append(line, digits + position);
}

static void print(const struct line *line) {
  size_t written = 0;
  while (written < line->length) {
    ssize_t count = write(STDERR_FILENO, line->text + written, line->length - written);
    if (count <= 0) return;
    written += (size_t)count;
  }
}

static void report(const smf_mapping *mapping, size_t offset) {
  // Several threads may read what is gone: one tells, the others wait for the end.
  if (atomic_exchange(&is_reporting, 1)) {
    for (;;) pause();
  }
  static struct line line;
  if (clears_terminal_line) append(&line, "\r\033[K");
  append(&line, "error: ");
  append(&line, mapping->name);
  append(&line, ": byte ");
  append_number(&line, offset);
  struct stat now;
  int is_known = fstat(mapping->descriptor, &now) == 0;
  if (is_known && (uintmax_t)now.st_size <= offset) {
    append(&line, ": the file was cut short while it was read: it had ");
    append_number(&line, (uintmax_t)mapping->size);
    append(&line, " bytes, and now has ");
    append_number(&line, (uintmax_t)now.st_size);
    append(&line, "; use a copy that no other program writes to\n");
  } else if (is_known && (now.st_size != mapping->size || now.SMF_MODIFIED.tv_sec != mapping->modified.tv_sec ||
                          now.SMF_MODIFIED.tv_nsec != mapping->modified.tv_nsec)) {
    append(&line, ": another program wrote to the file while it was read; use a copy that no other program writes to\n");
  } else {
    append(&line, ": reading failed: the disk, or what lies between it and here, could not deliver\n");
  }
  print(&line);
  _exit(exit_status);
}

static void on_bus_error(int number, siginfo_t *information, void *context) {
  (void)context;
  // Codes from 1 on are the system's; with others somebody sent the signal, and there is no address.
  if (information->si_code > 0) {
    uintptr_t address = (uintptr_t)information->si_addr;
    for (smf_mapping *record = atomic_load(&first); record; record = record->next) {
      uintptr_t start = atomic_load(&record->start);
      if (start && address >= start && address - start < record->length) report(record, address - start);
    }
  }
  // Not ours: as if we were not here. A fault comes again when this returns, a signal that was sent has to be sent again.
  sigaction(SIGBUS, &previous, NULL);
  if (information->si_code <= 0) raise(number);
}

int smf_explain_faults(int status, int clears_line) {
  exit_status = status;
  clears_terminal_line = clears_line;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGBUS, &action, &previous);
}
