"""Runs a command and prints what it took as JSON: seconds, peak memory, exit status, output.

A process of its own, because Linux counts what the parent held at the fork into a child's peak memory: this one
is small, the benchmark is not. It therefore imports nothing but the standard library.
"""

import json
import os
import subprocess
import sys
import time


def main():
    """Runs the command that the arguments are; after --one-core on one core, where the system can say so."""
    command = sys.argv[1:]
    if command[0] == "--one-core":
        command = command[1:]
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    # macOS counts bytes, Linux kilobytes.
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({
        "seconds": seconds, "peakBytes": usage.ru_maxrss * unit, "status": os.waitstatus_to_exitcode(status),
        "output": output.decode(errors="replace"),
    }))


if __name__ == "__main__":
    main()
