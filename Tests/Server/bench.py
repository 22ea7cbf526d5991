"""Requests a second and latencies of `softmax serve` beside MLServer and FastAPI, paired and interleaved.

bench.py --softmax SOFTMAX [--only one,batch,reload,idle] [--pairs 5] [--seconds 8] [--peers-only] [--json FILE]

Each server serves the same model, ours from its file, the others from its ONNX export by onnxruntime with one thread.
A round runs each server once, in an order that turns; a ratio is one of medians over the rounds. The loader is ours
(load.c says why): one thread on the same cores, a closed loop, where a connection waits for its answer before it asks
again. It says nothing of a fixed rate. --wrk takes wrk for a second opinion of the rates.
"""

import argparse
import asyncio
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import numpy as np

folder = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(folder))

from context import Context
from server import binary_body

PEERS = {
    # Its parallel workers do not start with uvloop 0.23.
    "mlserver": ["mlserver==1.7.1", "uvloop==0.21.0", "onnxruntime==1.32.0", "numpy==2.4.6"],
    "fastapi": [
        "fastapi==0.165.0",
        "uvicorn[standard]==0.54.0",
        "onnxruntime==1.32.0",
        "orjson==3.13.0",
        "numpy==2.4.6",
    ],
}
ROWS = 1000
# How many times the better of the others ours must be. One connection alone waits for the loopback most of its time, and
# MLServer takes no binary tensors over HTTP: these two are shown.
BARS = {"one": 5, "batch": 3, "floats": 3}


def free_port():
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


def environment(build, name):
    """A virtual environment with a peer's packages in exactly these versions."""
    path = build / f"server-{name}"
    listed = path / "requirements.txt"
    wanted = "\n".join(PEERS[name]) + "\n"
    if not listed.exists() or listed.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", path], check=True)
        subprocess.run(
            [path / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[name]], check=True
        )
        listed.write_text(wanted)
    return path / "bin"


class Peer:
    """A server of others, with the same ways as ours."""

    def __init__(self, name, command, url, log, changes=None, directory=None):
        self.name, self.command, self.url = name, [str(part) for part in command], url
        self.log, self.changes, self.directory = log, changes or {}, directory

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                self.command,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.changes},
                cwd=self.directory,
                start_new_session=True,
            )
        for _ in range(1200):
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"{self.url}/v2/health/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return self
            assert self.process.poll() is None, f"{self.name} ended: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)
        raise AssertionError(f"{self.name} is not ready: {self.log.read_text()[-2000:]}")

    def __exit__(self, *_):
        # Its workers are in the group that it was started as.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def resident(self):
        return resident(self.process.pid)


def resident(pid):
    """The memory of a process and of those that it started, in bytes."""
    total = 0
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            text = status.read_text()
            if status.parent.name == str(pid) or re.search(rf"^PPid:\s+{pid}$", text, re.M):
                total += int((re.search(r"VmRSS:\s+(\d+)", text) or [0, 0])[1]) * 1024
    return total


def mlserver(build, scratch, onnx, workers):
    place = scratch / f"mlserver-{workers}"
    place.mkdir()
    port = free_port()
    (place / "settings.json").write_text(
        json.dumps(
            {
                "host": "127.0.0.1",
                "http_port": port,
                "grpc_port": free_port(),
                "metrics_port": free_port(),
                "parallel_workers": workers,
                "debug": False,
            }
        )
    )
    (place / "model-settings.json").write_text(
        json.dumps(
            {
                "name": "pictures",
                "implementation": "mlserver_runtime.Softmax",
                "parameters": {"uri": str(onnx), "version": "1"},
            }
        )
    )
    name = "MLServer" if workers == 0 else f"MLServer, {workers} workers"
    return Peer(
        name,
        [environment(build, "mlserver") / "mlserver", "start", "."],
        f"http://127.0.0.1:{port}",
        place / "log",
        {"PYTHONPATH": str(folder / "peers")},
        place,
    )


def fastapi(build, scratch, onnx, workers):
    port = free_port()
    name = "FastAPI" if workers == 1 else f"FastAPI, {workers} workers"
    return Peer(
        name,
        [
            environment(build, "fastapi") / "uvicorn",
            "fastapi_app:app",
            "--app-dir",
            folder / "peers",
            "--host",
            "127.0.0.1",
            "--port",
            port,
            "--workers",
            workers,
            "--no-access-log",
            "--log-level",
            "warning",
        ],
        f"http://127.0.0.1:{port}",
        scratch / f"fastapi-{workers}.log",
        {"ONNX": str(onnx)},
    )


