"""Our safetensors reader beside the reference one (PyPI: safetensors), on the same mutated files.

    compare_safetensors.py LISTING [COUNT [SEED]]

LISTING is the built SafetensorsListing. Both readers have to take the same files and find the same in them. Where ours is
stricter on purpose, the reason is in STRICTER below; where it takes what the reference refuses, that is always a failure.
"""

import hashlib
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

import safetensors

SEEDS = pathlib.Path(__file__).parent / "Seeds" / "safetensors"

# What ours refuses and the reference takes, by a part of our message, and why.
STRICTER = {
    "expected '{' at the header's start": "the format says that a header begins so; the reference skips spaces",
    "stands twice": "the format forbids a name twice; the reference keeps the last",
    "needs exactly dtype, shape and data_offsets": "an unknown member may mean anything; the reference skips it",
    "has the unknown dtype": "types of less than a byte and the like, which nothing here could use",
    "__metadata__ is not an object": "null is no map of strings to strings; the reference takes it for none",
    "nested deeper than 64 levels": "no header is; the reference allows 128",
    "combining marks follow one another": "names are looked up, which takes the square of such a run",
    "but at most": "headers of more than 25 MB are no headers; the reference allows 100 MB",
}

# A file for each of these reasons, so that none stays here when it is no longer true.

def file(header, data=b""):
    header = header if isinstance(header, bytes) else header.encode()
    return struct.pack("<Q", len(header)) + header + data


