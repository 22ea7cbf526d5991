"""The plain way: rows in, predictions out, of every kind, streamed in constant memory, with errors that can be seen."""

import json
import struct
import threading
import time
import zlib

import numpy as np

QUICK = True
REQUIREMENTS = []
COMMANDS = []

MEGABYTE = 1 << 20


def png(picture):
    """A grey PNG of 8 bits of a picture [rows, columns]."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    height, width = picture.shape
    lines = b"".join(b"\0" + row.tobytes() for row in picture)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


class Stream:
    """A request with a chunked body, whose answer is read while the body is sent."""

    def __init__(self, server, path, headers):
        self.socket = server.raw(60)
        text = f"POST {path} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nTransfer-Encoding: chunked\r\n"
        text += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.socket.sendall(text.encode() + b"\r\n")
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(b"%x\r\n" % len(data) + data + b"\r\n")

    def finish(self):
        self.socket.sendall(b"0\r\n\r\n")

    def head(self):
        """The status and the headers."""
        status = int(self.file.readline().split()[1])
        headers = {}
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, value = line.decode().split(":", 1)
            headers[name.strip().lower()] = value.strip()
        self.status, self.headers = status, headers
        return status

    def parts(self):
        """The parts of the body. `ended` says afterwards whether the body came to its end."""
        self.ended = False
        if "content-length" in self.headers:
            data = self.file.read(int(self.headers["content-length"]))
            self.ended = len(data) == int(self.headers["content-length"])
            yield data
            return
        while line := self.file.readline():
            size = int(line.split(b";")[0], 16)
            if size == 0:
                self.ended = self.file.readline() == b"\r\n"
                return
            data = self.file.read(size)
            if len(data) < size or self.file.read(2) != b"\r\n":
                return
            yield data

    def close(self):
        self.file.close()
        self.socket.close()


class Watch:
    """The most memory that a server takes meanwhile."""

    def __init__(self, server):
        self.server, self.most, self.stopped = server, 0, threading.Event()
        self.before = server.resident()

    def __enter__(self):
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def _look(self):
        while not self.stopped.wait(0.05):
            self.most = max(self.most, self.server.resident())

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()

    @property
    def growth(self):
        return self.most - self.before


def check_kinds(context, server):
    """Each kind of body, by its content type, and where it is sure by its first bytes; each kind of answer."""
    pictures = context.small_pictures[:3]
    expected = context.predict_array(context.picture_model, pictures)
    for row, picture in enumerate(pictures):
        for kind in ("image/png", "application/octet-stream"):
            answer = server.request(
                "POST", "/predict/pictures?probabilities=true", png(picture), {"Content-Type": kind}
            )
            assert answer.status == 200, (answer.status, answer.body[:300])
            assert answer.headers["content-type"] == "application/json"
            document = answer.json()
            entry = document[0] if isinstance(document, list) else document.get("predictions", [document])[0]
            assert entry["predicted"] == expected.names[row], entry
            values = np.array([entry["probabilities"][name] for name in expected.class_names]).astype(np.float32)
            assert (values.view(np.uint32) == expected.probabilities[row].view(np.uint32)).all()
    # A wrong picture is refused with what it is and what is wanted.
    answer = server.request(
        "POST", "/predict/pictures", png(np.zeros((30, 28), np.uint8)), {"Content-Type": "image/png"}
    )
    assert answer.status in (400, 422) and "28" in answer.error(), answer.body
    answer = server.request("POST", "/predict/pictures", png(pictures[0])[:-30], {"Content-Type": "image/png"})
    assert answer.status in (400, 422) and answer.error()

    # JSON: one object, or an array of them.
    records = context.cells.drop(columns="plan").head(5).to_dict("records")
    for record in records:
        for name in ("age", "visits", "seconds"):
            record[name] = None if record[name] == "" else float(record[name])
    table = context.predict(context.table.path, context.rows_file(5))
    answer = server.request("POST", "/predict/table", json.dumps(records), {"Content-Type": "application/json"})
    assert answer.status == 200, answer.body[:300]
    document = answer.json()
    entries = document if isinstance(document, list) else document["predictions"]
    assert [entry["predicted"] for entry in entries] == table.names
    answer = server.request("POST", "/predict/table", json.dumps(records[0]), {"Content-Type": "application/json"})
    assert answer.status == 200 and table.names[0] in json.dumps(answer.json(), ensure_ascii=False), answer.body[:300]

    # The kind of the answer.
    data = context.rows_file(5).read_bytes()
    for accept, kind in (
        (None, "text/csv"),
        ("*/*", "text/csv"),
        ("text/csv", "text/csv"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/x-ndjson;q=0.5, text/csv;q=0.9", "text/csv"),
        ("text/*", "text/csv"),
    ):
        answer = server.request(
            "POST",
            "/predict/table",
            data,
            {"Content-Type": "text/csv; charset=utf-8", **({"Accept": accept} if accept else {})},
        )
        assert answer.status == 200 and answer.headers["content-type"].split(";")[0] == kind, (accept, answer.headers)
    answer = server.request("POST", "/predict/table", data, {"Content-Type": "text/csv", "Accept": "image/gif"})
    assert answer.status in (200, 406), answer.status
    for kind in ("video/mp4", "application/pdf"):
        answer = server.request("POST", "/predict/table", b"\0\1\2\3", {"Content-Type": kind})
        assert answer.status == 415 and answer.error(), (kind, answer.status)


def check_refusals(context, server):
    """A body that cannot be read ends with a sentence that says where."""

    def refused(path, body, kind, *words, statuses=(400, 422)):
        answer = server.request("POST", path, body, {"Content-Type": kind})
        assert answer.status in statuses, (path, body[:80], answer.status, answer.body[:300])
        sentence = answer.error()
        for word in words:
            assert word.lower() in sentence.lower(), (word, sentence)

    good = context.rows_file(3).read_text().splitlines()
    refused("/predict/table", b"", "text/csv")
    refused("/predict/table", "\n".join([good[0], "old,3,yes,Oslo,north,1"]).encode(), "text/csv", "age", "old")
    refused("/predict/table", "age,visits\n1,2\n", "text/csv", "missing")
    refused("/predict/table", b"\xff\xfe\x00", "text/csv")
    refused("/predict/table", '"' + "a" * 1000, "text/csv")
    refused("/predict/complete", "visits,shop,seconds\n1,moon,2\n", "text/csv", "moon", "shop")
    refused("/predict/table", b'{"age":', "application/json")
    refused("/predict/table", b"[1,2", "application/json")
    refused("/predict/table", b'{"age":1}\n{"age"', "application/x-ndjson")
    refused("/predict/vectors", b"\x93NUMPY\x01\x00", "application/octet-stream")
    refused("/predict/vectors", b"not an array", "application/x-npy")
    array = context.folder / "wrong.npy"
    np.save(array, np.zeros((3, 7), np.float32))
    refused("/predict/vectors", array.read_bytes(), "application/x-npy", "8", "7")
    refused("/predict/nobody", b"a\n1\n", "text/csv", "nobody", statuses=(404,))
    for query in ("top=0", "top=-1", "top=many", "probabilities=perhaps", "keep=nothing"):
        answer = server.request(
            "POST", f"/predict/table?{query}", "\n".join(good).encode(), {"Content-Type": "text/csv"}
        )
        assert answer.status in (400, 422), (query, answer.status)
        assert any(word in answer.error().lower() for word in query.split("=")), (query, answer.body[:300])
    # Which of several models was not said.
    answer = server.request("POST", "/predict", "\n".join(good).encode(), {"Content-Type": "text/csv"})
    assert answer.status == 400 and "model" in answer.error()


def check_only_model(context):
    with context.serve(context.table.path) as server:
        data = context.rows_file(5)
        answer = server.request("POST", "/predict", data.read_bytes(), {"Content-Type": "text/csv"})
        assert answer.status == 200 and answer.body == context.text(context.table.path, data, "csv")


def stream(context, server, megabytes, stall=0):
    """Sends so much CSV as it comes, and looks at every line of the answer; returns seconds and the memory's growth."""
    data = context.rows_file(2000, "block.csv")
    header, block = data.read_bytes().split(b"\n", 1)
    expected = [line.split(b",", 1)[1] for line in context.text(context.table.path, data, "csv").splitlines()[1:]]
    blocks = megabytes * MEGABYTE // len(block)
    lines = 0
    began = time.monotonic()
    with Watch(server) as watch:
        one = Stream(server, "/predict/table", {"Content-Type": "text/csv", "Accept": "text/csv"})
        failure = []

        def send():
            try:
                one.send(header + b"\n")
                for number in range(blocks):
                    # Cut where no line ends.
                    for start in range(0, len(block), 40_001):
                        one.send(block[start : start + 40_001])
                one.finish()
            except OSError as error:
                failure.append(error)

        thread = threading.Thread(target=send)
        thread.start()
        if stall:
            # Nobody reads: the server may not go on and keep all that it would like to say.
            time.sleep(stall)
        status = one.head()
        assert status == 200, (status, b"".join(one.parts())[:500])
        rest = b""
        for part in one.parts():
            found = (rest + part).split(b"\n")
            rest = found.pop()
            for line in found:
                if lines:
                    index, text = line.split(b",", 1)
                    assert int(index) == lines - 1 and text == expected[(lines - 1) % 2000], (lines, line)
                lines += 1
        thread.join()
        one.close()
    assert not failure, failure
    assert one.ended and rest == b"" and lines == 2000 * blocks + 1, (one.ended, rest, lines, blocks)
    return time.monotonic() - began, watch.growth


