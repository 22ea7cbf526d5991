"""tritonclient over HTTP, as its package is: all that it can ask of a server like this, and the answers bit by bit."""

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

QUICK = True
REQUIREMENTS = ["tritonclient[http]==2.73.0"]
COMMANDS = []


def bits(values):
    return np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)


def texts(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in np.ravel(values)]


def tensor(name, array, datatype, binary=True):
    made = triton.InferInput(name, list(array.shape), datatype)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def output(name, binary=True, classes=0):
    return triton.InferRequestedOutput(name, binary_data=binary, class_count=classes)


def refused(status, words, action):
    """An error whose sentence the client could read, with one of the statuses and all of the words."""
    try:
        result = action()
    except InferenceServerException as error:
        assert error.status() in [str(one) for one in np.atleast_1d(status)], (error.status(), error.message())
        message = error.message()
        assert "an exception occurred in the client" not in message, message
        assert "empty response" not in message, message
        for word in words:
            assert word.lower() in message.lower(), (word, message)
        return message
    raise AssertionError(f"answered {result} where an error of {status} was expected")


def same(result, expected, rows=None, what=""):
    """The names and the probabilities of an answer are the command's, in every bit."""
    rows = slice(None) if rows is None else rows
    assert texts(result.as_numpy("predict")) == expected.names[rows], what
    probabilities = result.as_numpy("predict_proba")
    assert probabilities.dtype == np.float32 and probabilities.shape == expected.probabilities[rows].shape, what
    assert (bits(probabilities) == bits(expected.probabilities[rows])).all(), what


def check_health(client, models):
    assert client.is_server_live() and client.is_server_ready()
    for model, versions in models.items():
        assert client.is_model_ready(model), model
        for version in versions:
            assert client.is_model_ready(model, version), (model, version)
        assert not client.is_model_ready(model, "77")
    assert not client.is_model_ready("nobody") and not client.is_model_ready("a b/c%é")


def check_metadata(client, models):
    server = client.get_server_metadata()
    assert isinstance(server["name"], str) and server["version"]
    assert {"binary_tensor_data", "classification"} <= set(server["extensions"]), server
    for model, versions in models.items():
        document = client.get_model_metadata(model)
        assert document["name"] == model and sorted(document["versions"]) == sorted(versions), document
        assert isinstance(document["platform"], str) and document["platform"]
        for tensors in (document["inputs"], document["outputs"]):
            assert tensors and all(
                isinstance(one["name"], str)
                and isinstance(one["datatype"], str)
                and all(isinstance(size, int) for size in one["shape"])
                and one["shape"][0] == -1
                for one in tensors
            ), tensors
        outputs = {one["name"]: one for one in document["outputs"]}
        assert outputs["predict"]["datatype"] == "BYTES" and outputs["predict_proba"]["datatype"] == "FP32"
        assert client.get_model_metadata(model, versions[-1])["name"] == model
        configuration = client.get_model_config(model)
        assert configuration["name"] == model and configuration["input"] and configuration["output"], configuration
        assert len(configuration["input"]) == len(document["inputs"])
        assert all(one["data_type"].startswith("TYPE_") for one in configuration["input"] + configuration["output"])
    refused(404, ["nobody"], lambda: client.get_model_metadata("nobody"))
    refused(404, ["77"], lambda: client.get_model_metadata(next(iter(models)), "77"))
    refused(404, [], lambda: client.get_model_metadata("../../etc/passwd"))


def check_index(client, models):
    index = client.get_model_repository_index()
    pairs = sorted((entry["name"], entry["version"]) for entry in index)
    assert pairs == sorted((name, version) for name, versions in models.items() for version in versions), index
    assert all(entry["state"] == "READY" for entry in index), index


def check_statistics(client, model):
    def count():
        entries = client.get_inference_statistics(model)["model_stats"]
        assert all(entry["name"] == model for entry in entries)
        return (
            sum(int(entry["inference_count"]) for entry in entries),
            sum(int(entry["inference_stats"]["success"]["count"]) for entry in entries),
            sum(int(entry["inference_stats"]["fail"]["count"]) for entry in entries),
        )

    return count