def loader(build):
    """Our loader, built by the machine's C compiler."""
    program = build / "server-load"
    source = folder / "load.c"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        build.mkdir(exist_ok=True)
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)
    return program


def measure(server, load, seconds):
    """A run of the loader: its line of JSON, and the requests a second."""
    parts = urllib.parse.urlsplit(server.url)
    data = load.body.read_bytes()
    head = f"POST /v2/models/pictures/infer HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(data)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in load.headers.items())
    request = load.body.with_suffix(".request")
    request.write_bytes(head.encode() + b"\r\n" + data)
    if load.by_wrk:
        command = [
            "wrk",
            "-t1",
            f"-c{load.connections}",
            f"-d{seconds}s",
            "--timeout",
            "30s",
            "-s",
            folder / "post.lua",
            path_of(server),
            "--",
            load.body,
            *(f"{name}={value}" for name, value in load.headers.items()),
        ]
    else:
        command = [load.program, parts.hostname, str(parts.port), str(load.connections), str(seconds), request]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout.strip().splitlines()[-1])
    result["rate"] = result["requests"] / result["microseconds"] * 1e6
    return result


class Load:
    """A way to ask: which body, with which headers, on how many connections."""

    program, by_wrk = None, False

    def __init__(self, name, title, body, headers, connections, rows):
        self.name, self.title, self.body, self.headers = name, title, body, headers
        self.connections, self.rows = connections, rows


