// A library that stands before the C library's (LD_PRELOAD) and makes chosen calls fail: see README.md.
//
// FAULT_LOG    a file to which every watched call adds a line: `write 2 fd 5`, the second write; what was made to fail
//              is marked with an exclamation mark.
// FAULT        what fails: `write 3 ENOSPC` is the third write, `write 3+ ENOSPC` that and all after it, and
//              `read 2 SHORT` gives less than was asked for instead of an error. `rename 1 KILL` is kill -9 at that call,
//              a write then being half done.

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum call {
  OPEN, OPENAT, READ, WRITE, CLOSE, FSYNC, RENAME, UNLINK, MMAP, FSTAT, STAT, LSTAT, ACCESS, READLINK, REALPATH,
  FTRUNCATE, FCHMOD, FLOCK, FCNTL, POLL, MKDIR, RMDIR, OPENDIR, THREAD, CALL_COUNT
};

static const char *const names[CALL_COUNT] = {
  "open", "openat", "read", "write", "close", "fsync", "rename", "unlink", "mmap", "fstat", "stat", "lstat", "access",
  "readlink", "realpath", "ftruncate", "fchmod", "flock", "fcntl", "poll", "mkdir", "rmdir", "opendir",
  "pthread_create"
};

static const struct { const char *name; int code; } errors[] = {
  {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"EACCES", EACCES},
  {"EAGAIN", EAGAIN}, {"EROFS", EROFS}, {"ENOLCK", ENOLCK}, {"EDQUOT", EDQUOT}
};

enum { SHORT = -1, KILL = -2 };

static atomic_long counts[CALL_COUNT];
static int log_descriptor = -1;
static int chosen_call = -1;
static long chosen_place;
static int fails_on;
static int chosen_error;

__attribute__((noreturn)) static void refuse(const char *what) {
  fprintf(stderr, "inject: FAULT '%s' is not understood\n", what);
  _exit(125);
}

__attribute__((constructor)) static void begin(void) {
  const char *log = getenv("FAULT_LOG");
  // High, so that the program's own descriptors have the numbers that they have without us.
  if (log) {
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    log_descriptor = (int)syscall(SYS_fcntl, descriptor, F_DUPFD_CLOEXEC, 100);
    // A limit on descriptors may forbid that.
    if (log_descriptor < 0) log_descriptor = descriptor; else syscall(SYS_close, descriptor);
  }
  const char *fault = getenv("FAULT");
  if (!fault) return;
  char name[32], place[32], error[32];
  if (sscanf(fault, "%31s %31s %31s", name, place, error) != 3) refuse(fault);
  for (int call = 0; call < CALL_COUNT; call++) if (!strcmp(name, names[call])) chosen_call = call;
  char *end;
  chosen_place = strtol(place, &end, 10);
  fails_on = *end == '+';
  if (!strcmp(error, "SHORT")) chosen_error = SHORT;
  if (!strcmp(error, "KILL")) chosen_error = KILL;
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if (!strcmp(error, errors[i].name)) chosen_error = errors[i].code;
  if (chosen_call < 0 || chosen_place < 1 || chosen_error == 0) refuse(fault);
}

// kill -9, which no handler sees.
static void end(void) { syscall(SYS_kill, getpid(), SIGKILL); }

// The error that this call shall end with; 0 for none.
static int fault(enum call call, int descriptor, const char *path) {
  long place = atomic_fetch_add(&counts[call], 1) + 1;
  int error = (int)call == chosen_call && (place == chosen_place || (fails_on && place > chosen_place)) ? chosen_error : 0;
  if (log_descriptor >= 0) {
    char line[512];
    int length = path ? snprintf(line, sizeof line, "%s%s %ld path %.400s\n", error ? "!" : "", names[call], place, path)
                      : snprintf(line, sizeof line, "%s%s %ld fd %d\n", error ? "!" : "", names[call], place, descriptor);
    int saved = errno;
    syscall(SYS_write, log_descriptor, line, (size_t)length);
    errno = saved;
  }
  if (error == KILL && call != WRITE) end();
  return error;
}

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define FAIL(call, descriptor, path, failure) \
  do { \
    int error_ = fault(call, descriptor, path); \
    if (error_ > 0) { \
      errno = error_; \
      return failure; \
    } \
  } while (0)