def check_pictures(context, client):
    pictures = context.small_pictures[:50]
    expected = context.predict_array(context.picture_model, pictures)
    floats = (pictures / np.float32(255)).astype(np.float32)
    forms = [("UINT8", pictures, expected), ("FP32", floats, context.predict_array(context.picture_model, floats))]
    doubles = pictures / 255.0
    forms.append(("FP64", doubles, context.predict_array(context.picture_model, doubles)))
    before = check_statistics(client, "pictures")()
    asked = 0
    for datatype, array, wanted in forms:
        for binary in (True, False):
            for chosen in (
                None,
                [output("predict"), output("predict_proba")],
                [output("predict", False), output("predict_proba", False)],
                [output("predict_proba", True), output("predict", False)],
            ):
                result = client.infer("pictures", [tensor("input", array, datatype, binary)], outputs=chosen)
                what = f"{datatype}, binary {binary}, outputs {chosen and [one._get_tensor() for one in chosen]}"
                same(result, wanted, what=what)
                document = result.get_response()
                names = [one["name"] for one in document["outputs"]]
                assert names == ([one.name() for one in chosen] if chosen else ["predict", "predict_proba"]), names
                assert document["model_name"] == "pictures" and document["model_version"] == "1", document
                assert document.get("id", "") == ""
                asked += 1
    # In the model's other shape.
    flat = client.infer("pictures", [tensor("input", pictures.reshape(50, 784), "UINT8")])
    same(flat, expected, what="[50, 784]")
    # Alone, as the client gives request ids back.
    for row in range(5):
        result = client.infer(
            "pictures", [tensor("input", pictures[row : row + 1], "UINT8")], request_id=f"row {row} é"
        )
        same(result, expected, slice(row, row + 1), what=f"row {row} alone")
        assert result.get_response()["id"] == f"row {row} é"
    asked += 6
    # What clients send beside it changes nothing.
    result = client.infer(
        "pictures",
        [tensor("input", pictures, "UINT8")],
        timeout=10_000_000,
        priority=2,
        sequence_id=5,
        sequence_start=True,
        parameters={"mine": "word", "number": 3, "yes": True},
        query_params={"test_1": "a b", "test_2": 2},
        headers={"X-Mine": "1"},
    )
    same(result, expected, what="parameters")
    after = check_statistics(client, "pictures")()
    assert after[1] - before[1] == asked + 1, (before, after, asked)
    assert after[0] > before[0] and after[2] == before[2]


def check_outputs(context, client):
    """What is answered on request: logits, sets, contrast; and what is refused."""
    pictures = context.small_pictures[:40]
    expected = context.predict_array(context.set_model, pictures, "--sets")
    inputs = [tensor("input", pictures, "UINT8")]
    for binary in (True, False):
        result = client.infer(
            "sets",
            inputs,
            outputs=[output(name, binary) for name in ("sets", "logits", "predict", "contrast", "predict_proba")],
        )
        same(result, expected, what="with more outputs")
        assert texts(result.as_numpy("sets")) == expected.sets
        logits = result.as_numpy("logits").astype(np.float64)
        assert logits.dtype.kind == "f" and logits.shape == expected.probabilities.shape
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        # Float32 logits near 10 are known to 1e-6.
        assert np.abs(raised / raised.sum(axis=1, keepdims=True) - expected.probabilities).max() < 1e-5
        contrast = result.as_numpy("contrast").astype(np.float64)
        assert contrast.shape == (40, 784) and np.isfinite(contrast).all() and (contrast != 0).any()
        # The features' sum and the difference of the biases make the difference of the two greatest logits: between
        # rows of the same pair of classes the rest is a constant.
        order = np.argsort(-logits, axis=1)
        rest = {}
        for row in range(40):
            pair = tuple(order[row][:2])
            rest.setdefault(pair, []).append(logits[row][pair[0]] - logits[row][pair[1]] - contrast[row].sum())
        several = [np.ptp(values) for values in rest.values() if len(values) > 1]
        assert several and max(several) < 1e-3, several
    refused(400, ["sets"], lambda: client.infer("pictures", inputs, outputs=[output("sets")]))
    refused(400, ["nothing"], lambda: client.infer("pictures", inputs, outputs=[output("nothing")]))
    refused(400, ["predict"], lambda: client.infer("pictures", inputs, outputs=[output("predict"), output("predict")]))


