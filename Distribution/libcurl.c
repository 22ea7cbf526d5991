// libcurl for a command that starts where it is not installed: the system's, looked for when the first download begins.
//
// Foundation's downloads call libcurl, and a program that is linked with it does not start without it. All that the
// command does but `datasets fetch` needs no download. Each function here hands its arguments on as they came, in
// registers: none has more than four, and none a floating-point number.

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

typedef void *(*function)(void *, void *, void *, void *);

enum { UNAVAILABLE = 69 };

static void *library(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    void *found = dlopen(names[index], RTLD_NOW | RTLD_GLOBAL);
    if (found) return found;
  }
  static const char message[] =
      "error: fetching needs libcurl, which is not installed; install it (on Debian: apt-get install libcurl4 "
      "ca-certificates), or name a folder that has the files (--data-dir)\n";
  if (write(STDERR_FILENO, message, strlen(message)) < 0) _exit(UNAVAILABLE);
  _exit(UNAVAILABLE);
}

static function find(const char *name) {
  static void *opened;
  if (!opened) opened = library();
  void *found = dlsym(opened, name);
  if (!found) _exit(UNAVAILABLE);
  function result;
  memcpy(&result, &found, sizeof result);
  return result;
}

#define HAND_ON(name)                                       \
  void *name(void *a, void *b, void *c, void *d);           \
  void *name(void *a, void *b, void *c, void *d) {          \
    static function found;                                  \
    if (!found) found = find(#name);                        \
    return found(a, b, c, d);                               \
  }

HAND_ON(curl_easy_cleanup)
HAND_ON(curl_easy_getinfo)
HAND_ON(curl_easy_init)
HAND_ON(curl_easy_pause)
HAND_ON(curl_easy_setopt)
HAND_ON(curl_easy_strerror)
HAND_ON(curl_free)
HAND_ON(curl_global_init)
HAND_ON(curl_multi_add_handle)
HAND_ON(curl_multi_assign)
HAND_ON(curl_multi_cleanup)
HAND_ON(curl_multi_info_read)
HAND_ON(curl_multi_init)
HAND_ON(curl_multi_remove_handle)
HAND_ON(curl_multi_setopt)
HAND_ON(curl_multi_socket_action)
HAND_ON(curl_slist_append)
HAND_ON(curl_slist_free_all)
HAND_ON(curl_url)
HAND_ON(curl_url_get)
HAND_ON(curl_url_set)
HAND_ON(curl_version)
HAND_ON(curl_version_info)
