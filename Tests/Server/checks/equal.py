"""Answers are the command's in every bit: alone, in batches, from many connections at once, of every kind of input."""

import concurrent.futures
import json
import random
import threading

import numpy as np

from server import Answer, binary_body, pack_words

QUICK = True
REQUIREMENTS = []
COMMANDS = []


def bits(values):
    return np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)


def unpack_words(data):
    words, place = [], 0
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "little")
        words.append(data[place + 4 : place + 4 + size].decode())
        place += 4 + size
    assert place == len(data)
    return words


def outputs_of(answer):
    """Names and probabilities of an answer in either form."""
    assert answer.status == 200, (answer.status, answer.body[:500])
    length = answer.headers.get("inference-header-content-length")
    document = json.loads(answer.body if length is None else answer.body[: int(length)])
    place, outputs = int(length or 0), {}
    for output in document["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size")
        if size is None:
            # A Float's text as Float64 is near enough to come back to the same Float.
            outputs[output["name"]] = output["data"]
            if output["datatype"] == "FP32":
                outputs[output["name"]] = (
                    np.array(output["data"], dtype=np.float64).astype(np.float32).reshape(output["shape"])
                )
        else:
            data = answer.body[place : place + size]
            outputs[output["name"]] = (
                unpack_words(data)
                if output["datatype"] == "BYTES"
                else np.frombuffer(data, np.float32).reshape(output["shape"])
            )
            place += size
    assert place in (0, len(answer.body))
    return outputs


class Kind:
    """A model with rows in the protocol's form, and what the command says of all of them."""

    def __init__(self, name, expected, json_inputs, binary_inputs):
        self.name, self.expected, self.json_inputs, self.binary_inputs = name, expected, json_inputs, binary_inputs


def arrays(name, datatype, array, expected):
    return Kind(
        name,
        expected,
        lambda rows: [
            {
                "name": "input",
                "shape": list(array[rows].shape),
                "datatype": datatype,
                "data": array[rows].ravel().tolist(),
            }
        ],
        lambda rows: [("input", datatype, array[rows].shape, array[rows].tobytes())],
    )


def kinds(context):
    pictures = context.small_pictures
    floats = (pictures / np.float32(255)).astype(np.float32)
    doubles = pictures.astype(np.float64) / 255
    vectors = context.vector_values
    made = [
        arrays("pictures", "UINT8", pictures, context.predict_array(context.picture_model, pictures)),
        arrays("pictures", "FP32", floats, context.predict_array(context.picture_model, floats)),
        arrays("pictures", "FP64", doubles, context.predict_array(context.picture_model, doubles)),
        arrays("sets", "UINT8", pictures, context.predict_array(context.set_model, pictures)),
        arrays("vectors", "FP32", vectors, context.predict_array(context.second_vectors, vectors)),
        arrays(
            "vectors",
            "FP64",
            vectors.astype(np.float64),
            context.predict_array(context.second_vectors, vectors.astype(np.float64)),
        ),
    ]
    for model, path in (("table", context.table.path), ("indicators", context.indicators.path)):
        expected = context.predict(path, context.rows_file(600))
        inputs = context.table_inputs(600)

        def part(rows, inputs=inputs):
            return [{**one, "data": one["data"][rows], "shape": [len(one["data"][rows])]} for one in inputs]

        def packed(rows, inputs=inputs):
            return [
                (
                    one["name"],
                    one["datatype"],
                    [len(one["data"][rows])],
                    (
                        pack_words(one["data"][rows])
                        if one["datatype"] == "BYTES"
                        else np.array([np.nan if value is None else value for value in one["data"][rows]]).tobytes()
                    ),
                )
                for one in inputs
            ]

        made.append(Kind(model, expected, part, packed))
    return made


def ask(connection, kind, rows, binary):
    path = f"/v2/models/{kind.name}/infer"
    if binary:
        body, length = binary_body(kind.binary_inputs(rows))
        headers = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(length)}
    else:
        body, headers = json.dumps({"inputs": kind.json_inputs(rows)}).encode(), {"Content-Type": "application/json"}
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    return outputs_of(Answer(response.status, response.getheaders(), response.read()))


def verify(kind, rows, outputs, what):
    assert outputs["predict"] == kind.expected.names[rows], (kind.name, what)
    wrong = bits(outputs["predict_proba"]) != bits(kind.expected.probabilities[rows])
    assert not wrong.any(), (kind.name, what, rows, int(wrong.sum()))


