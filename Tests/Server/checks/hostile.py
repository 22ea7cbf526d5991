"""Hostile clients on raw sockets: each gets the protocol's JSON error or a clean close, and the server stays."""

import asyncio
import json
import random
import re
import socket
import ssl
import struct
import subprocess
import time

from attacker import BAD, FLAGS, Reply, attack, secrets, vector

QUICK = True
REQUIREMENTS = []
COMMANDS = ["openssl"]


async def check_lines(one):
    close = dict(close_allowed=True)
    generator = random.Random(3)
    for number in range(20):
        await one.expect(
            f"garbage {number}",
            (400, 408, 431, 501, 505),
            generator.randbytes(generator.choice([1, 7, 300, 5000])) + b"\r\n\r\n",
            **close,
        )
    await one.expect("a TLS hello", (400,), bytes.fromhex("16030100f4010000f00303") + bytes(240), **close)
    await one.expect("HTTP/2", (400, 405, 501, 505), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", **close)
    host = f"Host: {one.host}\r\n".encode()
    for what, line in [
        ("version 9.9", b"GET / HTTP/9.9"),
        ("no version", b"GET /"),
        ("no path", b"GET HTTP/1.1"),
        ("NUL in the path", b"GET /\0 HTTP/1.1"),
        ("only spaces", b"     "),
        ("no slash", b"GET v2 HTTP/1.1"),
        ("a bare CR", b"GET /v2\rX HTTP/1.1"),
    ]:
        await one.expect(what, (400, 404, 405, 501, 505), line + b"\r\n" + host + b"\r\n", **close)
    # Words between which more than one space is may be read.
    await one.expect("two spaces", (200, 400), b"GET  / HTTP/1.1\r\n" + host + b"\r\n")
    for what, header in [
        ("a space before the colon", b"X-A : 1"),
        ("no colon", b"X-A"),
        ("no name", b": 1"),
        ("NUL", b"X-A: a\0b"),
        ("a space in the name", b"X A: 1"),
        ("a folded line", b"X-A: 1\r\n  2"),
        ("a bare CR", b"X-A: a\rb"),
    ]:
        await one.expect(
            f"header with {what}", (200, 400), b"GET /v2 HTTP/1.1\r\n" + host + header + b"\r\n\r\n", **close
        )
    await one.expect(
        "Latin-1 in a header", (200, 400), b"GET /v2 HTTP/1.1\r\n" + host + b"X-A: \xe9\xff\r\n\r\n", **close
    )
    await one.expect("no Host", (400, 403), b"GET /v2 HTTP/1.1\r\n\r\n")
    await one.expect("two Hosts", (400, 403), b"GET /v2 HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n")
    await one.expect(
        "two Hosts, the foreign one first", (400, 403), b"GET /v2 HTTP/1.1\r\nHost: evil.example\r\n" + host + b"\r\n"
    )
    await one.expect(
        "a whole address of another host",
        (400, 403, 404),
        b"GET http://evil.example/v2 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    )
    reply = await one.expect("HTTP/1.0", (200,), one.request(version="HTTP/1.0"), to_the_end=True)
    assert reply.closed, "HTTP/1.0 is one answer, then the end"
    reply = await one.expect("Connection: close", (200,), one.request(extra="Connection: close\r\n"), to_the_end=True)
    assert reply.closed
    await one.expect("HTTP/1.0 without Host", (200, 400, 403), b"GET /v2 HTTP/1.0\r\n\r\n")
    await one.expect(
        "an upgrade", (200, 400, 426, 501), one.request(extra="Connection: Upgrade\r\nUpgrade: websocket\r\n"), **close
    )
    await one.expect(
        "an upgrade to h2c",
        (200, 400, 426),
        one.request(
            extra="Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
        ),
        **close,
    )


async def check_methods(one):
    reply = await one.exchange(one.request("HEAD", "/v2", extra="Connection: close\r\n"), to_the_end=True)
    head = reply.data.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1.1 (200|405) ", head[0]) and head[2] == b"", ("HEAD has no body", reply.data[:300])
    await one.alive("HEAD")
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO", "POST"):
        body = b"" if method != "TRACE" else None
        reply = await one.expect(
            f"{method} /v2",
            (200, 204, 400, 405, 501) if method == "OPTIONS" else (400, 405, 501),
            one.request(method, "/v2", body),
        )
        status, headers, _ = reply.answers[-1]
        assert status != 405 or "GET" in headers.get("allow", ""), (method, headers)
    reply = await one.expect("GET of infer", (405,), one.request("GET", "/v2/models/vectors/infer"))
    assert "POST" in reply.answers[-1][1].get("allow", "")
    await one.expect(
        "CONNECT",
        (400, 403, 404, 405, 501),
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        close_allowed=True,
    )


async def check_lengths(one):
    """What smuggles requests past a proxy: a body whose length two would read differently."""
    close = dict(close_allowed=True)
    path = f"POST /v2/models/vectors/infer HTTP/1.1\r\nHost: {one.host}\r\n".encode()
    body = vector()
    inner = one.request("GET", "/v2/smuggled")
    for value in (
        b"-1",
        b"+5",
        b"0x10",
        b"1e3",
        b"5 5",
        b"5, 6",
        b"",
        b"99999999999999999999",
        b"18446744073709551616",
        b"five",
        b"9223372036854775808",
    ):
        await one.expect(
            f"Content-Length {value}", (400, 411, 413), path + b"Content-Length: " + value + b"\r\n\r\n" + body, **close
        )
    await one.expect(
        "two lengths", (400,), path + b"Content-Length: %d\r\nContent-Length: 3\r\n\r\n" % len(body) + body, **close
    )
    for te in (
        b"chunked",
        b"Chunked",
        b" chunked",
        b"chunked, identity",
        b"xchunked",
        b"chunked\r\nTransfer-Encoding: identity",
    ):
        reply = await one.expect(
            f"Content-Length and Transfer-Encoding {te}",
            (400, 411, 413, 501),
            path + b"Content-Length: 4\r\nTransfer-Encoding:" + te + b"\r\n\r\n0\r\n\r\n" + inner,
            **close,
        )
        assert len(reply.answers) <= 1 and b"smuggled" not in reply.data, (
            "a smuggled request was answered",
            reply.data[:600],
        )
    for te in (b"gzip, chunked", b"gzip", b"chunked, chunked", b"identity", b"x"):
        await one.expect(
            f"Transfer-Encoding {te}",
            (400, 411, 415, 501),
            path + b"Transfer-Encoding: " + te + b"\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
            **close,
        )
    chunked = path + b"Transfer-Encoding: chunked\r\n\r\n"
    for what, part in [
        ("letters", b"zz\r\nabc\r\n"),
        ("negative", b"-1\r\nabc\r\n"),
        ("too great", b"ffffffffffffffffff\r\nabc"),
        ("2^63", b"7fffffffffffffff\r\nabc"),
        ("empty", b"\r\n\r\n"),
        ("short", b"3\r\nabcdef\r\n0\r\n\r\n"),
        ("a long extension", b"3;" + b"x" * 100_000 + b"\r\nabc\r\n0\r\n\r\n"),
        ("0x", b"0x3\r\nabc\r\n0\r\n\r\n"),
        ("no CR", b"3\nabc\n0\n\n"),
        ("many trailers", b"0\r\n" + b"X-A: 1\r\n" * 10_000 + b"\r\n"),
    ]:
        await one.expect(f"chunks: {what}", (400, 408, 411, 413, 431), chunked + part, **close)
    # Right ones, of one byte each.
    reply = await one.expect(
        "chunks of one byte", (200,), chunked + b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    )
    assert b"predict_proba" in reply.data
    await one.expect("no length", (400, 411), path + b"\r\n")
    await one.expect(
        "a length shorter than the JSON", BAD, path + b"Content-Length: 20\r\nConnection: close\r\n\r\n" + body, **close
    )
    await one.expect(
        "a length longer than the body, half-closed",
        (400, 408),
        path + b"Content-Length: 500\r\n\r\n" + body,
        half=True,
        **close,
    )


async def check_limits(one):
    close = dict(close_allowed=True)
    reply = await one.expect(
        "too long a body by its length",
        (413,),
        one.request("POST", "/v2/models/vectors/infer", extra="Content-Length: 5000000\r\n"),
    )
    assert reply.seconds < 3, "the length alone says it"
    await one.expect("too long a body by its length, sent", (413,), one.infer(b" " * 5_000_000), **close)
    path = f"POST /v2/models/vectors/infer HTTP/1.1\r\nHost: {one.host}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    await one.expect(
        "too long a body in chunks", (413,), path, *([b"10000\r\n" + b" " * 65536 + b"\r\n"] * 80), **close
    )
    await one.expect("a great header", (431,), one.request(extra="X-A: " + "a" * 20_000 + "\r\n"))
    await one.expect(
        "a great header without its end",
        (431,),
        f"GET /v2 HTTP/1.1\r\nHost: {one.host}\r\nX-A: ".encode() + b"a" * 200_000,
        **close,
    )
    await one.expect(
        "many headers", (431,), one.request(extra="".join(f"X-{number}: {number}\r\n" for number in range(3000)))
    )
    await one.expect("many tiny headers", (200, 431), one.request(extra="a:\r\n" * 2000))
    await one.expect("a long path", (400, 404, 414, 431), one.request(path="/" + "a" * 14_000))
    await one.expect("a longer path", (400, 414, 431), one.request(path="/" + "a" * 100_000), **close)
    await one.expect(
        "rows beyond the limit", (400, 413, 422), one.infer(vector(data=str([0] * 8008), shape="[1001,8]"))
    )
    reply = await one.expect(
        "Expect",
        (200,),
        one.infer_head(f"Expect: 100-continue\r\nContent-Length: {len(vector())}\r\n"),
        vector(),
        pause=0.2,
    )
    assert reply.statuses in ([100, 200], [200]), reply.statuses
    await one.expect(
        "Expect of too much", (413, 417), one.infer_head("Expect: 100-continue\r\nContent-Length: 50000000\r\n")
    )
    await one.expect("Expect of something else", (200, 400, 417), one.infer(vector(), "Expect: a miracle\r\n"))


async def check_paths(one):
    for path in (
        "/v2/models/../../etc/passwd",
        "/../../../etc/passwd",
        "/v2/models/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/predict/../../etc/passwd",
        "//etc/passwd",
        "/v2/models/%00",
        "/v2/models/%zz",
        "/v2/models/%ff%fe",
        "/v2/models/vectors%00/infer",
        "/v2/models/..\\..\\etc",
        "/v2/models//infer",
        "/v2/models/vectors/versions/../../../etc",
        "/v2/models/vectors/versions/-1",
        "/v2/models/vectors/versions/99999999999999999999999",
        "/v2/models/vectors/versions/1.0",
        "/v2/models/vectors/versions/%31",
        "/v2/models/" + "%41" * 3000,
        "/v2/models/vectors/infer/",
        "/V2",
        "/v2/",
        "/openapi.json/..",
        "/v2?" + "a=1&" * 2000,
        "/v2/models/file:%2f%2f%2fetc%2fpasswd",
        "/studio/../../etc/passwd",
        "/.git/config",
    ):
        for method, body in (("GET", None), ("POST", b"{}")):
            reply = await one.expect(
                f"{method} {path[:60]}", (200, 400, 404, 405, 414, 431), one.request(method, path, body)
            )
            assert b"root:" not in reply.data


async def check_names(one):
    """Names that a page of another site would send: rebinding of DNS, and requests across origins."""
    port = one.server.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", "localhost", f"LOCALHOST:{port}"):
        await one.expect(f"Host {host}", (200,), one.request(host=host))
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "169.254.169.254",
        "0x7f.1.example",
        f"evil.example@127.0.0.1:{port}",
        "127.0.0.1:99999",
        "127.0.0.1:port",
        "",
        "a b",
        f"127.0.0.1:{port}/x",
        "xn--lcalhost-9cb",
    ):
        await one.expect(f"Host {host}", (400, 403), one.request(host=host or " "), close_allowed=True)
        await one.expect(
            f"Host {host} of infer",
            (400, 403),
            one.request("POST", "/v2/models/vectors/infer", vector(), host=host or " "),
            close_allowed=True,
        )
    for origin in (
        "http://evil.example",
        "null",
        f"http://127.0.0.1.evil.example:{port}",
        f"https://evil.example:{port}",
        "http://127.0.0.1:1",
        "file://",
        "garbage",
        "http://localhost.evil.example",
    ):
        reply = await one.expect(f"Origin {origin}", (403,), one.infer(vector(), f"Origin: {origin}\r\n"))
        assert "access-control-allow-origin" not in reply.answers[-1][1], reply.data[:400]
    for origin in (f"http://127.0.0.1:{port}", f"http://{one.host}"):
        await one.expect(f"Origin {origin}", (200,), one.infer(vector(), f"Origin: {origin}\r\n"))


