// What Swift cannot say to the system: handlers of SIGBUS and SIGINT, which may neither allocate nor take a lock, two
// questions whose structures Swift does not import, programs that end with us, a setting of the C library's heap, and
// SHA-256 by the processor.
//
// A mapped file that another program cuts short ends the process at the next look at what is gone. The handler says
// which file that was. Everything here may be called in any thread.

#ifndef SOFTMAX_FILES_H
#define SOFTMAX_FILES_H

#include <stddef.h>
#include <stdint.h>

/// A mapped file that the handler knows.
typedef struct smf_mapping smf_mapping;

/// Makes `length` bytes at `start` known, which are mapped from the file behind `descriptor`.
///
/// `name` is what the message calls the file; it is copied. The descriptor has to stay open until `smf_forget`.
/// NULL where there is no memory: the file is then not known.
smf_mapping *smf_remember(const void *start, size_t length, int descriptor, const char *name);

/// Undoes `smf_remember`, before the memory is unmapped.
void smf_forget(smf_mapping *mapping);

/// From now on a fault in a known mapping prints one line that names the file, and ends the process with `status`.
///
/// With `clears_line` a terminal's line is cleared first. Every other SIGBUS does what it did before. 0, or -1 with
/// errno where the handler cannot be installed.
int smf_explain_faults(int status, int clears_line);

/// Makes a file known that is not whole yet: an interrupt that ends the process removes it.
///
/// A number for `smf_remove_unfinished`; -1 where it cannot be remembered, and will stay where it is.
int smf_add_unfinished(const char *path);

/// The file is whole, or gone.
void smf_remove_unfinished(int number);

/// Takes SIGINT from now on.
///
/// With `asks` the first one prints `request` on standard error and calls `call`, which may do what a handler may. Every
/// other one prints `end`, removes unfinished files and ends the process with `end_status`. Texts are copied, up to 255
/// bytes. A second call takes over from the first. 0, or -1 with errno.
int smf_take_interrupts(int asks, int end_status, const char *request, const char *end, void (*call)(void));

/// Does with SIGINT what was done before the first `smf_take_interrupts`.
void smf_give_interrupts_back(void);

/// Takes SIGTERM too, as SIGINT is taken; where it ends the process, its status is 143. 0, or -1 with errno.
int smf_take_terminations(void);

/// Does with SIGTERM what was done before.
void smf_give_terminations_back(void);

/// The signal that came last of those that were taken; 0 where none did.
int smf_last_interrupt(void);

/// Whether nothing happens when SIGINT comes.
int smf_interrupts_are_ignored(void);

/// How often SIGINT, or SIGTERM where it is taken, has come since `smf_take_interrupts`.
int smf_interrupt_count(void);

/// Works `count` blocks of 64 bytes into the eight words of a SHA-256, by the processor's own instructions. 0 where it has
/// none, and nothing is done.
int smf_sha256(uint32_t *state, const uint8_t *bytes, size_t count);

/// Whether something is mounted at `path` itself; 0 where the system does not say.
int smf_is_mount_point(const char *path);

/// Whether the file system of an open file is this machine's alone, so that locks on it reach everybody who writes there.
int smf_is_local(int descriptor);

/// Where the process's addresses are limited (ulimit -v), keeps glibc from reserving 64 MiB of them for each thread: what
/// was found to fit before the threads began would no longer fit afterwards.
void smf_share_heap_where_addresses_are_limited(void);

/// Starts the program at `path` in `folder`, with descriptors as its standard input, output and errors.
///
/// It and what it starts are a group of processes. They are killed when SIGINT, SIGTERM, SIGHUP or SIGQUIT ends this
/// process; on Linux the program is also where this process is killed, or the thread that started it ends. Each of them
/// may take `seconds` of a processor, and write files of `file_bytes`. `arguments` begin with the program's name and end
/// with NULL. A number for `smf_end_tool`, which has to be called; -1 with errno where nothing was started.
int smf_start_tool(
    const char *path, char *const *arguments, const char *folder, int input, int output, int errors,
    uint64_t seconds, uint64_t file_bytes);

/// Whether the program has ended, of itself or by a signal.
int smf_tool_has_ended(int tool);

/// Kills what is left of the program's group, and forgets it. Its exit status, or 128 and the number of the signal that
/// ended it; -1 where the system does not say.
int smf_end_tool(int tool);

/// Kills all programs that run for us; a handler may call it.
void smf_kill_tools(void);

#endif
