// Programs that run for us and end with us: see softmax_files.h.

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "softmax_files.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// More tools than run at once: each export waits for its own.
enum { TOOL_COUNT = 64, NONE = 0, TAKEN = -1 };

// The groups of processes, each called by the number of its first.
static _Atomic(pid_t) groups[TOOL_COUNT];

// Signals that end the process, and do so before anybody else knows of it.
static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { END_COUNT = sizeof ends / sizeof *ends };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int running;
static int is_ours[END_COUNT];

void smf_kill_tools(void) {
  for (int index = 0; index < TOOL_COUNT; index++) {
    pid_t group = atomic_load(&groups[index]);
    if (group > 0) kill(-group, SIGKILL);
  }
}

static void end_with_tools(int number) {
  smf_kill_tools();
  // What it would have done without us, as soon as this returns.
  signal(number, SIG_DFL);
  raise(number);
}

// Takes the signals that would end the process at once; those that are handled or ignored stay so.
static void take_ends(void) {
  pthread_mutex_lock(&lock);
  if (running++ == 0) {
    for (int index = 0; index < END_COUNT; index++) {
      struct sigaction now, action;
      is_ours[index] = sigaction(ends[index], NULL, &now) == 0 && now.sa_handler == SIG_DFL;
      if (!is_ours[index]) continue;
      memset(&action, 0, sizeof action);
      action.sa_handler = end_with_tools;
      action.sa_flags = SA_RESTART;
      is_ours[index] = sigaction(ends[index], &action, NULL) == 0;
      // A process inherits what the thread that started it held back; whoever sends one of these now means it.
      sigset_t own;
      sigemptyset(&own);
      sigaddset(&own, ends[index]);
      pthread_sigmask(SIG_UNBLOCK, &own, NULL);
    }
    struct sigaction child;
    // Where it is ignored nobody learns how a process ended.
    if (sigaction(SIGCHLD, NULL, &child) == 0 && child.sa_handler == SIG_IGN) signal(SIGCHLD, SIG_DFL);
  }
  pthread_mutex_unlock(&lock);
}

static void give_ends_back(void) {
  pthread_mutex_lock(&lock);
  if (--running == 0) {
    for (int index = 0; index < END_COUNT; index++) {
      struct sigaction now;
      if (!is_ours[index] || sigaction(ends[index], NULL, &now) || now.sa_handler != end_with_tools) continue;
      signal(ends[index], SIG_DFL);
    }
  }
  pthread_mutex_unlock(&lock);
}

static void close_others(void) {
#if defined(__linux__) && defined(SYS_close_range)
  if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) return;
#endif
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0 || limit > 65536) limit = 65536;
  for (int descriptor = 3; descriptor < limit; descriptor++) close(descriptor);
}

static void limit(int resource, uint64_t most) {
  struct rlimit now;
  if (getrlimit(resource, &now)) return;
  if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most) now.rlim_max = most;
  if (now.rlim_cur == RLIM_INFINITY || now.rlim_cur > now.rlim_max) now.rlim_cur = now.rlim_max;
  setrlimit(resource, &now);
}

// In the new process, where only what a handler may do is safe.
static void become(
    pid_t parent, const char *path, char *const *arguments, const char *folder, int input, int output,
    int errors, uint64_t seconds, uint64_t file_bytes) {
  setpgid(0, 0);
#if defined(__linux__)
  // Even where the parent is killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(127);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  limit(RLIMIT_CPU, seconds);
  limit(RLIMIT_FSIZE, file_bytes);
  limit(RLIMIT_CORE, 0);
  if (chdir(folder) == 0 && dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(errors, 2) >= 0) {
    close_others();
    execv(path, arguments);
  }
  static const char text[] = "it cannot be started\n";
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(126);
  _exit(127);
}

int smf_start_tool(
    const char *path, char *const *arguments, const char *folder, int input, int output, int errors,
    uint64_t seconds, uint64_t file_bytes) {
  int place = 0;
  for (; place < TOOL_COUNT; place++) {
    pid_t expected = NONE;
    if (atomic_compare_exchange_strong(&groups[place], &expected, TAKEN)) break;
  }
  if (place == TOOL_COUNT) {
    errno = EAGAIN;
    return -1;
  }
  take_ends();
  pid_t parent = getpid(), tool = fork();
  if (tool == 0) become(parent, path, arguments, folder, input, output, errors, seconds, file_bytes);
  if (tool < 0) {
    int error = errno;
    atomic_store(&groups[place], NONE);
    give_ends_back();
    errno = error;
    return -1;
  }
  // Both do it, so that it is done whoever goes on first.
  setpgid(tool, tool);
  atomic_store(&groups[place], tool);
  return place;
}

int smf_tool_has_ended(int place) {
  siginfo_t information;
  memset(&information, 0, sizeof information);
  int result;
  do {
    result = waitid(P_PID, (id_t)atomic_load(&groups[place]), &information, WEXITED | WNOHANG | WNOWAIT);
  } while (result && errno == EINTR);
  return result || information.si_pid != 0;
}

int smf_end_tool(int place) {
  pid_t tool = atomic_load(&groups[place]);
  // Before it is waited for, because its number is free afterwards; those that it started may still run.
  kill(-tool, SIGKILL);
  int status = 0;
  pid_t found;
  do { found = waitpid(tool, &status, 0); } while (found < 0 && errno == EINTR);
  atomic_store(&groups[place], NONE);
  give_ends_back();
  if (found < 0) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
