"""Reloads and ends: the old or the new model, never half of one; answers that are whole, or none."""

import concurrent.futures
import contextlib
import http.client
import os
import random
import re
import signal
import threading
import time

from prometheus_client.parser import text_string_to_metric_families

from server import Held, ask, question, until

QUICK = True
REQUIREMENTS = ["prometheus_client==0.26.0"]
COMMANDS = []


class Askers:
    """Threads that ask all the time. Each answer is one of those that are allowed, and no request fails."""

    def __init__(self, server, body, length, allowed, count=6):
        self.server, self.body, self.length, self.allowed, self.count = server, body, length, allowed, count
        self.seen, self.stopped, self.lock = {}, threading.Event(), threading.Lock()

    def __enter__(self):
        self.pool = concurrent.futures.ThreadPoolExecutor(self.count)
        self.futures = [self.pool.submit(self._ask) for _ in range(self.count)]
        return self

    def _ask(self):
        connection = self.server.connection()
        while not self.stopped.is_set():
            data = ask(connection, self.body, self.length)
            assert data in self.allowed, "an answer of neither model"
            with self.lock:
                self.seen[self.allowed.index(data)] = self.seen.get(self.allowed.index(data), 0) + 1
        connection.close()

    def __exit__(self, kind, *_):
        self.stopped.set()
        self.pool.shutdown()
        if kind is None:
            for future in self.futures:
                future.result()


def replace(target, data):
    """As careful programs do it: another file, then its name."""
    new = target.with_suffix(".new")
    new.write_bytes(data)
    os.replace(new, target)


def reloads(server, outcome=None):
    total = 0
    for family in text_string_to_metric_families(server.request("GET", "/metrics").body.decode()):
        for sample in family.samples:
            if sample.name == "softmax_model_reloads_total" and outcome in (None, sample.labels["outcome"]):
                total += sample.value
    return total