def check_streams(context):
    megabytes = 8 if context.quick else 1024
    with context.serve(f"table={context.table.path}", flags=["--max-body", "4GB", "--max-rows", "100000000"]) as server:
        stream(context, server, 1)
        seconds, growth = stream(context, server, megabytes)
        print(f"  {megabytes} MB of CSV in {seconds:.1f} s, memory grew by {growth / 1e6:.1f} MB", flush=True)
        assert growth < 64 * MEGABYTE, growth
        late = 16 if context.quick else 64
        seconds, growth = stream(context, server, late, stall=4)
        print(f"  {late} MB to a client that reads late: memory grew by {growth / 1e6:.1f} MB", flush=True)
        assert growth < late * MEGABYTE / 2, growth
        check_broken_stream(context, server)
        check_answer_comes_early(context, server)
        # A client that goes away in the middle leaves nothing behind.
        before = server.descriptors()
        for _ in range(20):
            one = Stream(server, "/predict/table", {"Content-Type": "text/csv"})
            one.send(context.rows_file(500).read_bytes())
            one.close()
        deadline = time.monotonic() + 10
        while server.descriptors() > before + 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert server.descriptors() <= before + 2, (before, server.descriptors())
        server.assert_alive("clients that went away")


def check_answer_comes_early(context, server):
    """The first predictions are there before the body has ended."""
    one = Stream(server, "/predict/table", {"Content-Type": "text/csv", "Accept": "text/csv"})
    block = context.rows_file(2000).read_bytes()
    one.send(block)
    for _ in range(5):
        one.send(block.split(b"\n", 1)[1])
    one.socket.settimeout(10)
    assert one.head() == 200
    parts = one.parts()
    first = next(parts)
    assert first.startswith(b"index,"), first[:100]
    one.finish()
    for _ in parts:
        pass
    assert one.ended
    one.close()


