"""Hostile bodies: JSON, binary tensors, compressed ones and files that lie. Each gets the protocol's error."""

import asyncio
import gzip
import json
import random
import zlib

from attacker import BAD, FLAGS, attack, secrets, vector
from server import binary_body

QUICK = True
REQUIREMENTS = []
COMMANDS = []


async def check_json(one):
    await one.expect("the right one", (200,), one.infer(vector()))
    bodies = {
        "empty": b"",
        "spaces": b"   ",
        "null": b"null",
        "an array": b"[]",
        "a number": b"17",
        "a text": b'"x"',
        "cut": vector()[:40],
        "two documents": vector() + vector(),
        "NUL": b"\0",
        "only a brace": b"{",
        "trailing comma": b'{"inputs":[],}',
        "single quotes": b"{'inputs':[]}",
        "a comment": b'{/* */"inputs":[]}',
        "no inputs": b"{}",
        "inputs of null": b'{"inputs":null}',
        "inputs an object": b'{"inputs":{}}',
        "inputs of numbers": b'{"inputs":[1]}',
        "no name": b'{"inputs":[{"shape":[1,8],"datatype":"FP32","data":[1,2,3,4,5,6,7,8]}]}',
        "a number as name": vector(name="7"),
        "no such name": vector(name='"x"'),
        "UTF-16": vector().decode().encode("utf-16"),
        "invalid UTF-8": vector(name='"input\udcff"').replace(b"\xed\xb3\xbf", b"\xff\xfe"),
        "overlong UTF-8": b'{"inputs":[{"name":"\xc0\xae"}]}',
        "a lone surrogate as name": vector(name='"\\ud800"'),
        "a bad escape": vector(name='"\\x"'),
        "a control character": vector(name='"a\nb"'),
        "shape of text": vector(shape='"8"'),
        "shape of texts": vector(shape='["1","8"]'),
        "a negative shape": vector(shape="[-1,8]"),
        "a negative shape whose product is right": vector(shape="[-1,-8]"),
        "shape of a fraction": vector(shape="[1.5,8]"),
        "shape of null": vector(shape="null"),
        "no shape": vector(shape="[]"),
        "a shape whose product overflows to 8": vector(shape="[2305843009213693953,8]"),
        "a shape of 2^63": vector(shape="[9223372036854775808,8]"),
        "a shape of 10^30": vector(shape="[1e30,8]"),
        "a shape of 1,000,000 dimensions": vector(shape="[" + "1," * 200_000 + "8]"),
        "too great a shape": vector(shape="[1000000000000,8]"),
        "too few values": vector(data="[1,2,3]"),
        "too many values": vector(data="[1,2,3,4,5,6,7,8,9]"),
        "data a text": vector(data='"1,2"'),
        "data an object": vector(data="{}"),
        "data null": vector(data="null"),
        "data of null": vector(data="[null,2,3,4,5,6,7,8]"),
        "data of texts": vector(data='["1","2","3","4","5","6","7","8"]'),
        "data of truths": vector(data="[true,2,3,4,5,6,7,8]"),
        "ragged data": vector(data="[[1,2,3,4,5,6,7],[8]]"),
        "nested against the shape": vector(data="[[1,2],[3,4],[5,6],[7,8]]"),
        "an object among data": vector(data="[1,2,3,4,5,6,7,{}]"),
        "no datatype": vector(datatype="null"),
        "an unknown datatype": vector(datatype='"FP7"'),
        "a small-letter datatype": vector(datatype='"fp32"'),
        "a datatype of number": vector(datatype="32"),
        "1e999": vector(data="[1e999,2,3,4,5,6,7,8]"),
        "-1e999": vector(data="[-1e999,2,3,4,5,6,7,8]"),
        "Infinity": vector(data="[Infinity,2,3,4,5,6,7,8]"),
        "1e39 as FP32": vector(data="[1e39,2,3,4,5,6,7,8]"),
        "a leading zero": vector(data="[01,2,3,4,5,6,7,8]"),
        "a plus": vector(data="[+1,2,3,4,5,6,7,8]"),
        "a bare point": vector(data="[.5,2,3,4,5,6,7,8]"),
        "hexadecimal": vector(data="[0x1,2,3,4,5,6,7,8]"),
        "a fraction as INT32": vector(datatype='"INT32"', data="[1.5,2,3,4,5,6,7,8]"),
        "256 as UINT8": vector(datatype='"UINT8"', data="[256,2,3,4,5,6,7,8]"),
        "-1 as UINT8": vector(datatype='"UINT8"', data="[-1,2,3,4,5,6,7,8]"),
        "2^63 as INT64": vector(datatype='"INT64"', data="[9223372036854775808,2,3,4,5,6,7,8]"),
        "deep": b"[" * 200_000,
        "deep and closed": b"[" * 100_000 + b"]" * 100_000,
        "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "deep data": vector(data="[" * 50_000 + "1" + "]" * 50_000),
        "deep parameters": vector(more=',"parameters":{"x":' + "[" * 50_000 + "]" * 50_000 + "}"),
        "the input twice": b'{"inputs":[' + vector()[11:-2] + b"," + vector()[11:-2] + b"]}",
        "10,000 inputs": b'{"inputs":['
        + b",".join([b'{"name":"a","shape":[1],"datatype":"FP32","data":[1]}'] * 10_000)
        + b"]}",
        "outputs a text": vector(more=',"outputs":"predict"'),
        "outputs of numbers": vector(more=',"outputs":[1]'),
        "an output without a name": vector(more=',"outputs":[{}]'),
        "classification of text": vector(
            more=',"outputs":[{"name":"predict_proba","parameters":{"classification":"x"}}]'
        ),
        "classification of 10^30": vector(
            more=',"outputs":[{"name":"predict_proba","parameters":{"classification":1e30}}]'
        ),
        "classification of -5": vector(more=',"outputs":[{"name":"predict_proba","parameters":{"classification":-5}}]'),
        "binary_data a number": vector(more=',"outputs":[{"name":"predict","parameters":{"binary_data":7}}]'),
        "100,000 outputs": vector(more=',"outputs":[' + ",".join(['{"name":"predict"}'] * 100_000) + "]"),
        "parameters an array": vector(more=',"parameters":[]'),
        "id a number": vector(more=',"id":17'),
        "id an object": vector(more=',"id":{}'),
    }
    # These may be taken, as they have a meaning, or be refused.
    either = {
        "data of truths",
        "nested against the shape",
        "1e39 as FP32",
        "id a number",
        "parameters an array",
        "classification of 10^30",
        "binary_data a number",
        "the input twice",
        "a small-letter datatype",
    }
    for what, body in bodies.items():
        reply = await one.expect(f"JSON: {what}", BAD + (413,) + ((200,) if what in either else ()), one.infer(body))
        assert reply.seconds < 5, (what, reply.seconds)
    for what, body in {
        "a long number": vector(data="[" + "1" * 100_000 + "e-99999,2,3,4,5,6,7,8]"),
        "digits": vector(data="[0." + "3" * 100_000 + ",2,3,4,5,6,7,8]"),
        "1e-999": vector(data="[1e-999,2,3,4,5,6,7,8]"),
        "-0": vector(data="[-0,2,3,4,5,6,7,8]"),
        "a BOM": b"\xef\xbb\xbf" + vector(),
        "NaN": vector(data="[NaN,2,3,4,5,6,7,8]"),
        "unknown fields": vector(more=',"x":{"y":[1,2,{"z":null}]}'),
        "a field twice": vector(more=',"id":"a","id":"b"'),
        "inputs twice": vector(more=',"inputs":[]'),
        "data twice": vector(data='[1,2,3,4,5,6,7,8],"data":[8,7,6,5,4,3,2,1]'),
        "a lone surrogate in the id": vector(more=',"id":"\\ud800"'),
        "a reversed pair in the id": vector(more=',"id":"\\udc00\\ud800"'),
        "NUL in the id": vector(more=',"id":"a\\u0000b"'),
        "a line in the id": vector(more=',"id":"a\\r\\nX-Evil: 1"'),
        "a long id": vector(more=f',"id":"{"x" * 100_000}"'),
    }.items():
        reply = await one.expect(f"JSON: {what}", BAD + (200,), one.infer(body))
        status, headers, answer = reply.answers[-1]
        assert "x-evil" not in headers
        # What is answered is JSON by the letter, whatever was taken.
        json.loads(
            answer.decode(),
            parse_constant=lambda word: (_ for _ in ()).throw(AssertionError(f"{what}: {word} in an answer")),
        )
        if "id" in json.loads(answer):
            json.loads(answer)["id"].encode("utf-8")
    for kind in (
        "text/html",
        "application/xml",
        "multipart/form-data; boundary=x",
        "garbage",
        "application/json; charset=utf-16",
        "a/b/c",
        "é",
    ):
        await one.expect(f"Content-Type {kind}", (200, 400, 415), one.infer(vector(), f"Content-Type: {kind}\r\n"))
    for accept in ("text/html", "garbage", "*/*;q=x", "application/json;q=99", "," * 5000):
        await one.expect(f"Accept {accept[:30]}", (200, 400, 406), one.infer(vector(), f"Accept: {accept}\r\n"))