async def check_slow(one):
    """Header and body that come drop by drop, or never: ended after their time, while others are answered."""

    async def drip(what, head, each, gap, statuses, least, most):
        reader, writer = await one.connect()
        began = time.monotonic()
        data = b""

        async def feed():
            try:
                writer.write(head)
                while True:
                    writer.write(each)
                    await writer.drain()
                    await asyncio.sleep(gap)
            except (ConnectionError, OSError):
                pass

        task = asyncio.create_task(feed())
        try:
            while part := await asyncio.wait_for(reader.read(65536), most + 5):
                data += part
        except ConnectionError:
            pass
        except asyncio.TimeoutError:
            raise AssertionError(f"{what}: still open after {most + 5} s")
        finally:
            task.cancel()
        seconds = time.monotonic() - began
        writer.close()
        assert least <= seconds <= most, (what, seconds)
        one.look(what, Reply(data, True, seconds), statuses, close_allowed=408 not in statuses)

    async def silent(what, start, most):
        reader, writer = await one.connect()
        began = time.monotonic()
        if start:
            writer.write(start)
        data = await asyncio.wait_for(reader.read(), most + 5)
        seconds = time.monotonic() - began
        assert seconds <= most, (what, seconds)
        writer.close()
        return data

    post = f"POST /v2/models/vectors/infer HTTP/1.1\r\nHost: {one.host}\r\n".encode()
    began = time.monotonic()
    jobs = [
        drip(f"slow header {number}", b"GET /v2 HTTP/1.1\r\nX-A: ", b"a", 0.2, (400, 408), 1, 6) for number in range(50)
    ]
    jobs += [
        drip(f"slow header lines {number}", b"GET /v2 HTTP/1.1\r\n", b"X-A: 1\r\n", 0.2, (400, 408), 1, 6)
        for number in range(50)
    ]
    jobs += [
        drip(f"drip-fed body {number}", post + b"Content-Length: 100000\r\n\r\n", b" ", 0.2, (408,), 1, 6)
        for number in range(100)
    ]
    jobs += [
        drip(
            f"drip-fed chunks {number}", post + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 0.2, (408,), 1, 6
        )
        for number in range(50)
    ]
    jobs += [
        drip(
            f"drip-fed CSV {number}",
            one.request("POST", "/predict/table", extra="Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n"),
            b"1\r\na\r\n",
            0.2,
            (408, 413),
            1,
            8,
        )
        for number in range(20)
    ]
    silents = [silent("says nothing", b"", 8) for _ in range(20)]
    silents += [silent("half a line", b"GET /v2", 8) for _ in range(20)]
    silents += [silent("a body that never comes", post + b"Content-Length: 10\r\n\r\n", 8) for _ in range(20)]
    silents += [silent("idle after an answer", one.request(), 10) for _ in range(20)]

    async def others():
        times = []
        while time.monotonic() - began < 5:
            start = time.monotonic()
            reply = await one.exchange(one.infer(vector(), "Connection: close\r\n"))
            assert reply.statuses == [200]
            times.append(time.monotonic() - start)
            await asyncio.sleep(0.02)
        return sorted(times)

    times, *_ = await asyncio.gather(others(), *jobs, *silents)
    print(
        f"  {len(jobs) + len(silents)} slow clients ended; {len(times)} others meanwhile, "
        f"the slowest {times[-1] * 1000:.0f} ms",
        flush=True,
    )
    assert times[len(times) * 9 // 10] < 0.5, times
    await one.alive("slow clients")


async def check_halves(one):
    """Half-closed, cut off, reset."""
    reply = await one.expect("half-closed after the whole", (200,), one.infer(vector()), half=True)
    assert b"predict_proba" in reply.data
    await one.expect("half-closed in the header", (400, 408), b"GET /v2 HT", half=True, close_allowed=True)
    await one.expect("half-closed at once", (400, 408), b"", half=True, close_allowed=True)
    for number in range(200):
        reader, writer = await one.connect()
        writer.write(one.infer(vector())[: 20 + number])
        if number % 3 == 0:
            # A reset in place of an end.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort() if number % 2 else writer.close()
    await one.alive("clients that went away")
    # Someone who asks for much and reads nothing.
    holders = []
    for _ in range(20):
        reader, writer = await asyncio.open_connection(one.server.host, one.server.port, limit=1024)
        writer.write(
            one.infer(vector(data=str([0.5] * 8000), shape="[1000,8]", more=',"outputs":[{"name":"contrast"}]')) * 10
        )
        holders.append(writer)
    await asyncio.sleep(1)
    await one.alive("clients that read nothing")
    for writer in holders:
        writer.transport.abort()
    await one.alive("clients that read nothing, gone")


async def check_pipelining(one):
    last = "Connection: close\r\n"
    requests = b"".join(
        one.infer(vector(data=f"[{number},2,3,4,5,6,7,8]", more=f',"id":"n{number}"'), last if number == 99 else "")
        for number in range(100)
    )
    reply = await one.exchange(requests, wait=30, to_the_end=True)
    assert reply.statuses == [200] * 100, reply.statuses
    assert [json.loads(body)["id"] for _, _, body in reply.answers] == [f"n{number}" for number in range(100)]
    mixed = (
        one.request()
        + one.request(path="/nothing")
        + one.infer(b"{")
        + one.request("GET", "/v2/health/live")
        + one.infer(vector(), last)
    )
    reply = await one.exchange(mixed, to_the_end=True)
    assert reply.statuses == [200, 404, 400, 200, 200], reply.statuses
    # A thousand at once, of which nobody waits for an answer.
    reader, writer = await one.connect()
    writer.write(one.infer(vector()) * 1000)
    await writer.drain()
    writer.transport.abort()
    await one.alive("pipelining")
    # Byte by byte.
    reply = await one.exchange(*(bytes([byte]) for byte in one.infer(vector(), "Connection: close\r\n")))
    assert reply.statuses == [200]


async def check_many_connections(one):
    before = one.server.descriptors()
    connections = []
    for start in range(0, 1000, 100):
        connections += await asyncio.gather(*(one.connect() for _ in range(100)))
    began = time.monotonic()
    for _, writer in connections:
        writer.write(one.infer(vector()))

    async def answered(reader):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        count = int(re.search(rb"content-length: (\d+)", head.lower())[1])
        await reader.readexactly(count)
        return head.startswith(b"HTTP/1.1 200 ")

    assert all(await asyncio.gather(*(answered(reader) for reader, _ in connections)))
    print(f"  1,000 connections asked at once, all answered in {time.monotonic() - began:.2f} s", flush=True)
    for _, writer in connections:
        writer.close()
    await one.alive("1,000 connections")
    deadline = time.monotonic() + 10
    while one.server.descriptors() > before + 5 and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    assert one.server.descriptors() <= before + 5, (before, one.server.descriptors())


PARTS = [
    check_lines,
    check_methods,
    check_lengths,
    check_limits,
    check_paths,
    check_names,
    check_halves,
    check_pipelining,
    check_many_connections,
    check_slow,
]


def certificate(folder):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


async def attack_tls(server, certificate):
    trust = ssl.create_default_context(cafile=str(certificate))

    async def secure(data, wait=10):
        reader, writer = await asyncio.open_connection(server.host, server.port, ssl=trust)
        writer.write(data)
        answer = await asyncio.wait_for(reader.read(), wait)
        writer.close()
        return answer

    ask = f"GET /v2 HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode()
    assert (await secure(ask)).startswith(b"HTTP/1.1 200 ")
    for what, data in (
        ("plain HTTP", ask),
        ("garbage", random.Random(1).randbytes(3000)),
        ("nothing", b""),
        ("half a hello", bytes.fromhex("16030100f4010000f0")),
    ):
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(data)
        try:
            answer = await asyncio.wait_for(reader.read(), 12)
            assert not answer.startswith(b"HTTP/1.1 200"), (what, answer[:200])
        except ConnectionError:
            pass
        writer.close()
        assert (await secure(ask)).startswith(b"HTTP/1.1 200 "), what
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1
    try:
        await asyncio.open_connection(server.host, server.port, ssl=old)
        raise AssertionError("TLS 1.0 was taken")
    except (ssl.SSLError, ConnectionError):
        pass


def check(context):
    with context.everything(flags=FLAGS) as server:
        before = server.resident()
        asyncio.run(attack(server, secrets(context), PARTS))
        print(f"  memory {before / 1e6:.1f} MB before, {server.resident() / 1e6:.1f} MB after", flush=True)
        log = server.log()
        assert "Fatal error" not in log and "Crash" not in log, log[-2000:]
        assert server.stop() == 0
    certificate_path, key = certificate(context.folder)
    with context.serve(
        f"vectors={context.vectors.path}",
        flags=["--tls-cert", certificate_path, "--tls-key", key, "--header-timeout", "2"],
    ) as server:
        assert server.scheme == "https", server.url
        asyncio.run(attack_tls(server, certificate_path))
        server.assert_alive("TLS")
