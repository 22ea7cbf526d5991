"""ONNX graphs of models, made by hand: a few nodes need no library."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted

from . import __version__, _atomic
from ._linear import LinearSoftmax

# The numbers of onnx.proto's fields and types.
_FLOAT, _INT64, _STRING, _DOUBLE = 1, 7, 8, 11


def to_onnx(model: LinearSoftmax, path: str | os.PathLike[str]) -> None:
    """`LinearSoftmax.to_onnx`."""
    check_is_fitted(model)
    weights, bias = model._both_rows()
    dtype = np.dtype(model.coef_.dtype)
    type_number = _FLOAT if dtype == np.float32 else _DOUBLE
    labels = model.classes_
    is_text = not np.issubdtype(labels.dtype, np.integer)
    label_type = _STRING if is_text else _INT64
    nodes = [
        _node("Gemm", ["X", "weight", "bias"], ["logits"], transB=1),
        _node("Softmax", ["logits"], ["probabilities"], axis=1),
        _node("ArgMax", ["logits"], ["index"], axis=1, keepdims=0),
        _node("Gather", ["classes", "index"], ["label"], axis=0),
    ]
    graph = b"".join(_field(1, node) for node in nodes)
    graph += _field(2, b"softmax_regression")
    tensors = [
        _tensor("weight", weights.astype(dtype), type_number),
        _tensor("bias", bias.astype(dtype), type_number),
        _labels("classes", [str(label) for label in labels])
        if is_text
        else _tensor("classes", labels.astype(np.int64), _INT64),
    ]
    graph += b"".join(_field(5, tensor) for tensor in tensors)
    graph += _field(11, _value("X", type_number, [None, weights.shape[1]]))
    graph += _field(12, _value("label", label_type, [None]))
    graph += _field(12, _value("probabilities", type_number, [None, len(labels)]))
    content = _varint_field(1, 8)  # ir_version
    content += _field(2, b"swift-softmax for Python") + _field(3, __version__.encode())
    content += _field(7, graph)
    content += _field(8, _varint_field(2, 13))  # the operators of version 13
    _atomic.write(path, content)


def _varint(number: int) -> bytes:
    groups = []
    while True:
        groups.append(number & 0x7F | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(groups)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint_field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _node(kind: str, inputs: list[str], outputs: list[str], **attributes: int) -> bytes:
    content = b"".join(_field(1, name.encode()) for name in inputs)
    content += b"".join(_field(2, name.encode()) for name in outputs)
    content += _field(4, kind.encode())
    for name, value in attributes.items():
        # AttributeProto: a name, an integer, and that it is one.
        content += _field(5, _field(1, name.encode()) + _varint_field(3, value) + _varint_field(20, 2))
    return content


def _tensor(name: str, values: npt.NDArray[Any], type_number: int) -> bytes:
    content = b"".join(_varint_field(1, size) for size in values.shape)
    content += _varint_field(2, type_number) + _field(8, name.encode())
    return content + _field(9, np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes())


def _labels(name: str, texts: list[str]) -> bytes:
    content = _varint_field(1, len(texts)) + _varint_field(2, _STRING)
    content += b"".join(_field(6, text.encode()) for text in texts)
    return content + _field(8, name.encode())


def _value(name: str, type_number: int, shape: list[int | None]) -> bytes:
    dimensions = b"".join(
        _field(1, _field(2, b"N") if size is None else _varint_field(1, size)) for size in shape
    )
    tensor = _varint_field(1, type_number) + _field(2, dimensions)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


__all__ = ["to_onnx"]
