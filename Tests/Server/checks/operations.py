"""What runs the server from outside: starts that are refused, tokens, limits, metrics, logs."""

import contextlib
import http.client
import json
import re
import resource
import socket
import subprocess
import time

from prometheus_client.parser import text_string_to_metric_families

from server import Held, ask, question, until

QUICK = True
REQUIREMENTS = ["prometheus_client==0.26.0"]
COMMANDS = []


def failed_start(context, *arguments, words=()):
    """serve says what is wrong and ends, without a listening line."""
    done = subprocess.run(
        [context.softmax, "serve", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=context.scratch,
    )
    assert done.returncode not in (0, 132, 133, 134, 139) and done.returncode > 0, (arguments, done.returncode)
    assert "listening" not in done.stdout and "http://" not in done.stdout, done.stdout
    assert "error" in done.stderr.lower() and "Fatal" not in done.stderr, done.stderr
    for word in words:
        assert word.lower() in done.stderr.lower(), (word, done.stderr)
    return done.returncode


def check_starts(context):
    model = context.picture_model
    for host in ("0.0.0.0", "::", "192.0.2.1"):
        failed_start(context, model, "--host", host, "--port", 0, words=["token"])
    failed_start(context, words=[])
    failed_start(context, context.folder / "nothing.safetensors", "--port", 0, words=["nothing"])
    broken = context.folder / "broken.safetensors"
    broken.write_bytes(model.read_bytes()[:1000])
    failed_start(context, broken, "--port", 0, words=["broken"])
    failed_start(context, f"a={model}", f"a={context.vectors.path}", "--port", 0, words=["a"])
    for name in ("", "a/b", "..", "a\nb", "stats"):
        failed_start(context, f"{name}={model}", "--port", 0)
    for version in ("x", "-1", "", "1.5"):
        failed_start(context, f"m@{version}={model}", "--port", 0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        failed_start(context, model, "--port", taken.getsockname()[1], words=["port"])
    for flags in (
        ["--port", "70000"],
        ["--max-body", "-1"],
        ["--max-rows", "0"],
        ["--body-timeout", "x"],
        ["--tls-cert", model],
        ["--token-file", context.folder / "nothing"],
    ):
        failed_start(context, model, *flags)
    empty = context.folder / "empty"
    empty.write_text("\n")
    failed_start(context, model, "--port", 0, "--token-file", empty, words=["token"])
    # With a token, or a word that it is meant, other addresses are taken.
    token = context.folder / "token"
    token.write_text("a-long-secret-of-one-line\n")
    token.chmod(0o600)
    for flags in (["--insecure"], ["--token-file", token]):
        with context.serve(model, flags=["--host", "0.0.0.0", *flags]) as server:
            server.assert_alive("another host")


def check_token(context):
    token = context.folder / "token"
    secret = "s3cret-" + "x" * 40
    token.write_text(secret + "\n")
    token.chmod(0o600)
    with context.serve(f"pictures={context.picture_model}", flags=["--token-file", token]) as server:
        body, length = question(context.small_pictures[:1])
        headers = {"Inference-Header-Content-Length": str(length)}
        guarded = [
            ("GET", "/v2", None),
            ("GET", "/v2/models/pictures", None),
            ("GET", "/metrics", None),
            ("GET", "/", None),
            ("GET", "/openapi.json", None),
            ("POST", "/v2/repository/index", b""),
            ("GET", "/nothing", None),
            ("POST", "/v2/models/pictures/infer", body),
            ("POST", "/predict", b"x"),
            ("GET", "/v2/models/nobody", None),
        ]
        for method, path, data in guarded:
            for value in (
                None,
                "",
                "Bearer",
                "Bearer ",
                f"Bearer {secret[:-1]}",
                f"Bearer {secret}x",
                f"Basic {secret}",
                f"Bearer {secret.upper()}",
                secret,
                f"Bearer  {secret} x",
                "Bearer " + "y" * 5000,
            ):
                answer = server.request(
                    method, path, data, {**headers, **({} if value is None else {"Authorization": value})}
                )
                assert answer.status == 401, (method, path, value, answer.status)
                assert answer.headers["www-authenticate"].lower().startswith("bearer"), answer.headers
                assert secret not in answer.error()
        for path in ("/v2/health/live", "/v2/health/ready"):
            assert server.request("GET", path).status == 200
        for value in (f"Bearer {secret}", f"bearer {secret}"):
            answer = server.request("POST", "/v2/models/pictures/infer", body, {**headers, "Authorization": value})
            assert answer.status == 200, (value, answer.status)
            assert server.request("GET", "/metrics", headers={"Authorization": value}).status == 200
        assert secret not in server.log(), "the log tells the token"


def series(server):
    answer = server.request("GET", "/metrics")
    assert answer.status == 200 and answer.headers["content-type"].startswith(
        "text/plain; version=0.0.4"
    ), answer.headers
    families = {family.name: family for family in text_string_to_metric_families(answer.body.decode())}
    for family in families.values():
        assert family.documentation and family.type != "unknown", family.name
    values = {}
    for family in families.values():
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in values, f"{key} twice"
            values[key] = sample.value
    # Buckets of histograms rise, and the last one is the count.
    for family in families.values():
        if family.type == "histogram":
            groups = {}
            for sample in family.samples:
                labels = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
                group = groups.setdefault(labels, {"buckets": []})
                if sample.name.endswith("_bucket"):
                    group["buckets"].append((float(sample.labels["le"]), sample.value))
                else:
                    group[sample.name.rsplit("_", 1)[1]] = sample.value
            for labels, group in groups.items():
                bounds = [bound for bound, _ in group["buckets"]]
                counts = [count for _, count in group["buckets"]]
                assert bounds == sorted(bounds) and bounds[-1] == float("inf"), (family.name, bounds)
                assert counts == sorted(counts) and counts[-1] == group["count"] and group["sum"] >= 0, (
                    family.name,
                    group,
                )
    return values


def difference(before, after, name, **labels):
    return sum(
        value - before.get(key, 0)
        for key, value in after.items()
        if key[0] == name and all(dict(key[1]).get(label) == wanted for label, wanted in labels.items())
    )


def check_metrics(context):
    with context.everything() as server:
        body, length = question(context.small_pictures[:3])
        connection = server.connection()
        ask(connection, body, length)
        before = series(server)
        for _ in range(37):
            ask(connection, body, length)
        vectors = {"inputs": [{"name": "input", "shape": [2, 8], "datatype": "FP32", "data": [0.5] * 16}]}
        for version, count in (("1", 5), ("2", 4), (None, 3)):
            for _ in range(count):
                assert server.infer("vectors", vectors, version).status == 200
        for _ in range(11):
            assert server.infer("vectors", {"inputs": []}, "1").status == 400
        for _ in range(6):
            assert server.request("GET", "/v2/models/pictures").status == 200
        for number in range(300):
            assert server.request("GET", f"/nothing/{number}").status == 404
            assert server.infer(f"nobody-{number}", vectors).status == 404
        after = series(server)
        success, failure = "model_infer_request_success_total", "model_infer_request_failure_total"
        assert difference(before, after, success, model_name="pictures", model_version="1") == 37
        assert difference(before, after, success, model_name="vectors", model_version="1") == 5
        assert difference(before, after, success, model_name="vectors", model_version="2") == 7
        assert difference(before, after, failure, model_name="vectors", model_version="1") == 11
        assert difference(before, after, "model_infer_request_duration_seconds_count", model_name="pictures") == 37
        assert difference(before, after, "rest_server_requests_total", status_code="404") == 600
        assert difference(before, after, "rest_server_requests_total", method="POST", status_code="200") == 37 + 12
        assert difference(before, after, "rest_server_requests_total", status_code="400") == 11
        total = difference(before, after, "rest_server_requests_total")
        assert total == difference(before, after, "rest_server_requests_duration_seconds_count"), total
        # Paths that nobody has make no series of their own: a stranger could fill the memory.
        assert len(after) - len(before) < 200, (len(before), len(after))
        assert not any("nobody-" in str(key) or "/nothing/" in str(key) for key in after)
        running = [value for key, value in after.items() if key[0] == "rest_server_requests_in_progress"]
        assert running and sum(running) <= 1, running
        resident = [value for key, value in after.items() if key[0] == "process_resident_memory_bytes"]
        assert resident and 0.5 < resident[0] / server.resident() < 2, (resident, server.resident())
        # Requests that are held are seen as such.
        held = [Held(server, body, length) for _ in range(5)]
        until(
            5,
            "requests in progress",
            lambda: sum(value for key, value in series(server).items() if key[0] == "rest_server_requests_in_progress")
            >= 5,
        )
        for one in held:
            one.finish()
        print(f"  {len(after)} series, {total:.0f} requests counted rightly", flush=True)


def check_identifiers(context):
    with context.serve(
        f"pictures={context.picture_model}", flags=["--log-format", "json"], name="identifiers"
    ) as server:
        made = set()
        for _ in range(50):
            identifier = server.request("GET", "/v2").headers["x-request-id"]
            assert re.fullmatch(r"[!-~]{8,128}", identifier), identifier
            made.add(identifier)
        assert len(made) == 50
        for identifier in ("abc-123", "3f0c7a52-6b7a-4e51-9d0c-000000000001", "A" * 64):
            for path in ("/v2", "/nothing"):
                assert (
                    server.request("GET", path, headers={"X-Request-ID": identifier}).headers["x-request-id"]
                    == identifier
                )
        for identifier in ("a b\tc", "x" * 5000, '"><script>', "a\x1b[31mb", "é"):
            answer = server.request("GET", "/v2", headers={"X-Request-ID": identifier.encode("utf-8")})
            if answer.status == 200:
                taken = answer.headers["x-request-id"]
                assert re.fullmatch(r"[!-~]{1,128}", taken) and "<" not in taken and '"' not in taken, taken
        server.request("POST", "/v2/models/pictures/infer", b"{", {"X-Request-ID": "the-bad-one"})
        server.request("GET", "/v2/%0a%1b%5b31mforged", headers={"X-Request-ID": "the-forger"})
        until(5, "the log", lambda: "the-forger" in server.log())
        lines = server.log().splitlines()
        documents = [json.loads(line) for line in lines if line]
        assert all(isinstance(document, dict) for document in documents)
        assert any("the-bad-one" in json.dumps(document) and "400" in json.dumps(document) for document in documents)
        for document in documents:
            assert any(name in document for name in ("time", "timestamp", "ts", "@timestamp")), document
            assert "level" in document and ("message" in document or "msg" in document or "event" in document), document
        assert server.stop() == 0
    with context.serve(f"pictures={context.picture_model}", name="texts") as server:
        server.request("GET", "/v2/%0a%1b%5b31mforged%0aINFO%20all%20is%20well", headers={"X-Request-ID": "the-forger"})
        server.request("GET", "/v2", headers={"User-Agent": "a\x1b[31mb"})
        until(5, "the log", lambda: server.log())
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", server.log()), repr(server.log())
        assert "\nINFO all is well" not in server.log()
    # Quiet is quiet.
    with context.serve(f"pictures={context.picture_model}", flags=["--log-level", "error"], name="quiet") as server:
        for _ in range(20):
            server.request("GET", "/v2")
        assert server.stop() == 0
        assert "/v2" not in server.log(), server.log()[:500]


def check_connection_limit(context):
    with context.serve(f"pictures={context.picture_model}", flags=["--max-connections", "40"]) as server:
        body, length = question(context.small_pictures[:1])
        held = []
        for _ in range(39):
            connection = server.connection(5)
            ask(connection, body, length)
            held.append(connection)
        refused = 0
        for _ in range(30):
            try:
                answer = server.request("GET", "/v2/health/live", timeout=1.5)
                assert answer.status in (200, 503), answer.status
                if answer.status == 503:
                    answer.error()
                    refused += 1
            except (OSError, http.client.HTTPException):
                refused += 1
            with contextlib.suppress(OSError):
                held.append(server.connection(2))
                held[-1].connect()
        assert refused, "no connection beyond the limit was held back"
        # Who was there first is still served.
        for connection in held[:39]:
            ask(connection, body, length)
        for connection in held:
            connection.close()
        until(10, "room again", lambda: can_ask(server, body, length))
        server.assert_alive("too many connections")


def can_ask(server, body, length):
    try:
        ask(server.connection(3), body, length)
        return True
    except (OSError, http.client.HTTPException, AssertionError):
        return False


def check_descriptors(context):
    """Fewer descriptors than connections: some wait or are refused, and the server stays."""
    with context.serve(f"pictures={context.picture_model}", name="descriptors") as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (server.descriptors() + 30, 4096))
        held = []
        for _ in range(100):
            with contextlib.suppress(OSError):
                held.append(server.raw(2))
        time.sleep(1)
        assert server.process.poll() is None, server.log()[-1000:]
        for one in held:
            one.close()
        body, length = question(context.small_pictures[:1])
        until(15, "room for descriptors again", lambda: can_ask(server, body, length))


def check_listening(context):
    with context.everything() as server:
        assert server.listening["event"] == "listening" and re.fullmatch(r"http://127\.0\.0\.1:\d+", server.url)
        assert {"pictures", "sets", "vectors", "table"} <= set(
            re.findall(r"\w+", json.dumps(server.listening["models"]))
        )
        home = server.request("GET", "/")
        assert home.status == 200 and isinstance(home.json(), dict)
        document = server.request("GET", "/openapi.json").json()
        assert document["openapi"].startswith("3.1")


def check(context):
    for part in (
        check_listening,
        check_starts,
        check_token,
        check_metrics,
        check_identifiers,
        check_connection_limit,
        check_descriptors,
    ):
        began = time.monotonic()
        part(context)
        print(f"  {part.__name__[6:]}: {time.monotonic() - began:.1f} s", flush=True)
