"""KServe's own client of the Open Inference Protocol, as its package is."""

import asyncio

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

QUICK = True
REQUIREMENTS = ["kserve==0.21.0"]
COMMANDS = []


def bits(values):
    return np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)


def texts(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in np.ravel(values)]


def given(name, array, datatype, binary):
    made = InferInput(name, list(array.shape), datatype)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def same(response, expected, what):
    outputs = {output.name: output for output in response.outputs}
    assert texts(outputs["predict"].as_numpy()) == expected.names, what
    probabilities = outputs["predict_proba"].as_numpy()
    assert probabilities.dtype == np.float32 and probabilities.shape == expected.probabilities.shape, what
    assert (bits(probabilities) == bits(expected.probabilities)).all(), what


async def refused(status, words, action):
    try:
        result = await action
    except httpx.HTTPStatusError as error:
        assert error.response.status_code == status, (error.response.status_code, str(error))
        # The client puts the sentence first; it begins with a comma where it could not read one.
        message = str(error)
        assert not message.startswith(",") and not message.startswith("{"), message
        for word in words:
            assert word.lower() in message.lower(), (word, message)
        return
    raise AssertionError(f"answered {result} where an error was expected")


async def check_health(client, base, model):
    assert await client.is_server_live(base) is True
    assert await client.is_server_ready(base) is True
    assert await client.is_model_ready(base, model) is True
    assert await client.is_model_ready(base, "nobody") is False


async def check_pictures(context, client, base):
    pictures = context.small_pictures[:30]
    floats = (pictures / np.float32(255)).astype(np.float32)
    for datatype, array in (("UINT8", pictures), ("FP32", floats), ("FP64", pictures / 255.0)):
        expected = context.predict_array(context.picture_model, array)
        for binary in (True, False):
            for parameters, outputs in (
                (None, None),
                ({"binary_data_output": True}, None),
                (
                    None,
                    [
                        RequestedOutput("predict", {"binary_data": True}),
                        RequestedOutput("predict_proba", {"binary_data": False}),
                    ],
                ),
                (None, [RequestedOutput("predict"), RequestedOutput("predict_proba")]),
            ):
                request = InferRequest(
                    "pictures",
                    [given("input", array, datatype, binary)],
                    request_id="é-7",
                    parameters=parameters,
                    request_outputs=outputs,
                )
                response = await client.infer(base, request, model_name="pictures")
                what = f"{datatype}, binary {binary}, {parameters}, {outputs}"
                same(response, expected, what)
                assert response.id == "é-7" and response.model_name == "pictures", what
    # Nested lists, as a caller has them, and a plain dictionary.
    expected = context.predict_array(context.picture_model, pictures)
    request = InferRequest("pictures", [InferInput("input", [30, 28, 28], "UINT8", data=pictures.tolist())])
    same(await client.infer(base, request, model_name="pictures"), expected, "nested lists")
    document = {
        "inputs": [{"name": "input", "shape": [30, 784], "datatype": "UINT8", "data": pictures.ravel().tolist()}]
    }
    headers = {}
    same(await client.infer(base, document, model_name="pictures", response_headers=headers), expected, "a dictionary")
    assert headers["content-type"] == "application/json", headers


async def check_table(context, client, base):
    frame = context.cells.drop(columns="plan").head(40)
    expected = context.predict(context.table.path, context.rows_file(40))
    for binary in (True, False):
        inputs = []
        for name in frame:
            if name in ("age", "visits", "seconds"):
                # A missing number is NaN: in JSON this client writes null.
                inputs.append(given(name, np.array([float(cell or "nan") for cell in frame[name]]), "FP64", binary))
            else:
                inputs.append(given(name, np.array(list(frame[name]), dtype=object), "BYTES", binary))
        request = InferRequest("table", inputs, parameters={"content_type": "pd"})
        same(await client.infer(base, request, model_name="table"), expected, f"table, binary {binary}")
    nulls = [InferInput(name, [40], "BYTES", data=[cell or None for cell in frame[name]]) for name in frame]
    same(await client.infer(base, InferRequest("table", nulls), model_name="table"), expected, "null as a missing word")


async def check_errors(context, client, base):
    picture = context.small_pictures[:1]
    request = InferRequest("nobody", [given("input", picture, "UINT8", True)])
    await refused(404, ["nobody"], client.infer(base, request, model_name="nobody"))
    await refused(400, ["inputs"], client.infer(base, {"inputs": []}, model_name="pictures"))
    await refused(400, ["inputs"], client.infer(base, {}, model_name="pictures"))
    wrong = InferRequest("pictures", [given("input", picture[:, :5], "UINT8", False)])
    await refused(400, ["28"], client.infer(base, wrong, model_name="pictures"))
    other = InferRequest("pictures", [given("other", picture, "UINT8", True)])
    await refused(400, ["other"], client.infer(base, other, model_name="pictures"))
    # No rows: this client sends "data" null with a size of 0 and no header.
    for binary in (True, False):
        none = InferRequest("pictures", [given("input", picture[:0], "UINT8", binary)])
        try:
            response = await client.infer(base, none, model_name="pictures")
            assert list(response.outputs[1].shape) == [0, 10], response
        except httpx.HTTPStatusError as error:
            assert error.response.status_code == 400 and not str(error).startswith(","), str(error)


async def check_many(context, client, base):
    pictures = context.small_pictures[:200]
    expected = context.predict_array(context.picture_model, pictures)

    async def one(row):
        request = InferRequest(
            "pictures", [given("input", pictures[row : row + 1], "UINT8", row % 2 == 0)], request_id=str(row)
        )
        response = await client.infer(base, request, model_name="pictures")
        outputs = {output.name: output for output in response.outputs}
        assert response.id == str(row) and texts(outputs["predict"].as_numpy()) == [expected.names[row]], row
        assert (bits(outputs["predict_proba"].as_numpy()) == bits(expected.probabilities[row : row + 1])).all(), row

    await asyncio.gather(*(one(row) for row in range(len(pictures))))


async def check_all(context, server):
    async with InferenceRESTClient(RESTConfig(protocol="v2", timeout=60)) as client:
        await check_health(client, server.url, "pictures")
        for part in (check_pictures, check_table, check_errors, check_many):
            await part(context, client, server.url)
            server.assert_alive(part.__name__)


def check(context):
    with context.everything() as server:
        asyncio.run(check_all(context, server))