async def check_binary(one):
    """Sizes and lengths of binary tensors that lie."""
    values = b"\0\0\x80\x3f" * 8

    def body(size="32", raw=values, shape="[1,8]", datatype="FP32", more="", extra=""):
        tensor = (
            f'"name":"input","shape":{shape},"datatype":"{datatype}","parameters":{{"binary_data_size":{size}}}{more}'
        )
        text = f'{{"inputs":[{{{tensor}}}]{extra}}}'.encode()
        return text + raw, len(text)

    data, length = body()
    await one.expect("binary: the right one", (200,), one.infer(data, f"Inference-Header-Content-Length: {length}\r\n"))
    for size in (
        "-1",
        "-32",
        "31",
        "33",
        "0",
        "28",
        "36",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "18446744073709551648",
        "-9223372036854775808",
        "1e30",
        "32.5",
        '"32"',
        "null",
        "[32]",
        "true",
        "{}",
    ):
        data, length = body(size)
        await one.expect(
            f"binary_data_size {size}", BAD, one.infer(data, f"Inference-Header-Content-Length: {length}\r\n")
        )
    for what, arguments in {
        "no bytes": dict(raw=b""),
        "bytes missing": dict(raw=values[:-1]),
        "bytes left over": dict(raw=values + b"x"),
        "a shape of more": dict(shape="[2,8]"),
        "a shape that overflows": dict(shape="[4611686018427387905,8]"),
        "a negative shape": dict(shape="[-1,8]"),
        "a datatype of twice the size": dict(datatype="FP64"),
        "data too": dict(more=',"data":[1,2,3,4,5,6,7,8]'),
        "an unknown datatype": dict(datatype="X"),
    }.items():
        data, length = body(**arguments)
        await one.expect(f"binary: {what}", BAD, one.infer(data, f"Inference-Header-Content-Length: {length}\r\n"))
    data, length = body()
    for value in (
        "-1",
        "abc",
        "",
        "0",
        "1",
        "1.5",
        "1e2",
        "0x20",
        str(length - 1),
        str(length + 1),
        str(len(data)),
        str(len(data) + 1),
        "99999999",
        "9223372036854775808",
        "18446744073709551616",
        " ",
        f"{length}, {length}",
        f"+{length}",
        "٣",
    ):
        await one.expect(
            f"Inference-Header-Content-Length {value}",
            BAD,
            one.infer(data, f"Inference-Header-Content-Length: {value}\r\n"),
        )
    await one.expect(
        "the header twice",
        BAD,
        one.infer(data, f"Inference-Header-Content-Length: {length}\r\nInference-Header-Content-Length: 5\r\n"),
    )
    await one.expect("binary without the header", BAD, one.infer(data))
    # Two tensors that would share or overrun bytes.
    for first, second in ((32, 32), (40, 24), (9223372036854775807, 32), (32, 9223372036854775807), (-32, 96)):
        text = json.dumps(
            {
                "inputs": [
                    {"name": name, "shape": [4], "datatype": "FP64", "parameters": {"binary_data_size": size}}
                    for name, size in (("visits", first), ("seconds", second))
                ]
                + [{"name": "shop", "shape": [4], "datatype": "BYTES", "data": ["north"] * 4}]
            }
        ).encode()
        statuses = (200,) if (first, second) == (32, 32) else BAD
        await one.expect(
            f"sizes {first} and {second}",
            statuses,
            one.infer(text + b"\0" * 64, f"Inference-Header-Content-Length: {len(text)}\r\n", "complete"),
        )
    # Words whose lengths lie.
    numbers = [{"name": name, "shape": [2], "datatype": "FP64", "data": [1, 2]} for name in ("visits", "seconds")]
    for what, raw in {
        "right": b"\5\0\0\0north\5\0\0\0south",
        "length 2^32 - 1": b"\xff\xff\xff\xffnorth\5\0\0\0south",
        "beyond the end": b"\5\0\0\0north\6\0\0\0south",
        "bytes left": b"\5\0\0\0north\4\0\0\0south",
        "one word": b"\5\0\0\0north",
        "three words": b"\5\0\0\0north" * 3,
        "a cut length": b"\5\0\0\0north\5\0\0",
        "nothing": b"",
        "not UTF-8": b"\5\0\0\0nor\xff\xfe\5\0\0\0south",
        "NUL": b"\5\0\0\0nor\0h\5\0\0\0south",
    }.items():
        text = json.dumps(
            {
                "inputs": numbers
                + [{"name": "shop", "shape": [2], "datatype": "BYTES", "parameters": {"binary_data_size": len(raw)}}]
            }
        ).encode()
        await one.expect(
            f"words: {what}",
            (200,) if what == "right" else BAD,
            one.infer(text + raw, f"Inference-Header-Content-Length: {len(text)}\r\n", "complete"),
        )
    # Not a number, and beyond numbers, in binary.
    for what, value in (("NaN", b"\0\0\xc0\x7f"), ("infinity", b"\0\0\x80\x7f"), ("signalling NaN", b"\1\0\x80\x7f")):
        data, length = body(raw=value + values[4:])
        reply = await one.expect(
            f"binary: {what}", BAD + (200,), one.infer(data, f"Inference-Header-Content-Length: {length}\r\n")
        )
        assert b"nan" not in reply.answers[-1][2].lower() or reply.statuses[-1] != 200, reply.data[:400]


