"""Sends bytes to a server, and looks hard at what comes back."""

import asyncio
import json
import os
import pathlib
import re
import time

# Limits that are soon met.
FLAGS = [
    "--header-timeout",
    "2",
    "--body-timeout",
    "2",
    "--idle-timeout",
    "4",
    "--max-body",
    "4MB",
    "--max-header",
    "16KB",
    "--max-connections",
    "4096",
    "--max-rows",
    "1000",
]

# The statuses of a body that is none.
BAD = (400, 422)


class Reply:
    """What came back: answers in order, and whether the server closed."""

    def __init__(self, data, closed, seconds):
        self.data, self.closed, self.seconds = data, closed, seconds
        self.answers = list(answers(data))

    @property
    def statuses(self):
        return [answer[0] for answer in self.answers]


def is_whole(data):
    """Whether the bytes end with the end of an answer."""
    try:
        found = list(answers(data))
    except (AssertionError, ValueError):
        return False
    if not found or found[-1][0] < 200:
        return False
    _, headers, body = found[-1]
    if "transfer-encoding" in headers:
        return data.endswith(b"0\r\n\r\n")
    return len(body) == int(headers.get("content-length", -1))


def answers(data):
    """Reads answers out of bytes: (status, headers, body)."""
    while data:
        head, mark, rest = data.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        begin = re.fullmatch(rb"HTTP/1\.[01] (\d{3})( [^\r\n]*)?", lines[0])
        assert begin and mark, f"no answer of HTTP: {data[:200]}"
        status = int(begin[1])
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            assert colon and re.fullmatch(rb"[!-9;-~]+", name), line
            headers[name.decode().lower()] = value.strip().decode("latin-1")
        if status < 200 or status in (204, 304):
            body = b""
        elif "transfer-encoding" in headers:
            parts = []
            while True:
                size, _, rest = rest.partition(b"\r\n")
                count = int(size.split(b";")[0] or b"0", 16)
                parts.append(rest[:count])
                rest = rest[count + 2 :]
                if count == 0:
                    break
            body = b"".join(parts)
        elif "content-length" in headers:
            count = int(headers["content-length"])
            body, rest = rest[:count], rest[count:]
        else:
            body, rest = rest, b""
        yield status, headers, body
        data = rest


class Attacker:
    """Sends bytes to a server, and looks at what comes back."""

    def __init__(self, server, secrets):
        self.server, self.secrets = server, [secret for secret in secrets if len(secret) > 3]
        self.count, self.failures = 0, []

    async def connect(self):
        return await asyncio.open_connection(self.server.host, self.server.port, limit=1 << 26)

    async def exchange(self, *parts, pause=0, half=False, wait=8.0, to_the_end=False):
        """Sends the parts, and reads until the server closes, or has given an answer and then nothing for a while."""
        began = time.monotonic()
        reader, writer = await self.connect()
        data, closed = b"", False
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
                if pause:
                    await asyncio.sleep(pause)
            if half:
                writer.write_eof()
        except (ConnectionError, OSError):
            pass
        try:
            while time.monotonic() - began < wait:
                # After a whole answer only a second one could come, or the end.
                patience = 0.05 if is_whole(data) and not to_the_end else wait
                part = await asyncio.wait_for(reader.read(1 << 20), patience)
                if not part:
                    closed = True
                    break
                data += part
        except (asyncio.TimeoutError, ConnectionError, OSError) as error:
            closed = not isinstance(error, asyncio.TimeoutError)
        writer.close()
        return Reply(data, closed, time.monotonic() - began)

    def look(self, what, reply, statuses, close_allowed):
        """The last answer has one of the statuses and the form of an error, or nothing came and the server closed."""
        self.count += 1
        text = reply.data.decode("latin-1")
        for secret in self.secrets:
            assert secret not in text, f"{what}: the answer tells {secret}: {text[:500]}"
        assert not re.search(r"\.swift\b|0x[0-9a-f]{8,}|Fatal|NIO[A-Z]|Foundation\.|SoftmaxServer", text), (
            what,
            text[:500],
        )
        if not reply.answers:
            assert close_allowed and reply.closed, f"{what}: nothing came, closed {reply.closed}, {reply.seconds:.1f} s"
            return None
        status, headers, body = reply.answers[-1]
        assert status in statuses, (what, status, body[:300])
        if status >= 400:
            assert headers.get("content-type") == "application/json", (what, headers)
            document = json.loads(body.decode())
            assert isinstance(document["error"], str) and len(document["error"]) >= 8, (what, body)
        return status

    async def expect(self, what, statuses, *parts, close_allowed=False, **options):
        """One attack, and a look whether the server is alive. What is wrong is kept for the end of all of them."""
        reply = await self.exchange(*parts, **options)
        try:
            self.look(what, reply, statuses if isinstance(statuses, tuple) else (statuses,), close_allowed)
        except (AssertionError, ValueError) as error:
            self.failures.append(f"{what}: {error}")
        await self.alive(what)
        return reply

    async def alive(self, what):
        assert self.server.process.poll() is None, f"{what} ended the server: {self.server.log()[-2000:]}"
        reply = await self.exchange(self.request("GET", "/v2/health/ready", extra="Connection: close\r\n"))
        assert reply.statuses == [200] and b'"ready"' in reply.data, (what, reply.data[:300])

    # Requests

    @property
    def host(self):
        return f"{self.server.host}:{self.server.port}"

    def request(self, method="GET", path="/v2", body=None, extra="", host=None, version="HTTP/1.1"):
        head = f"{method} {path} {version}\r\nHost: {host or self.host}\r\n{extra}"
        if body is not None:
            head += f"Content-Length: {len(body)}\r\n"
        return head.encode("utf-8", "surrogateescape") + b"\r\n" + (body or b"")

    def infer_head(self, extra):
        """The head of a request to infer, without a body."""
        return self.request("POST", "/v2/models/vectors/infer", extra=extra)

    def infer(self, body, extra="", model="vectors"):
        return self.request("POST", f"/v2/models/{model}/infer", body, extra)


def vector(data="[1,2,3,4,5,6,7,8]", shape="[1,8]", datatype='"FP32"', name='"input"', more=""):
    return f'{{"inputs":[{{"name":{name},"shape":{shape},"datatype":{datatype},"data":{data}}}]{more}}}'.encode(
        "utf-8", "surrogatepass"
    )


async def attack(server, secrets, parts):
    """Runs the parts one after another, each with its count and its time."""
    one = Attacker(server, secrets)
    for part in parts:
        began, count = time.monotonic(), one.count
        try:
            await part(one)
        except (AssertionError, IndexError, KeyError, ValueError) as error:
            # A server that is gone is no server to go on with.
            assert server.process.poll() is None, str(error)
            one.failures.append(f"{part.__name__}: {type(error).__name__}: {error}")
        print(f"  {part.__name__[6:]}: {one.count - count} attacks, {time.monotonic() - began:.1f} s", flush=True)
    assert not one.failures, f"{len(one.failures)} failures:\n" + "\n".join(text[:400] for text in one.failures[:80])


def secrets(context):
    """What no answer may tell: where the models and the command are, who runs it, and where."""
    return [
        str(context.scratch),
        str(pathlib.Path(context.softmax).parent),
        os.getcwd(),
        str(pathlib.Path.home()),
        "/usr/",
        "/proc/",
        "/tmp/",
    ]