// The permissions of a file that is made, where they are among the arguments.
#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE) { \
    va_list arguments; \
    va_start(arguments, flags); \
    mode = va_arg(arguments, mode_t); \
    va_end(arguments); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  FAIL(OPEN, -1, path, -1);
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  FAIL(OPEN, -1, path, -1);
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  FAIL(OPENAT, -1, path, -1);
  return (int)syscall(SYS_openat, folder, path, flags, mode);
}

ssize_t read(int descriptor, void *buffer, size_t count) {
  int error = fault(READ, descriptor, NULL);
  if (error == SHORT && count > 1) count = (count + 2) / 3;
  if (error > 0) return errno = error, -1;
  return syscall(SYS_read, descriptor, buffer, count);
}

ssize_t write(int descriptor, const void *buffer, size_t count) {
  int error = fault(WRITE, descriptor, NULL);
  if (error == KILL) {
    syscall(SYS_write, descriptor, buffer, count / 2);
    end();
  }
  if (error == SHORT && count > 1) count = (count + 2) / 3;
  if (error > 0) return errno = error, -1;
  return syscall(SYS_write, descriptor, buffer, count);
}

// As the kernel does it: the descriptor is gone, whatever the call says.
int close(int descriptor) {
  int error = fault(CLOSE, descriptor, NULL);
  int result = (int)syscall(SYS_close, descriptor);
  if (error > 0) return errno = error, -1;
  return result;
}

int fsync(int descriptor) {
  FAIL(FSYNC, descriptor, NULL, -1);
  return (int)syscall(SYS_fsync, descriptor);
}

int rename(const char *from, const char *to) {
  FAIL(RENAME, -1, to, -1);
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path) {
  FAIL(UNLINK, -1, path, -1);
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

void *mmap(void *start, size_t size, int protection, int flags, int descriptor, off_t offset) {
  FAIL(MMAP, descriptor, NULL, MAP_FAILED);
  return (void *)syscall(SYS_mmap, start, size, protection, flags, descriptor, offset);
}

int fstat(int descriptor, struct stat *status) {
  FAIL(FSTAT, descriptor, NULL, -1);
  REAL(int, "fstat", int, struct stat *);
  return real(descriptor, status);
}

int stat(const char *path, struct stat *status) {
  FAIL(STAT, -1, path, -1);
  REAL(int, "stat", const char *, struct stat *);
  return real(path, status);
}

int lstat(const char *path, struct stat *status) {
  FAIL(LSTAT, -1, path, -1);
  REAL(int, "lstat", const char *, struct stat *);
  return real(path, status);
}

int access(const char *path, int mode) {
  FAIL(ACCESS, -1, path, -1);
  return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

ssize_t readlink(const char *path, char *buffer, size_t size) {
  FAIL(READLINK, -1, path, -1);
  return syscall(SYS_readlinkat, AT_FDCWD, path, buffer, size);
}

char *realpath(const char *path, char *resolved) {
  FAIL(REALPATH, -1, path, NULL);
  REAL(char *, "realpath", const char *, char *);
  return real(path, resolved);
}

int ftruncate(int descriptor, off_t size) {
  FAIL(FTRUNCATE, descriptor, NULL, -1);
  return (int)syscall(SYS_ftruncate, descriptor, size);
}

int fchmod(int descriptor, mode_t mode) {
  FAIL(FCHMOD, descriptor, NULL, -1);
  return (int)syscall(SYS_fchmod, descriptor, mode);
}

int flock(int descriptor, int operation) {
  FAIL(FLOCK, descriptor, NULL, -1);
  return (int)syscall(SYS_flock, descriptor, operation);
}

int fcntl(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  FAIL(FCNTL, descriptor, NULL, -1);
  return (int)syscall(SYS_fcntl, descriptor, command, argument);
}

int poll(struct pollfd *requests, nfds_t count, int timeout) {
  FAIL(POLL, count > 0 ? requests[0].fd : -1, NULL, -1);
  REAL(int, "poll", struct pollfd *, nfds_t, int);
  return real(requests, count, timeout);
}

int mkdir(const char *path, mode_t mode) {
  FAIL(MKDIR, -1, path, -1);
  return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int rmdir(const char *path) {
  FAIL(RMDIR, -1, path, -1);
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

DIR *opendir(const char *path) {
  FAIL(OPENDIR, -1, path, NULL);
  REAL(DIR *, "opendir", const char *);
  return real(path);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  int error = fault(THREAD, -1, NULL);
  if (error > 0) return error;
  REAL(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  return real(thread, attributes, body, argument);
}
