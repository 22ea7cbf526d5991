"""Our side: the program peer-rounds, one request a line, one JSON object a line back."""

import json
import subprocess

# Ours is measured on these numbers of threads.
THREADS = (1, 2)


class Ours:
    """A running peer-rounds; ends with its `with`."""

    def __init__(self, executable):
        self._process = subprocess.Popen(
            [executable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def ask(self, *words):
        """Sends a request and returns the figures of its reply."""
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        reply = self._process.stdout.readline()
        if not reply:
            raise RuntimeError(f"peer-rounds ended at the request {words}")
        figures = json.loads(reply)
        if "error" in figures:
            raise RuntimeError(f"peer-rounds: {figures['error']}")
        return figures


def threads_text(count):
    """For example "ours, 2 threads"."""
    return f"ours, {count} thread" + ("" if count == 1 else "s")