def check_classification(context, client):
    pictures = context.small_pictures[:12]
    expected = context.predict_array(context.picture_model, pictures)
    inputs = [tensor("input", pictures, "UINT8")]
    for count in (1, 3, 10, 40):
        for binary in (True, False):
            result = client.infer("pictures", inputs, outputs=[output("predict_proba", binary, classes=count)])
            entry = result.get_output("predict_proba")
            assert entry["datatype"] == "BYTES" and entry["shape"] == [12, min(count, 10)], entry
            words = result.as_numpy("predict_proba")
            for row, cells in enumerate(words):
                order = np.argsort(-expected.probabilities[row], kind="stable")[:count]
                for cell, index in zip(cells, order):
                    value, place, label = (cell.decode() if isinstance(cell, bytes) else cell).split(":", 2)
                    assert int(place) == index and label == expected.class_names[index], (cell, index)
                    assert abs(float(value) - expected.probabilities[row][index]) < 1e-6, (cell, index)
    refused(
        400, ["classification"], lambda: client.infer("pictures", inputs, outputs=[output("predict_proba", classes=-1)])
    )
    refused(400, ["classification"], lambda: client.infer("pictures", inputs, outputs=[output("predict", classes=2)]))


def check_versions(context, client):
    rows = context.vector_values[:20]
    first = context.predict_array(context.vectors.path, rows)
    second = context.predict_array(context.second_vectors, rows)
    assert (bits(first.probabilities) != bits(second.probabilities)).any()
    inputs = [tensor("input", rows, "FP32")]
    for version, expected in (("1", first), ("2", second), ("", second)):
        result = client.infer("vectors", inputs, model_version=version)
        same(result, expected, what=f"version '{version}'")
        assert result.get_response()["model_version"] == (version or "2")
    refused(404, ["3"], lambda: client.infer("vectors", inputs, model_version="3"))
    refused(404, ["nobody"], lambda: client.infer("nobody", inputs))


def check_types(context, client):
    """Every datatype of numbers, against the same numbers as Float32 or Float64."""
    whole = np.arange(24).reshape(3, 8)
    for datatype, kind in [
        ("INT8", np.int8),
        ("INT16", np.int16),
        ("INT32", np.int32),
        ("INT64", np.int64),
        ("UINT8", np.uint8),
        ("UINT16", np.uint16),
        ("UINT32", np.uint32),
        ("UINT64", np.uint64),
        ("FP32", np.float32),
        ("FP64", np.float64),
    ]:
        values = whole.astype(kind)
        expected = context.predict_array(context.vectors.path, whole.astype(np.float64))
        for binary in (True, False):
            same(
                client.infer("vectors", [tensor("input", values, datatype, binary)], model_version="1"),
                expected,
                what=f"{datatype}, binary {binary}",
            )
    halves = tensor("input", whole.astype(np.float16), "FP16")
    expected = context.predict_array(context.vectors.path, whole.astype(np.float16))
    same(client.infer("vectors", [halves], model_version="1"), expected, what="FP16")
    refused(
        400, ["BYTES"], lambda: client.infer("vectors", [tensor("input", whole.astype(str).astype(object), "BYTES")])
    )


