"""Case c: the probabilities of 60,000 pictures, from bytes and from Float32.

All have the same weights, from one epoch of ours. Ours from bytes is compared with those that can start from
bytes too, and with those that need Float32 and are given it ready made.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression

import inputs
from measure import Contestant, Measurement, timed
from ours import THREADS, Ours, threads_text

TITLE = "scoring 60,000 pictures from UInt8 and Float32"

# Equal weights: only rounding differs, which may turn a pair of equals around.
TOLERANCES = {"accuracy": 1e-4, "confidence": 1e-5}


def run(settings):
    """Yields the table's rows."""
    images, labels = inputs.fashion(settings.fashion_folder)
    floats = inputs.as_floats(images)
    path = Path(settings.work_folder) / "scoring.safetensors"
    with Ours(settings.peer_rounds) as ours:
        ours.ask("model", "fashion", path)
        weights, bias = inputs.read_model(path)
        from_floats = [
            Contestant("scikit-learn predict_proba, Float32", _scikit_learn(weights, bias, floats, labels)),
            Contestant("PyTorch, Float32", _torch(weights, bias, floats, labels)),
            Contestant("onnxruntime, Float32", _onnxruntime(weights, bias, floats, labels)),
        ]
        from_bytes = Contestant("PyTorch, UInt8", _torch_bytes(weights, bias, images, labels))
        for problem, width, peers in (
            ("fashion", "UInt8", [from_bytes, *from_floats]),
            ("fashion-float", "Float32", from_floats),
        ):
            own = [
                Contestant(
                    f"{threads_text(count)}, {width}",
                    lambda problem=problem, count=count: ours.ask("score", problem, count), ours=True)
                for count in THREADS
            ]
            yield Measurement(f"c: scoring, ours from {width}", own + peers, TOLERANCES).take(settings.rounds)


def _figures(probabilities, seconds, labels):
    probabilities = np.asarray(probabilities)
    return {
        "seconds": seconds, "accuracy": float((probabilities.argmax(axis=1) == labels).mean()),
        "confidence": float(probabilities.max(axis=1).mean(dtype=np.float64)),
    }


def _scikit_learn(weights, bias, floats, labels):
    model = LogisticRegression()
    model.coef_, model.intercept_ = weights, bias
    model.classes_, model.n_features_in_ = np.arange(len(bias)), weights.shape[1]
    return lambda: _figures(*timed(lambda: model.predict_proba(floats)), labels)


def _torch(weights, bias, floats, labels):
    features, weights, bias = map(torch.from_numpy, (floats, weights, bias))

    @torch.inference_mode()
    def work():
        return torch.nn.functional.linear(features, weights, bias).softmax(dim=1)

    return lambda: _figures(*timed(work), labels)


def _torch_bytes(weights, bias, images, labels):
    features, weights, bias = map(torch.from_numpy, (images.copy(), weights, bias))

    @torch.inference_mode()
    def work():
        return torch.nn.functional.linear(features.float().div_(255), weights, bias).softmax(dim=1)

    return lambda: _figures(*timed(work), labels)


def _onnxruntime(weights, bias, floats, labels):
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["x", "weight", "bias"], ["logits"], transB=1),
            helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
        ],
        "softmax-regression",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", weights.shape[1]])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", len(bias)])],
        [numpy_helper.from_array(weights, "weight"), numpy_helper.from_array(bias, "bias")])
    # A version of the format and of the operators that every recent onnxruntime reads.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return lambda: _figures(*timed(lambda: session.run(None, {"x": floats})[0]), labels)