def check_alone_and_batched(made, server, quick):
    connection = server.connection()
    alone = [slice(row, row + 1) for row in range(0, 60, 12 if quick else 3)]
    few = [slice(0, 2), slice(5, 12), slice(3, 20), slice(0, 64), slice(1, 66)]
    many = [slice(7, 300), slice(0, 500)]
    for kind in made:
        for binary in (False, True):
            for rows in alone + few + ([] if quick and not binary else many):
                verify(kind, rows, ask(connection, kind, rows, binary), f"binary {binary}")


def check_concurrent(made, server, requests):
    """Requests that are there at once may be batched: nobody's answer shows it."""
    counted = {"answers": 0}
    lock = threading.Lock()

    def client(seed):
        generator = random.Random(seed)
        connection = server.connection(60)
        for _ in range(requests):
            kind = generator.choice(made)
            count = generator.choice([1, 1, 1, 1, 2, 3, 17, 100])
            first = generator.randrange(0, 400)
            rows = slice(first, first + count)
            verify(kind, rows, ask(connection, kind, rows, generator.random() < 0.5), f"concurrent, seed {seed}")
            with lock:
                counted["answers"] += 1
        connection.close()

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        for future in [pool.submit(client, seed) for seed in range(32)]:
            future.result()
    return counted["answers"]


def check_texts(context, server):
    """POST /predict answers the bytes that the command prints."""
    pictures = context.models_folder / "pictures.npy"
    small = context.folder / "small.npy"
    np.save(small, context.small_pictures[:70])
    floats = context.folder / "floats.npy"
    np.save(floats, (context.small_pictures[:70] / np.float32(255)).astype(np.float32))
    vectors = context.models_folder / "vectors.npy"
    rows = context.rows_file(700)
    lines = context.folder / "rows.jsonl"
    with open(lines, "w") as file:
        for record in context.cells.drop(columns="plan").head(700).to_dict("records"):
            for name in ("age", "visits", "seconds"):
                record[name] = None if record[name] == "" else float(record[name])
            file.write(json.dumps({name: None if value == "" else value for name, value in record.items()}) + "\n")
    cases = [
        ("pictures", context.picture_model, pictures, "application/octet-stream"),
        ("pictures", context.picture_model, small, "application/x-npy"),
        ("pictures", context.picture_model, floats, "application/octet-stream"),
        ("sets", context.set_model, small, "application/octet-stream"),
        ("vectors", context.second_vectors, vectors, "application/octet-stream"),
        ("table", context.table.path, rows, "text/csv"),
        ("indicators", context.indicators.path, rows, "text/csv"),
        ("table", context.table.path, lines, "application/x-ndjson"),
    ]
    options = [
        ("", []),
        ("probabilities=true", ["--probabilities"]),
        ("top=3", ["--top", "3"]),
        ("probabilities=true&top=2", ["--probabilities", "--top", "2"]),
    ]
    count = 0
    for model, path, data, kind in cases:
        more = options + ([("sets=true", ["--sets"])] if model == "sets" else [])
        if kind == "text/csv":
            more = more + [
                ("keep=city", ["--keep", "city"]),
                ("keep=city,age&probabilities=true", ["--keep", "city,age", "--probabilities"]),
            ]
        for query, flags in more:
            for accept, format in (("text/csv", "csv"), ("application/x-ndjson", "jsonl")):
                expected = context.text(path, data, format, *flags)
                for address in (f"/predict/{model}?{query}", f"/predict?model={model}&{query}"):
                    answer = server.request(
                        "POST", address, data.read_bytes(), {"Content-Type": kind, "Accept": accept}
                    )
                    assert answer.status == 200, (address, answer.status, answer.body[:500])
                    assert answer.headers["content-type"].split(";")[0] == accept, answer.headers
                    assert answer.body == expected, (address, kind, accept, first_difference(answer.body, expected))
                    count += 1
    return count


def first_difference(one, other):
    for number, pair in enumerate(zip(one.split(b"\n"), other.split(b"\n"))):
        if pair[0] != pair[1]:
            return number, pair
    return len(one), len(other)


def check(context):
    made = kinds(context)
    with context.everything() as server:
        check_alone_and_batched(made, server, context.quick)
        answers = check_concurrent(made, server, 15 if context.quick else 400)
        texts = check_texts(context, server)
        print(f"  {answers} concurrent answers and {texts} texts equal in every bit", flush=True)
    # The number of threads changes nothing.
    with context.everything(flags=["--threads", "1"]) as server:
        check_concurrent(made, server, 5 if context.quick else 10)