def check_table(context, client):
    frame = context.cells.drop(columns="plan").head(60)
    for model, path in (("table", context.table.path), ("indicators", context.indicators.path)):
        expected = context.predict(path, context.rows_file(60))
        for binary in (True, False):
            for shape in ((60,), (60, 1)):
                inputs = []
                for name in frame:
                    if name in ("age", "visits", "seconds"):
                        # A missing number is NaN, which this client writes bare into JSON: see `check_bare_nan`.
                        values = np.array([float(cell or "nan") for cell in frame[name]])
                        inputs.append(tensor(name, values.reshape(shape), "FP64", binary or name == "age"))
                    else:
                        words = np.array(list(frame[name]), dtype=object)
                        inputs.append(tensor(name, words.reshape(shape), "BYTES", binary))
                # Columns are found by their names, in any order.
                for given in (inputs, inputs[::-1]):
                    same(
                        client.infer(model, given, parameters={"content_type": "pd"}),
                        expected,
                        what=f"{model}, binary {binary}, {shape}",
                    )
        # Numbers and truths as texts too, as a CSV file has them.
        words = [tensor(name, np.array(list(frame[name]), dtype=object), "BYTES") for name in frame]
        same(client.infer(model, words), expected, what=f"{model}, all as texts")
    complete = context.cells[["visits", "shop", "seconds"]].head(10)
    inputs = [
        tensor("visits", complete["visits"].astype(float).to_numpy(), "FP64"),
        tensor("shop", np.array(list(complete["shop"]), dtype=object), "BYTES"),
        tensor("seconds", complete["seconds"].astype(float).to_numpy(), "FP64"),
    ]
    same(
        client.infer("complete", inputs), context.predict(context.complete.path, context.rows_file(10)), what="complete"
    )
    # What it was not trained to take is refused with the column's name and the row.
    missing = complete["visits"].astype(float).to_numpy()
    missing[3] = np.nan
    refused(400, ["visits"], lambda: client.infer("complete", [tensor("visits", missing, "FP64"), *inputs[1:]]))
    unseen = np.array(["north"] * 9 + ["moon"], dtype=object)
    refused(
        400, ["shop", "moon"], lambda: client.infer("complete", [inputs[0], tensor("shop", unseen, "BYTES"), inputs[2]])
    )
    refused(400, ["seconds"], lambda: client.infer("complete", inputs[:2]))
    refused(400, ["shop"], lambda: client.infer("complete", [*inputs, inputs[1]]))
    refused(
        400,
        ["shop"],
        lambda: client.infer(
            "complete", [inputs[0], tensor("shop", np.array(["north"] * 9, dtype=object), "BYTES"), inputs[2]]
        ),
    )
    not_text = np.array([b"\xff\xfe"] * 10, dtype=object)
    refused(400, ["shop"], lambda: client.infer("complete", [inputs[0], tensor("shop", not_text, "BYTES"), inputs[2]]))


def check_bare_nan(context, client):
    """This client writes NaN bare into JSON, which is none: taken as a missing cell, or refused with a sentence."""
    frame = context.cells.drop(columns="plan").head(30)
    expected = context.predict(context.table.path, context.rows_file(30))
    inputs = [
        (
            tensor(name, np.array([float(cell or "nan") for cell in frame[name]]), "FP64", False)
            if name in ("age", "visits", "seconds")
            else tensor(name, np.array(list(frame[name]), dtype=object), "BYTES", False)
        )
        for name in frame
    ]
    try:
        result = client.infer("table", inputs)
    except InferenceServerException as error:
        assert error.status() == "400" and "NaN" in error.message(), error.message()
        print(f"  NaN in JSON is refused: {error.message()}", flush=True)
    else:
        same(result, expected, what="NaN in JSON")
        print("  NaN in JSON is a missing cell", flush=True)


