"""FastAPI, uvicorn and onnxruntime: the same ONNX export, with the protocol's JSON and binary bodies."""

import json
import os

import numpy
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["ONNX"], options)
app = FastAPI()


@app.get("/v2/health/ready")
async def ready():
    return {"ready": True}


@app.post("/v2/models/pictures/infer")
async def infer(request: Request):
    body = await request.body()
    length = request.headers.get("inference-header-content-length")
    document = orjson.loads(body if length is None else body[: int(length)])
    tensor = document["inputs"][0]
    if length is None:
        pictures = numpy.array(tensor["data"], dtype=numpy.uint8)
    else:
        pictures = numpy.frombuffer(body, dtype=numpy.uint8, offset=int(length))
    pictures = pictures.reshape(-1, 28, 28)
    names, probabilities = session.run(["label", "probabilities"], {"X": pictures})
    if length is None:
        return Response(
            orjson.dumps(
                {
                    "model_name": "pictures",
                    "model_version": "1",
                    "outputs": [
                        {"name": "predict", "datatype": "BYTES", "shape": [len(names)], "data": list(names)},
                        {
                            "name": "predict_proba",
                            "datatype": "FP32",
                            "shape": list(probabilities.shape),
                            "data": probabilities.ravel().tolist(),
                        },
                    ],
                }
            ),
            media_type="application/json",
        )
    words = b"".join(len(name.encode()).to_bytes(4, "little") + name.encode() for name in names)
    values = probabilities.tobytes()
    text = json.dumps(
        {
            "model_name": "pictures",
            "model_version": "1",
            "outputs": [
                {
                    "name": "predict",
                    "datatype": "BYTES",
                    "shape": [len(names)],
                    "parameters": {"binary_data_size": len(words)},
                },
                {
                    "name": "predict_proba",
                    "datatype": "FP32",
                    "shape": list(probabilities.shape),
                    "parameters": {"binary_data_size": len(values)},
                },
            ],
        }
    ).encode()
    return Response(
        text + words + values,
        media_type="application/octet-stream",
        headers={"Inference-Header-Content-Length": str(len(text))},
    )