async def check_compression(one):
    good = vector()
    await one.expect("gzip", (200,), one.infer(gzip.compress(good), "Content-Encoding: gzip\r\n"))
    await one.expect("deflate", (200,), one.infer(zlib.compress(good), "Content-Encoding: deflate\r\n"))
    squeezed = gzip.compress(good)
    for what, data, encoding in [
        ("not gzip", good, "gzip"),
        ("cut gzip", squeezed[:-12], "gzip"),
        ("gzip without its sum", squeezed[:-4], "gzip"),
        ("a wrong sum", squeezed[:-8] + b"\0\0\0\0" + squeezed[-4:], "gzip"),
        ("an empty body", b"", "gzip"),
        ("only a head", squeezed[:10], "gzip"),
        ("not deflate", good, "deflate"),
        ("cut deflate", zlib.compress(good)[:-6], "deflate"),
        ("bytes behind", squeezed + b"garbage", "gzip"),
    ]:
        await one.expect(f"compression: {what}", BAD + (415,), one.infer(data, f"Content-Encoding: {encoding}\r\n"))
    for encoding in ("br", "zstd", "x", "gzip, gzip", "gzip, identity, gzip", "," * 100):
        await one.expect(
            f"Content-Encoding {encoding[:20]}", (400, 415), one.infer(squeezed, f"Content-Encoding: {encoding}\r\n")
        )
    # A bomb: 600 MB of blanks in less than 1 MB, of which the limit takes 4 MB.
    packer, parts = zlib.compressobj(9, zlib.DEFLATED, 31), []
    for _ in range(600):
        parts.append(packer.compress(b" " * (1 << 20)))
    bomb = b"".join(parts) + packer.flush()
    before = one.server.resident()
    for path in ("/v2/models/vectors/infer", "/predict/vectors"):
        reply = await one.expect(
            f"a bomb to {path}",
            (413, 400, 415),
            one.request("POST", path, bomb, "Content-Encoding: gzip\r\nContent-Type: application/json\r\n"),
        )
        assert reply.seconds < 4, reply.seconds
    twice = gzip.compress(gzip.compress(b" " * (64 << 20)))
    await one.expect("a bomb in a bomb", (400, 413, 415), one.infer(twice, "Content-Encoding: gzip\r\n"))
    members = gzip.compress(b" " * 1000) * 20_000
    await one.expect("many members", (400, 413, 415), one.infer(members, "Content-Encoding: gzip\r\n"))
    grown = one.server.resident() - before
    assert grown < 96 << 20, f"bombs took {grown / 1e6:.0f} MB"
    # The length of the JSON is that of the unpacked bytes.
    data, length = binary_body([("input", "FP32", (1, 8), b"\0\0\x80\x3f" * 8)])
    await one.expect(
        "binary in gzip",
        (200,),
        one.infer(gzip.compress(data), f"Content-Encoding: gzip\r\nInference-Header-Content-Length: {length}\r\n"),
    )
    for accept in ("gzip;q=0", "identity;q=0", "br", "gzip;q=x", "*", "gzip, deflate, br, zstd", "," * 2000):
        await one.expect(
            f"Accept-Encoding {accept[:30]}", (200, 400, 406), one.infer(vector(), f"Accept-Encoding: {accept}\r\n")
        )