EXAMPLES = {
    "expected '{' at the header's start": file(" {}"),
    "stands twice": file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"x"),
    "needs exactly dtype, shape and data_offsets": file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"b":1}}', b"x"),
    "has the unknown dtype": file('{"a":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]}}', b"x"),
    "__metadata__ is not an object": file('{"__metadata__":null}'),
    "nested deeper than 64 levels": file(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"b":' + "[" * 70 + "]" * 70 + "}}", b"x"),
    "combining marks follow one another": file(
        '{"a' + "\u0301" * 300 + '":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"x"),
    "but at most": file("{}" + " " * 25_000_000),
}

# What is the same to readers of a header: names, numbers, signs and texts that mutations put in.
PIECES = [
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"0", b"-0", b"1", b"1e0", b"1.0", b"00", b"-1", b"4", b"8", b"null", b"true",
    b'""', b'"dtype"', b'"shape"', b'"data_offsets"', b'"F32"', b'"U8"', b'"F8_E5M2"', b'"BF16"', b'"C64"', b'"F4"', b"[]", b"[0,0]",
    b'"__metadata__":{"a":"b"},', b'"__metadata__":null,', b'"x":1,', b"\\u0041", b"\\ud800", b"\\ud83d\\ude00", b"\\/", b"\xff",
    b"\xc3\xa9", b"e\xcc\x81", b" ", b"\n", b"\0", b"18446744073709551615", b"9223372036854775808", b"4294967296",
]


def found_by_reference(content):
    try:
        tensors = safetensors.deserialize(bytes(content))
    except Exception as error:  # Every refusal of the reference is an exception of its own.
        return None, str(error)
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        file.write(content)
        file.flush()
        with safetensors.safe_open(file.name, "numpy") as opened:
            metadata = opened.metadata() or {}
    listing = sorted(
        [name.encode().hex(), info["dtype"], list(info["shape"]), hashlib.sha256(bytes(info["data"])).hexdigest()]
        for name, info in tensors)
    return {"tensors": listing, "metadata": sorted([k.encode().hex(), v.encode().hex()] for k, v in metadata.items())}, ""


def split(content):
    length = struct.unpack("<Q", content[:8])[0]
    return content[8:8 + length], content[8 + length:]


def joined(header, data, drift=0):
    return struct.pack("<Q", max(0, len(header) + drift)) + header + data


def mutated(content, chance):
    """A file that is like the given one: bytes changed, or its header's text, whose length is then made right."""
    content = bytearray(content)
    if len(content) < 9 or chance.random() < 0.2:
        for _ in range(chance.randint(1, 4)):
            kind = chance.randrange(3)
            place = chance.randrange(len(content) + 1)
            if kind == 0 and place < len(content):
                content[place] ^= 1 << chance.randrange(8)
            elif kind == 1:
                content[place:place] = chance.choice(PIECES)
            else:
                del content[place:place + chance.randint(1, 9)]
        return bytes(content)
    header, data = split(bytes(content))
    header = bytearray(header)
    for _ in range(chance.randint(0, 3)):
        place = chance.randrange(len(header) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            header[place:place] = chance.choice(PIECES)
        elif kind == 1:
            end = place + chance.randint(1, 12)
            header[place:end] = chance.choice(PIECES)
        elif kind == 2:
            # A digit for another, which moves or resizes a tensor.
            digits = [i for i, byte in enumerate(header) if 0x30 <= byte <= 0x39]
            if digits:
                header[chance.choice(digits)] = chance.choice(b"0123456789")
        elif kind == 3:
            end = place + chance.randint(1, 30)
            piece = bytes(header[place:end])
            other = chance.randrange(len(header) + 1)
            header[other:other] = piece
        else:
            header[1:1] = chance.choice([b'"t":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},', b" ", b'"__metadata__":{},'])
    data = bytearray(data)
    if chance.random() < 0.2:
        if chance.random() < 0.5:
            data += bytes(chance.randint(1, 9))
        else:
            del data[:chance.randint(1, 9)]
    return joined(bytes(header), bytes(data), chance.choice([0] * 12 + [-1, 1, 8]))


def main():
    listing, count, seed = sys.argv[1], int((sys.argv[2:3] or ["20000"])[0]), int((sys.argv[3:4] or ["1"])[0])
    chance = random.Random(seed)
    seeds = [path.read_bytes() for path in sorted(SEEDS.iterdir())]
    reader = subprocess.Popen([listing], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    taken = refused = 0
    assert EXAMPLES.keys() == STRICTER.keys(), "a file for each reason"
    stricter = {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "file.safetensors"

        def found_by_ours(content, index):
            path.write_bytes(content)
            reader.stdin.write(f"{path}\n")
            reader.stdin.flush()
            line = reader.stdout.readline()
            if not line:
                fail(content, "our reader ended", seed, index)
            return json.loads(line)

        for part, content in EXAMPLES.items():
            message = bytes.fromhex(found_by_ours(content, -1).get("refused", "")).decode()
            if part not in message or found_by_reference(content)[0] is None:
                fail(content, f"'{part}' is no longer what ours refuses and the reference takes: {message}", seed, -1)
        for index in range(count):
            content = seeds[index] if index < len(seeds) else mutated(chance.choice(seeds), chance)
            ours = found_by_ours(content, index)
            theirs, reason = found_by_reference(content)
            if "refused" in ours:
                message = bytes.fromhex(ours["refused"]).decode()
                refused += 1
                if theirs is None:
                    continue
                known = next((part for part in STRICTER if part in message), None)
                if known is None:
                    fail(content, f"ours refuses what the reference takes: {message}", seed, index)
                stricter[known] = stricter.get(known, 0) + 1
            elif theirs is None:
                fail(content, f"ours takes what the reference refuses: {reason}", seed, index)
            elif ours != theirs:
                fail(content, f"ours finds {ours}, the reference {theirs}", seed, index)
            else:
                taken += 1
    print(f"{count} files: {taken} read alike, {refused - sum(stricter.values())} refused alike")
    for part, number in sorted(stricter.items()):
        print(f"  {number} refused by ours alone ('{part}'): {STRICTER[part]}")
    if taken < count // 20 or refused < count // 20:
        sys.exit("too few files of one kind: the mutations say nothing")


def fail(content, problem, seed, index):
    path = pathlib.Path(tempfile.gettempdir()) / f"safetensors-{seed}-{index}"
    path.write_bytes(content)
    sys.exit(f"{problem}\nthe file: {path}")


main()