def check_shapes(context, client):
    pictures = context.small_pictures[:4]
    for shape in ((4, 27, 28), (4, 783), (4, 28, 28, 2), (28, 28), (784,)):
        refused(
            400,
            ["input", "28"],
            lambda: client.infer("pictures", [tensor("input", np.zeros(shape, np.uint8), "UINT8")]),
        )
    refused(400, ["other"], lambda: client.infer("pictures", [tensor("other", pictures, "UINT8")]))
    dark = pictures > 9
    expected = context.predict_array(context.picture_model, dark)
    same(client.infer("pictures", [tensor("input", dark, "BOOL")]), expected, what="BOOL")
    # No rows: no answers, or a sentence.
    for binary in (True, False):
        none = tensor("input", np.zeros((0, 28, 28), np.uint8), "UINT8", binary)
        try:
            result = client.infer("pictures", [none])
            assert result.as_numpy("predict_proba").shape == (0, 10) and result.as_numpy("predict").shape == (0,)
        except InferenceServerException as error:
            assert error.status() == "400" and "exception occurred" not in error.message(), error.message()
    # Parts of servers that are not here.
    shared = triton.InferInput("input", [4, 28, 28], "UINT8")
    shared.set_shared_memory("region", 4 * 784)
    refused(400, ["shared"], lambda: client.infer("pictures", [shared]))
    refused([404, 405, 501], [], lambda: client.load_model("pictures"))
    refused([404, 405, 501], [], lambda: client.unload_model("pictures"))
    refused([404, 405, 501], [], lambda: client.get_system_shared_memory_status())
    refused([404, 405, 501], [], lambda: client.get_log_settings())
    refused([404, 405, 501], [], lambda: client.get_trace_settings("pictures"))


def check_compression(context, client):
    pictures = np.resize(context.small_pictures, (300, 28, 28))
    expected = context.predict_array(context.picture_model, pictures)
    for request in (None, "gzip", "deflate"):
        for answer in (None, "gzip", "deflate"):
            for binary in (True, False):
                result = client.infer(
                    "pictures",
                    [tensor("input", pictures, "UINT8", binary)],
                    outputs=[output("predict", binary), output("predict_proba", binary)],
                    request_compression_algorithm=request,
                    response_compression_algorithm=answer,
                )
                same(result, expected, what=f"request {request}, answer {answer}, binary {binary}")


def check_many(context, client):
    """Requests at once, of one row and of many, mixed: each answer is its own."""
    pictures = context.small_pictures
    expected = context.predict_array(context.picture_model, pictures)
    spans = [(start, start + 1 + (start * 7) % 13) for start in range(0, 580, 2)]
    asked = [
        client.async_infer(
            "pictures", [tensor("input", pictures[first:last], "UINT8", first % 4 == 0)], request_id=str(first)
        )
        for first, last in spans
    ]
    for (first, last), one in zip(spans, asked):
        result = one.get_result()
        same(result, expected, slice(first, last), what=f"rows {first} to {last}")
        assert result.get_response()["id"] == str(first)
    failing = client.async_infer("nobody", [tensor("input", pictures[:1], "UINT8")])
    refused(404, ["nobody"], failing.get_result)


MODELS = {
    "pictures": ["1"],
    "sets": ["1"],
    "vectors": ["1", "2"],
    "table": ["1"],
    "indicators": ["1"],
    "complete": ["1"],
}


def check(context):
    with context.everything() as server, triton.InferenceServerClient(
        f"{server.host}:{server.port}", concurrency=8, network_timeout=60
    ) as client:
        check_health(client, MODELS)
        check_metadata(client, MODELS)
        check_index(client, MODELS)
        for part in (
            check_pictures,
            check_outputs,
            check_classification,
            check_versions,
            check_types,
            check_table,
            check_bare_nan,
            check_shapes,
            check_compression,
            check_many,
        ):
            part(context, client)
            server.assert_alive(part.__name__)
        shape = client.get_model_metadata("pictures")["inputs"][0]
        assert shape["name"] == "input" and shape["datatype"] == "UINT8" and shape["shape"] == [-1, 28, 28], shape
        table = client.get_model_metadata("table")["inputs"]
        assert [one["name"] for one in table] == ["age", "visits", "member", "city", "shop", "seconds"], table
        every = client.get_inference_statistics()["model_stats"]
        assert sorted((one["name"], one["version"]) for one in every) == sorted(
            (name, version) for name, versions in MODELS.items() for version in versions
        )