def check_reloads(context):
    pictures = context.small_pictures[:7]
    body, length = question(pictures)
    first, second = context.picture_model.read_bytes(), context.other_picture_model.read_bytes()
    allowed = [
        context.predict_array(path, pictures).probabilities.tobytes()
        for path in (context.picture_model, context.other_picture_model)
    ]
    assert allowed[0] != allowed[1]
    for watch in (False, True):
        model = context.copy(context.picture_model, f"watched-{watch}.safetensors")
        with context.serve(
            f"pictures={model}", flags=[] if watch else ["--no-watch"], name=f"reload-{watch}"
        ) as server:

            def answered():
                return ask(server.connection(), body, length)

            def told():
                if not watch:
                    server.send_signal(signal.SIGHUP)

            assert answered() == allowed[0]
            with Askers(server, body, length, allowed) as askers:
                for turn in range(6 if context.quick else 40):
                    replace(model, second if turn % 2 == 0 else first)
                    told()
                    until(10, f"reload {turn}, watch {watch}", lambda: answered() == allowed[(turn + 1) % 2])
                if watch:
                    # Written in place, slowly: while it is half it is no model, and nobody is told of it.
                    for data in (second, first):
                        with open(model, "wb") as file:
                            for start in range(0, len(data), len(data) // 8 + 1):
                                file.write(data[start : start + len(data) // 8 + 1])
                                file.flush()
                                time.sleep(0.15)
                        until(10, "a file written in place", lambda: answered() == allowed[0 if data is first else 1])
                else:
                    # Many signals at once are not many loads at once.
                    for _ in range(200):
                        server.send_signal(signal.SIGHUP)
                    # Without a signal a changed file changes nothing.
                    time.sleep(1)
                    before = answered()
                    replace(model, second if before == allowed[0] else first)
                    time.sleep(2)
                    assert answered() == before
                    replace(model, first)
                    told()
                    until(10, "the first again", lambda: answered() == allowed[0])
            assert len(askers.seen) == 2, askers.seen
            print(f"  reloads, watch {watch}: {sum(askers.seen.values())} answers, old or new, none failed", flush=True)
            assert reloads(server, "success") >= 6
            check_broken_reload(server, model, first, second, allowed, answered, told, body, length)
            server.assert_alive("reloads")


def check_broken_reload(server, model, first, second, allowed, answered, told, body, length):
    """A file that is no model: the old one stays, the log and a counter say so."""
    failures = reloads(server, "failure")
    with Askers(server, body, length, allowed[:1]):
        for what, change in [
            ("cut", lambda: replace(model, second[: len(second) // 2])),
            ("garbage", lambda: replace(model, os.urandom(5000))),
            ("empty", lambda: replace(model, b"")),
            ("a flipped head", lambda: replace(model, b"\xff" * 8 + second[8:])),
            ("gone", model.unlink),
        ]:
            change()
            told()
            until(10, f"a failure that is counted: {what}", lambda: reloads(server, "failure") > failures)
            failures = reloads(server, "failure")
            assert answered() == allowed[0], what
            server.assert_alive(what)
    assert model.name in server.log() or "pictures" in server.log(), server.log()[-1000:]
    assert re.search(r"old|before|keep|kept|stay", server.log()), "the log does not say that the old model stays"
    replace(model, second)
    told()
    until(10, "a good file after broken ones", lambda: answered() == allowed[1])


def check_kills(context):
    """kill -9 while it loads: the model's file is as it was, nothing is left behind, and the next start is well."""
    folder = context.folder / "killed"
    folder.mkdir()
    model = folder / "model.safetensors"
    files = [context.picture_model.read_bytes(), context.other_picture_model.read_bytes()]
    generator = random.Random(9)
    for turn in range(5 if context.quick else 60):
        model.write_bytes(files[turn % 2])
        with context.serve(f"pictures={model}", name="killed") as server:
            for number in range(3):
                replace(model, files[(turn + number) % 2])
                server.send_signal(signal.SIGHUP)
                time.sleep(generator.random() * 0.01)
            last = files[(turn + 2) % 2]
            server.kill()
        assert model.read_bytes() == last and os.listdir(folder) == ["model.safetensors"], os.listdir(folder)
    with context.serve(f"pictures={model}", name="after") as server:
        server.assert_alive("kills")


def check_ends(context):
    body, length = question(context.small_pictures[:200])
    expected = context.predict_array(context.picture_model, context.small_pictures[:200]).probabilities.tobytes()
    model = f"pictures={context.picture_model}"
    # Nothing to do: at once, also with connections that are idle.
    for number in (signal.SIGTERM, signal.SIGINT):
        with context.serve(model, name="idle") as server:
            idle = [server.raw() for _ in range(20)]
            used = server.connection()
            ask(used, body, length)
            time.sleep(0.1)
            began = time.monotonic()
            code = server.stop(number)
            assert code == 0 and time.monotonic() - began < 3, (code, time.monotonic() - began)
            del idle, used
    # Requests in flight come to their end.
    for number in (signal.SIGTERM, signal.SIGINT):
        with context.serve(model, flags=["--shutdown-timeout", "10"], name="flight") as server:
            held = [Held(server, body, length) for _ in range(8)]
            time.sleep(0.3)
            server.send_signal(number)
            time.sleep(0.7)
            assert server.process.poll() is None, "it ended while requests were in flight"
            # Nobody new is let in: refused, or told that it ends.
            with contextlib.suppress(OSError, http.client.HTTPException):
                assert server.request("GET", "/v2/health/ready", timeout=3).status != 200, "ready although it ends"
            for one in held:
                data = one.finish()
                assert data.startswith(b"HTTP/1.1 200 ") and data.endswith(expected), data[:300]
            assert server.process.wait(8) == 0
    # Those that do not come to an end are cut off at the deadline.
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        with context.serve(model, flags=["--shutdown-timeout", "2", "--body-timeout", "60"], name="deadline") as server:
            held = Held(server, body, length)
            time.sleep(0.3)
            began = time.monotonic()
            ended = server.stop(number)
            seconds = time.monotonic() - began
            # A shell counts a program that signal 15 has ended as 143.
            assert ended in (code, -number), (ended, code)
            assert 1.5 < seconds < 6, seconds
    # A second signal does not wait.
    with context.serve(model, flags=["--shutdown-timeout", "30", "--body-timeout", "60"], name="twice") as server:
        held = Held(server, body, length)
        time.sleep(0.3)
        server.send_signal(signal.SIGINT)
        time.sleep(0.5)
        began = time.monotonic()
        server.stop(signal.SIGINT)
        print(f"  a second signal ends it after {time.monotonic() - began:.1f} s, with {server.exit_code}", flush=True)
    # Under load: an answer is whole, or there is none.
    with context.serve(model, name="load") as server:

        def client():
            connection, count = server.connection(), 0
            while True:
                try:
                    data = ask(connection, body, length)
                except (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest):
                    return count
                assert data == expected
                count += 1

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            futures = [pool.submit(client) for _ in range(8)]
            time.sleep(1)
            assert server.stop() == 0
            whole = [future.result() for future in futures]
        print(f"  ended under load: {sum(whole)} whole answers, none of a part", flush=True)


def check(context):
    for part in (check_reloads, check_kills, check_ends):
        began = time.monotonic()
        part(context)
        print(f"  {part.__name__[6:]}: {time.monotonic() - began:.1f} s", flush=True)
