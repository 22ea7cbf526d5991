// A closed loop of POST requests on kept connections: load HOST PORT CONNECTIONS SECONDS REQUEST
//
// REQUEST is a file with the whole request, header and body. One thread, epoll. A connection sends its next request
// when its answer is whole. The line of JSON at the end tells requests, quantiles of all measured latencies in
// microseconds, how many failed, and how many different bodies came with a 200: one model answers one request alike.
//
// Why not wrk alone: it adds made latencies after each pause ("coordinated omission"), so that its p99 is not one of a
// closed loop, and it does not look at the answers.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { headLimit = 65536, bodyKinds = 64 };

struct connection {
  int socket;
  size_t sent;
  double began;
  char head[headLimit];
  size_t headLength;
  int inBody, status;
  size_t bodyLeft;
  uint64_t hash;
};

static char *request;
static size_t requestLength;
static struct sockaddr_in address;
static int poller;
static double end;
static float *latencies;
static size_t count, capacity, failed;
static uint64_t kinds[bodyKinds];
static int kindCount;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static void fail(const char *text) {
  perror(text);
  exit(1);
}

static void watch(struct connection *c, int how, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, how, c->socket, &event) != 0) fail("epoll_ctl");
}

static void open_connection(struct connection *c) {
  c->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->socket < 0) fail("socket");
  if (connect(c->socket, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  int one = 1;
  setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(c->socket, F_SETFL, O_NONBLOCK);
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

static void send_more(struct connection *c) {
  while (c->sent < requestLength) {
    ssize_t done = send(c->socket, request + c->sent, requestLength - c->sent, MSG_NOSIGNAL);
    if (done < 0) {
      // A broken connection is seen when it is read.
      watch(c, EPOLL_CTL_MOD, EPOLLIN | (errno == EAGAIN ? EPOLLOUT : 0));
      return;
    }
    c->sent += done;
  }
  watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

static void start(struct connection *c) {
  c->sent = c->headLength = c->bodyLeft = 0;
  c->inBody = c->status = 0;
  c->hash = 14695981039346656037u;
  c->began = now();
  send_more(c);
}

static void again(struct connection *c) {
  failed += 1;
  close(c->socket);
  if (now() >= end) {
    c->socket = -1;
    return;
  }
  open_connection(c);
  start(c);
}

static void finish(struct connection *c) {
  double time = now();
  if (c->status == 200) {
    if (count == capacity) {
      capacity = capacity ? capacity * 2 : 1 << 16;
      latencies = realloc(latencies, capacity * sizeof *latencies);
      if (!latencies) fail("realloc");
    }
    latencies[count++] = (float)((time - c->began) * 1e6);
    int kind = 0;
    while (kind < kindCount && kinds[kind] != c->hash) kind += 1;
    if (kind == kindCount && kindCount < bodyKinds) kinds[kindCount++] = c->hash;
  } else {
    failed += 1;
  }
  if (time < end) {
    start(c);
  } else {
    close(c->socket);
    c->socket = -1;
  }
}

// Takes a part of the body. Returns 0 where there is more than the body.
static int take(struct connection *c, const char *data, size_t length) {
  if (length > c->bodyLeft) return 0;
  for (size_t index = 0; index < length; index += 1) {
    c->hash = (c->hash ^ (unsigned char)data[index]) * 1099511628211u;
  }
  c->bodyLeft -= length;
  return 1;
}

static void read_more(struct connection *c) {
  static char buffer[1 << 18];
  for (;;) {
    ssize_t done = recv(c->socket, buffer, sizeof buffer, 0);
    if (done < 0 && errno == EAGAIN) return;
    if (done <= 0) {
      again(c);
      return;
    }
    const char *data = buffer;
    size_t length = done;
    if (!c->inBody) {
      size_t before = c->headLength;
      size_t part = length < headLimit - 1 - before ? length : headLimit - 1 - before;
      memcpy(c->head + before, data, part);
      c->headLength += part;
      c->head[c->headLength] = 0;
      char *mark = strstr(c->head, "\r\n\r\n");
      if (!mark) {
        if (c->headLength == headLimit - 1) {
          again(c);
          return;
        }
        continue;
      }
      mark[2] = 0;
      char *line = strcasestr(c->head, "\r\ncontent-length:");
      if (!line || sscanf(c->head, "HTTP/1.1 %d", &c->status) != 1) {
        again(c);
        return;
      }
      c->bodyLeft = strtoull(line + 17, NULL, 10);
      c->inBody = 1;
      size_t used = mark + 4 - c->head - before;
      data += used;
      length -= used;
    }
    if (!take(c, data, length)) {
      again(c);
      return;
    }
    if (c->bodyLeft == 0) {
      finish(c);
      return;
    }
  }
}

static int compare(const void *one, const void *other) {
  float a = *(const float *)one, b = *(const float *)other;
  return (a > b) - (a < b);
}

int main(int argumentCount, char **arguments) {
  if (argumentCount != 6) {
    fprintf(stderr, "load HOST PORT CONNECTIONS SECONDS REQUEST\n");
    return 64;
  }
  address.sin_family = AF_INET;
  address.sin_port = htons(atoi(arguments[2]));
  if (inet_pton(AF_INET, arguments[1], &address.sin_addr) != 1) fail("address");
  int connections = atoi(arguments[3]);
  FILE *file = fopen(arguments[5], "rb");
  if (!file) fail(arguments[5]);
  fseek(file, 0, SEEK_END);
  requestLength = ftell(file);
  rewind(file);
  request = malloc(requestLength);
  if (fread(request, 1, requestLength, file) != requestLength) fail("fread");
  fclose(file);
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct connection *all = calloc(connections, sizeof *all);
  double began = now();
  end = began + atof(arguments[4]);
  for (int index = 0; index < connections; index += 1) {
    open_connection(&all[index]);
    start(&all[index]);
  }
  // An answer that does not come within 30 s after the end is one that failed.
  for (;;) {
    int open = 0;
    for (int index = 0; index < connections; index += 1) open += all[index].socket >= 0;
    if (open == 0) break;
    if (now() > end + 30) {
      failed += open;
      break;
    }
    struct epoll_event events[256];
    int found = epoll_wait(poller, events, 256, 100);
    for (int index = 0; index < found; index += 1) {
      struct connection *c = events[index].data.ptr;
      if (events[index].events & EPOLLOUT) send_more(c);
      if (events[index].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) read_more(c);
    }
  }
  double seconds = now() - began;
  qsort(latencies, count, sizeof *latencies, compare);
  printf(
      "{\"requests\":%zu,\"microseconds\":%.0f,\"p50\":%.1f,\"p99\":%.1f,\"maximum\":%.1f,\"failed\":%zu,"
      "\"bodies\":%d}\n",
      count, seconds * 1e6, count ? latencies[count / 2] : 0, count ? latencies[(size_t)(count * 0.99)] : 0,
      count ? latencies[count - 1] : 0, failed, kindCount);
  free(all);
  free(request);
  free(latencies);
  return 0;
}
