"""Starts `softmax serve` on a free port, waits until it is ready, and ends it."""

import contextlib
import http.client
import json
import os
import pathlib
import queue
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse


class Answer:
    """An answer: its status, its headers (names in lower case) and its body."""

    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers}

    def json(self):
        return json.loads(self.body)

    def error(self):
        """The sentence of an error, whose form is checked."""
        assert self.headers.get("content-type") == "application/json", (self.status, self.headers, self.body[:300])
        document = self.json()
        sentence = document.get("error") if isinstance(document, dict) else None
        assert isinstance(sentence, str) and len(sentence) >= 8, (self.status, self.body[:300])
        return sentence


class Server:
    """A running server. It is a context manager; the end of the block ends the server by SIGTERM."""

    def __init__(self, softmax, models, folder, *flags, name="serve", wait=True, environment=None):
        self.command = [str(softmax), "serve", *map(str, models), "--port", "0", "--json", *map(str, flags)]
        self.log_path = pathlib.Path(folder) / f"{name}.log"
        self.wait, self.environment = wait, environment
        self.exit_code = None

    def __enter__(self):
        self.log_file = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            self.command,
            stdout=subprocess.PIPE,
            stderr=self.log_file,
            env=None if self.environment is None else {**os.environ, **self.environment},
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self.listening = self.event("listening", 60)
            self.url = self.listening["url"].rstrip("/")
            parts = urllib.parse.urlsplit(self.url)
            self.scheme, self.port = parts.scheme, parts.port
            # Who listens on every address is asked on one.
            self.host = "127.0.0.1" if parts.hostname in ("0.0.0.0", "::") else parts.hostname
            if self.wait:
                self.wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.stop()
        self.log_file.close()
        if kind is not None:
            print(f"  the log's end:\n{self.log()[-3000:]}", flush=True)

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def event(self, name, seconds):
        """The next line of standard output that tells this event; each line has to be a JSON object."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self.lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line of '{name}' within {seconds} s; the log says: {self.log()[-2000:]}")
            if line is None:
                raise AssertionError(f"serve ended with {self.process.wait()} before '{name}': {self.log()[-2000:]}")
            document = json.loads(line)
            if document.get("event") == name:
                return document

    def wait_until_ready(self, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.request("GET", "/v2/health/ready").status == 200:
                    return
            time.sleep(0.02)
        raise AssertionError(f"not ready within {seconds} s: {self.log()[-2000:]}")

    def assert_alive(self, what):
        """The process runs, and it answers that it is ready."""
        assert (
            self.process.poll() is None
        ), f"after {what} serve has ended with {self.process.returncode}: {self.log()[-2000:]}"
        answer = self.request("GET", "/v2/health/ready", timeout=10)
        assert answer.status == 200 and answer.json()["ready"] is True, (what, answer.status, answer.body[:300])

    # Requests

    def connection(self, timeout=30):
        if self.scheme == "https":
            return http.client.HTTPSConnection(
                self.host, self.port, timeout=timeout, context=ssl._create_unverified_context()
            )
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, timeout=30):
        """One request on a connection of its own."""
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def infer(self, model, document, version=None, headers=None, **options):
        """POST .../infer of a JSON document."""
        path = f"/v2/models/{urllib.parse.quote(model)}" + (f"/versions/{version}" if version else "") + "/infer"
        return self.request(
            "POST",
            path,
            json.dumps(document).encode(),
            {"Content-Type": "application/json", **(headers or {})},
            **options,
        )

    def raw(self, timeout=10):
        """A socket that is connected."""
        made = socket.create_connection((self.host, self.port), timeout=timeout)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    # The process

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def resident(self):
        """Its memory now, in bytes."""
        return (
            int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) * 1024
        )

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def send_signal(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM, seconds=30):
        """Ends it, and returns its exit code."""
        self.process.send_signal(number)
        try:
            self.exit_code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still running {seconds} s after signal {number}: {self.log()[-2000:]}")
        return self.exit_code

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.exit_code = self.process.wait()


# The OIP's forms


def pack_words(words):
    """BYTES as they are in a binary tensor."""
    parts = []
    for word in words:
        data = word if isinstance(word, bytes) else word.encode()
        parts += [len(data).to_bytes(4, "little"), data]
    return b"".join(parts)


def binary_body(inputs, outputs=None, **fields):
    """A body with binary tensors and the length of its JSON: inputs are (name, datatype, shape, bytes)."""
    document = {
        **fields,
        "inputs": [
            {"name": name, "datatype": datatype, "shape": list(shape), "parameters": {"binary_data_size": len(data)}}
            for name, datatype, shape, data in inputs
        ],
    }
    if outputs is not None:
        document["outputs"] = outputs
    else:
        document.setdefault("parameters", {})["binary_data_output"] = True
    text = json.dumps(document).encode()
    return text + b"".join(data for _, _, _, data in inputs), len(text)


# Questions that several checks ask


def question(pictures):
    return binary_body(
        [("input", "UINT8", pictures.shape, pictures.tobytes())],
        outputs=[{"name": "predict_proba", "parameters": {"binary_data": True}}],
    )


def ask(connection, body, length, model="pictures"):
    """The bits of the probabilities that a model answers."""
    connection.request("POST", f"/v2/models/{model}/infer", body, {"Inference-Header-Content-Length": str(length)})
    answer = connection.getresponse()
    data = answer.read()
    assert answer.status == 200, (answer.status, data[:300])
    return data[int(answer.headers["Inference-Header-Content-Length"]) :]


def until(seconds, what, condition):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class Held:
    """A request whose body is sent but for its last byte."""

    def __init__(self, server, body, length):
        self.socket = server.raw(20)
        self.body = body
        head = (
            f"POST /v2/models/pictures/infer HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
            f"Inference-Header-Content-Length: {length}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body[:-1])

    def finish(self):
        self.socket.sendall(self.body[-1:])
        data = b""
        while part := self.socket.recv(65536):
            data += part
            if b"\r\n\r\n" in data:
                head, _, rest = data.partition(b"\r\n\r\n")
                if len(rest) >= int(re.search(rb"content-length: (\d+)", head.lower())[1]):
                    break
        return data