async def check_plain(one):
    """The plain way's readers, with what is no file of theirs."""
    generator = random.Random(5)
    for kind in (
        "text/csv",
        "application/x-ndjson",
        "application/json",
        "application/octet-stream",
        "application/x-npy",
        "image/png",
    ):
        for size in (0, 1, 100, 5000):
            for model in ("table", "vectors", "pictures"):
                await one.expect(
                    f"{size} random bytes as {kind} to {model}",
                    BAD + (413, 415),
                    one.request("POST", f"/predict/{model}", generator.randbytes(size), f"Content-Type: {kind}\r\n"),
                )
    header = b"\x93NUMPY\x01\x00"
    for what, text in {
        "a huge shape": "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 8), }",
        "a negative shape": "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 8), }",
        "objects": "{'descr': '|O', 'fortran_order': False, 'shape': (1, 8), }",
        "a program": "__import__('os').system('id')",
        "a deep one": "(" * 5000,
    }.items():
        head = text.encode().ljust(118 if len(text) < 118 else len(text)) + b"\n"
        await one.expect(
            f".npy with {what}",
            BAD + (413,),
            one.request(
                "POST",
                "/predict/vectors",
                header + len(head).to_bytes(2, "little") + head + bytes(32),
                "Content-Type: application/x-npy\r\n",
            ),
        )
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (2**31 - 1).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    await one.expect(
        "a PNG of 2^62 pixels",
        BAD + (413,),
        one.request(
            "POST",
            "/predict/pictures",
            picture + zlib.crc32(picture[12:]).to_bytes(4, "big"),
            "Content-Type: image/png\r\n",
        ),
    )
    for query in (
        "?top=" + "9" * 500,
        "?top=%00",
        "?model=../../etc/passwd",
        "?keep=" + "a," * 3000,
        "?" + "&".join(f"a{number}" for number in range(1500)),
        "?top=1&top=2",
        "?%ff=%fe",
        "?unknown=1",
    ):
        await one.expect(
            f"query {query[:40]}",
            BAD + (200, 404, 414),
            one.request(
                "POST",
                "/predict/table" + query,
                b"age,visits,member,city,shop,seconds\n1,2,yes,Oslo,north,3\n",
                "Content-Type: text/csv\r\n",
            ),
        )
    await one.expect(
        "a line of 3 MB",
        BAD + (413,),
        one.request("POST", "/predict/table", b"age,visits\n" + b"1" * 3_000_000, "Content-Type: text/csv\r\n"),
    )
    await one.expect(
        "100,000 columns",
        BAD + (413,),
        one.request("POST", "/predict/table", b"a," * 100_000 + b"\n1\n", "Content-Type: text/csv\r\n"),
    )
    await one.expect(
        "the same column twice",
        BAD,
        one.request("POST", "/predict/table", b"age,age\n1,2\n", "Content-Type: text/csv\r\n"),
    )


PARTS = [check_json, check_binary, check_compression, check_plain]


def check(context):
    with context.everything(flags=FLAGS) as server:
        before = server.resident()
        asyncio.run(attack(server, secrets(context), PARTS))
        print(f"  memory {before / 1e6:.1f} MB before, {server.resident() / 1e6:.1f} MB after", flush=True)
        assert "Fatal error" not in server.log() and "Crash" not in server.log(), server.log()[-2000:]
        assert server.stop() == 0