def check_broken_stream(context, server):
    """A wrong row after many right ones: the right ones stand, and the answer tells that it is not whole."""
    data = context.rows_file(2000)
    lines = data.read_bytes().splitlines(keepends=True)
    expected = context.text(context.table.path, data, "csv")
    for format, accept in (("csv", "text/csv"), ("jsonl", "application/x-ndjson")):
        expected = context.text(context.table.path, data, format).splitlines()
        one = Stream(server, "/predict/table", {"Content-Type": "text/csv", "Accept": accept})
        try:
            one.send(b"".join(lines))
            # Far behind what a batch of the command holds.
            for _ in range(9):
                one.send(b"".join(lines[1:]))
            one.send(b"old,3,yes,Oslo,north,1\n")
            one.send(b"".join(lines[1:]))
            one.finish()
        except OSError:
            # The server may cut off who still sends.
            pass
        status = one.head()
        try:
            answer = b"".join(one.parts())
        except OSError:
            answer = b""
        if status != 200:
            assert status in (400, 422) and "old" in json.loads(answer)["error"], answer[:300]
        else:
            told = answer.splitlines()[: len(expected)]
            assert told == expected[: len(told)], "the rows before the wrong one"
            # A body without its end is an error to every client. A last line with "error" may say more.
            assert not one.ended, answer[-300:]
        one.close()
    server.assert_alive("a broken stream")
    assert "old" in server.log() or "age" in server.log(), "the log tells nothing of the broken stream"


def check(context):
    with context.everything() as server:
        for part in (check_kinds, check_refusals):
            part(context, server)
            server.assert_alive(part.__name__)
    check_only_model(context)
    check_streams(context)