def loads(scratch, pictures):
    one = scratch / "one.json"
    one.write_text(
        json.dumps(
            {
                "inputs": [
                    {"name": "input", "shape": [1, 28, 28], "datatype": "UINT8", "data": pictures[0].ravel().tolist()}
                ]
            }
        )
    )
    many = np.resize(pictures, (ROWS, 28, 28))
    batch = scratch / "batch.bin"
    data, length = binary_body([("input", "UINT8", many.shape, many.tobytes())])
    batch.write_bytes(data)
    json_batch = scratch / "batch.json"
    json_batch.write_text(
        json.dumps(
            {
                "inputs": [
                    {"name": "input", "shape": list(many.shape), "datatype": "UINT8", "data": many.ravel().tolist()}
                ]
            }
        )
    )
    floats = scratch / "floats.bin"
    values = (many / np.float32(255)).astype(np.float32)
    float_data, float_length = binary_body([("input", "FP32", values.shape, values.tobytes())])
    floats.write_bytes(float_data)
    single = scratch / "one.bin"
    single_data, single_length = binary_body([("input", "UINT8", (1, 28, 28), pictures[0].tobytes())])
    single.write_bytes(single_data)
    text = {"Content-Type": "application/json"}

    def octets(length):
        return {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": length}

    return {
        "one": Load("one", "one picture, JSON, 16 connections", one, text, 16, 1),
        "alone": Load("alone", "one picture, JSON, 1 connection", one, text, 1, 1),
        "single": Load("single", "one picture, binary, 16 connections", single, octets(single_length), 16, 1),
        "batch": Load("batch", "1,000 rows, binary UINT8, 4 connections", batch, octets(length), 4, ROWS),
        "floats": Load("floats", "1,000 rows, binary FP32, 4 connections", floats, octets(float_length), 4, ROWS),
        "text": Load("text", "1,000 rows, JSON, 4 connections", json_batch, text, 4, ROWS),
    }


def path_of(server):
    return f"{server.url}/v2/models/pictures/infer"


def check_answer(server, load, expected):
    """The first probabilities of an answer are those that are asked for: a fast wrong answer is worth nothing."""
    request = urllib.request.Request(
        path_of(server), load.body.read_bytes(), {name: str(value) for name, value in load.headers.items()}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        data, length = answer.read(), answer.headers.get("Inference-Header-Content-Length")
    document = json.loads(data if length is None else data[: int(length)])
    offset = int(length or 0)
    for output in document["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size", 0)
        if output["name"] == "predict_proba":
            values = (
                np.array(output["data"]) if "data" in output else np.frombuffer(data, np.float32, size // 4, offset)
            )
            difference = np.abs(values.reshape(-1, 10)[0] - expected).max()
            assert difference < 1e-5, (server.name, difference)
            return
        offset += size
    raise AssertionError(f"{server.name} answers without predict_proba")


def rounds(servers, load, pairs, seconds, expected):
    """Runs each server once a round, in an order that turns. MLServer has no binary tensors over HTTP: it gets JSON."""
    results = {server.name: [] for server, _ in servers}
    for server, own in servers:
        try:
            check_answer(server, own, expected)
        except OSError as error:
            log = getattr(server, "log", None)
            raise AssertionError(f"{server.name}: {error}: {pathlib.Path(log).read_text()[-3000:] if log else ''}")
        measure(server, own, 1)
    for turn in range(pairs):
        for server, own in servers[turn % len(servers) :] + servers[: turn % len(servers)]:
            result = measure(server, own, seconds)
            assert result["failed"] == 0, (server.name, result)
            results[server.name].append(result)
    print(
        f"{load.title}: medians of {pairs} rounds of {seconds} s (least ... most), load of the machine "
        f"{os.getloadavg()[0]:.1f}",
        flush=True,
    )
    medians = {}
    for name, runs in results.items():
        middle = {key: statistics.median(run[key] for run in runs) for key in ("rate", "p50", "p99", "maximum")}
        rates = [run["rate"] for run in runs]
        medians[name] = {**middle, "runs": runs}
        rows = f", {middle['rate'] * load.rows:,.0f} rows/s" if load.rows > 1 else ""
        print(
            f"  {name:22} {middle['rate']:9,.1f} requests/s ({min(rates):,.1f} ... {max(rates):,.1f}){rows}, "
            f"p50 {middle['p50'] / 1000:.2f} ms, p99 {middle['p99'] / 1000:.2f} ms",
            flush=True,
        )
    return medians


def judge(load, medians, factor):
    """What lacks to the bar: its factor of the better peer, at no worse p50 and p99."""
    ours = medians["softmax serve"]
    peers = [value for name, value in medians.items() if name != "softmax serve"]
    better = max(peers, key=lambda peer: peer["rate"])
    ratio = ours["rate"] / better["rate"]
    shown = f"bar {factor}" if factor else "no bar"
    p50, p99 = (ours[key] / min(peer[key] for peer in peers) for key in ("p50", "p99"))
    print(
        f"  ratio {ratio:.2f} ({shown}), p50 {p50:.2f} and p99 {p99:.2f} of the least of the others (bar 1)",
        flush=True,
    )
    return [] if factor is None or (ratio >= factor and max(p50, p99) <= 1) else [load.name]


# Under load for long


def reload_under_load(context, load, seconds):
    """Five minutes with a reload each second: no request fails, no answer is of neither model, memory stays."""
    model = context.copy(context.picture_model, "reloaded.safetensors")
    sources = [context.other_picture_model, context.picture_model]
    with context.serve(f"pictures={model}", flags=["--no-watch"]) as server:
        stop = threading.Event()
        count = 0
        memory = []

        def reload():
            nonlocal count
            while not stop.wait(1):
                count += 1
                new = model.with_suffix(".new")
                new.write_bytes(pathlib.Path(sources[count % 2]).read_bytes())
                os.replace(new, model)
                server.send_signal(signal.SIGHUP)
                memory.append(server.resident())

        thread = threading.Thread(target=reload)
        thread.start()
        result = measure(server, load, seconds)
        stop.set()
        thread.join()
        metrics = server.request("GET", "/metrics").body.decode()
        reloads = sum(
            float(line.split()[-1])
            for line in metrics.splitlines()
            if line.startswith("softmax_model_reloads_total") and 'outcome="success"' in line
        )
    early, late = statistics.median(memory[len(memory) // 10 : len(memory) // 4 + 1]), statistics.median(
        memory[-len(memory) // 10 - 1 :]
    )
    print(
        f"reload each second for {seconds} s: {result['requests']:,} requests, {result['failed']} failed, "
        f"{count} signals, {reloads:.0f} reloads counted, {result.get('bodies', '?')} different answers, "
        f"p99 {result['p99'] / 1000:.2f} ms, memory {early / 1e6:.1f} then {late / 1e6:.1f} MB "
        f"(most {max(memory) / 1e6:.1f})",
        flush=True,
    )
    bad = []
    # One request has one answer of each of the two models, bit by bit, and no third one.
    if result["failed"] or reloads < 0.9 * count or result.get("bodies", 2) != 2:
        bad.append("reload")
    if late > early * 1.1 + 2e6:
        bad.append("reload's memory")
    return bad


async def drip(port, stop):
    """A client that sends a byte of its body each half second, and begins anew when it is cut off."""
    while not stop.is_set():
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /v2/models/pictures/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000\r\n\r\n")
            while not stop.is_set() and not reader.at_eof():
                writer.write(b" ")
                await writer.drain()
                with contextlib.suppress(asyncio.TimeoutError):
                    if not await asyncio.wait_for(reader.read(4096), 0.5):
                        break
            writer.close()
        await asyncio.sleep(0.05)


@contextlib.contextmanager
def crowd(port, idle, drippers):
    """Idle connections and drip-feeders, held by a thread with a loop of its own."""
    stop, ready = threading.Event(), threading.Event()

    async def hold():
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(idle)]
        tasks = [asyncio.create_task(drip(port, stop)) for _ in range(drippers)]
        await asyncio.sleep(1)
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _, writer in held:
            writer.close()

    thread = threading.Thread(target=lambda: asyncio.run(hold()))
    thread.start()
    assert ready.wait(60), "the crowd could not connect"
    try:
        yield
    finally:
        stop.set()
        thread.join()


def idle_and_dripping(context, load, pairs, seconds):
    """1,000 idle connections and 200 drip-feeders leave p99 of others below twice its usual."""
    with context.serve(f"pictures={context.picture_model}", flags=["--max-connections", "4096"]) as server:
        measure(server, load, 1)
        usual, crowded = [], []
        for _ in range(pairs):
            usual.append(measure(server, load, seconds))
            with crowd(server.port, 1000, 200):
                crowded.append(measure(server, load, seconds))
        failed = sum(run["failed"] for run in usual + crowded)
    before, after = (statistics.median(run["p99"] for run in runs) for runs in (usual, crowded))
    print(
        f"1,000 idle and 200 drip-feeders: p99 {before / 1000:.2f} ms usual, {after / 1000:.2f} ms among them, ratio "
        f"{after / before:.2f} (bar 2), {failed} failed",
        flush=True,
    )
    return [] if after <= 2 * before and failed == 0 else ["idle"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--softmax", required=True)
    parser.add_argument("--only", default="one,alone,single,batch,floats,reload,idle")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="of each run")
    parser.add_argument("--reload-seconds", type=int, default=300)
    parser.add_argument("--peers-only", action="store_true", help="measure the others, without ours")
    parser.add_argument("--all-peers", action="store_true", help="the others also with two workers each")
    parser.add_argument("--wrk", action="store_true", help="wrk in place of our loader")
    parser.add_argument("--build", type=pathlib.Path, default=folder.parents[1] / ".build")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    wanted = arguments.only.split(",")
    bad, report = [], {}
    with tempfile.TemporaryDirectory(prefix="softmax-bench-") as place:
        scratch = pathlib.Path(place)
        context = Context(os.path.realpath(arguments.softmax), scratch, quick=False)
        context.enter("bench")
        model, pictures = context.picture_model, context.small_pictures
        onnx = context.folder / "pictures.onnx"
        context.run(["export", model, onnx, "--form", "ops", "--quiet"])
        all_loads = loads(context.folder, pictures)
        Load.program, Load.by_wrk = loader(arguments.build), arguments.wrk
        compared = [name for name in ("one", "alone", "single", "batch", "floats") if name in wanted]
        if compared:
            expected = context.predict(model, context.models_folder / "pictures.npy").probabilities[0]
            with contextlib.ExitStack() as stack:
                peers = [
                    mlserver(arguments.build, context.folder, onnx, 0),
                    fastapi(arguments.build, context.folder, onnx, 1),
                ]
                if arguments.all_peers:
                    peers += [
                        mlserver(arguments.build, context.folder, onnx, 2),
                        fastapi(arguments.build, context.folder, onnx, 2),
                    ]
                for peer in peers:
                    stack.enter_context(peer)
                ours = []
                if not arguments.peers_only:
                    # The others log no requests either.
                    server = stack.enter_context(context.serve(f"pictures={model}", flags=["--log-level", "warning"]))
                    server.name = "softmax serve"
                    ours = [server]
                for name in compared:
                    load = all_loads[name]
                    servers = [(server, load) for server in ours]
                    for peer in peers:
                        if name == "floats":
                            # A picture's export takes bytes alone.
                            own = all_loads["text" if peer.name.startswith("MLServer") else "batch"]
                        elif peer.name.startswith("MLServer") and name in ("single", "batch"):
                            own = all_loads["one" if name == "single" else "text"]
                        else:
                            own = load
                        servers.append((peer, own))
                    report[name] = rounds(servers, load, arguments.pairs, arguments.seconds, expected)
                    if ours:
                        bad += judge(load, report[name], BARS.get(name))
        if "reload" in wanted and not arguments.peers_only:
            bad += reload_under_load(context, all_loads["one"], arguments.reload_seconds)
        if "idle" in wanted and not arguments.peers_only:
            bad += idle_and_dripping(context, all_loads["one"], arguments.pairs, arguments.seconds)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1))
    if bad:
        sys.exit(f"below the bar: {', '.join(bad)}")


if __name__ == "__main__":
    main()
