"""Models in files of the format safetensors, and certificates that are computed again."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pathlib
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted, validate_data

from . import __version__, _atomic, _engine
from ._classifier import SoftmaxClassifier
from ._linear import LinearSoftmax, gather
from ._weights import whole_weights

#: The card of the command `softmax`, which reads these files, and what only Python needs.
_CARD, _OWN = "softmax", "swift_softmax"

#: The certificate is computed in float64: between two machines its last digits may differ.
_AGREEMENT = 1e-9


@dataclass(frozen=True)
class Verification:
    """What a certificate comes to when it is computed again.

    Attributes
    ----------
    holds : bool
        Whether objective and bound are what the model says, or better.
    objective : float
        The objective of the model's weights on these samples.
    gap : float
        No weights have an objective smaller by more than this; NaN where nothing is known.
    claimed_objective, claimed_gap : float
        What the model says.
    """

    holds: bool
    objective: float
    gap: float
    claimed_objective: float
    claimed_gap: float

    def __bool__(self) -> bool:
        return self.holds


def verify(
    model: LinearSoftmax, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None
) -> Verification:
    """`LinearSoftmax.verify`."""
    check_is_fitted(model)
    if getattr(model, "_penalties", None) is None:
        raise ValueError("the model has no certificate: it was not fitted here")
    samples, targets = validate_data(
        model, X, y, accept_sparse="csr", dtype=[np.float64, np.float32], order="C", reset=False
    )
    unknown = np.setdiff1d(targets, model.classes_)
    if len(unknown):
        raise ValueError(f"y has labels that the model does not have: {unknown!r}")
    labels = np.searchsorted(model.classes_, targets)
    class_weight = getattr(model, "class_weight", None)
    weights = whole_weights(class_weight, model.classes_, targets, labels, samples, sample_weight)
    own: Any = model
    l1, l2 = own._penalties
    found = _engine.certify(
        samples,
        labels,
        *model._both_rows(),
        weights,
        l1=l1,
        l2=l2,
        has_bias=getattr(model, "fit_intercept", True),
        threads=model._threads(),
    )
    objective, gap = own.objective_, own.certified_gap_
    # Weights of float32 are not those that the fit has proven: they were rounded.
    rounding = _AGREEMENT if model.coef_.dtype == np.float64 else 1e-5
    scale = abs(objective) + 1e-300
    holds = abs(found.objective - objective) <= rounding * scale
    if np.isfinite(gap):
        holds = holds and found.gap <= gap + rounding * scale
    return Verification(bool(holds), found.objective, found.gap, objective, gap)


def to_safetensors(model: LinearSoftmax, path: str | os.PathLike[str]) -> None:
    """`LinearSoftmax.to_safetensors`."""
    check_is_fitted(model)
    names = [_text(label) for label in model.classes_]
    if len(set(names)) < len(names):
        raise ValueError(f"classes {model.classes_!r} are not told apart by their texts, which a file has for them")
    weights, bias = model._both_rows()
    single = [np.ascontiguousarray(part, dtype="<f4") for part in (weights, bias)]
    if not all(np.all(np.isfinite(part)) for part in single):
        raise ValueError("the weights leave the range of float32, which the file has")
    digest = hashlib.sha256()
    for part in single:
        digest.update(part.tobytes())
    features = getattr(model, "feature_names_in_", None)
    kind = {"kind": "vector"} if features is None else {"kind": "table", "featureNames": list(features)}
    card = {
        "version": 2,
        "producer": f"swift-softmax for Python {__version__}",
        "classes": names,
        "input": {**kind, "shape": [weights.shape[1]], "maximum": 1},
        "weightsSHA256": digest.hexdigest(),
    }
    metadata = {_CARD: _json(card), _OWN: _json(_own_record(model))}
    header: dict[str, Any] = {"__metadata__": metadata}
    offset = 0
    for name, part in zip(("weight", "bias"), single, strict=True):
        header[name] = {"dtype": "F32", "shape": list(part.shape), "data_offsets": [offset, offset + part.nbytes]}
        offset += part.nbytes
    text = json.dumps(header, sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    _atomic.write(path, struct.pack("<Q", len(text)) + text + b"".join(part.tobytes() for part in single))


def from_safetensors(cls: type[Any], path: str | os.PathLike[str]) -> Any:
    """`LinearSoftmax.from_safetensors`."""
    header, tensors = _read(path)
    metadata = header.get("__metadata__") or {}
    if _CARD not in metadata:
        raise ValueError(f"{os.fspath(path)} is no model of softmax: its metadata has no {_CARD!r}")
    card = json.loads(metadata[_CARD])
    for unsupported in ("offsets", "outputs", "preparation"):
        if card.get(unsupported):
            raise ValueError(
                f"{os.fspath(path)} is a model with {unsupported}, which the estimators do not have: score it with the "
                "command softmax, or export it to ONNX"
            )
    weights, bias = tensors["weight"], tensors["bias"]
    digest = hashlib.sha256(weights.tobytes() + bias.tobytes()).hexdigest()
    if card.get("weightsSHA256") not in (None, digest):
        raise ValueError(f"{os.fspath(path)} was changed or damaged: its weights are not those of its card")
    own = json.loads(metadata[_OWN]) if _OWN in metadata else None
    if own is None:
        return _plain_model(cls, card, weights, bias)
    return _own_model(cls, own)


def _plain_model(cls: type[Any], card: dict[str, Any], weights: Any, bias: Any) -> Any:
    """The model of a file that the command has written."""
    model = cls() if issubclass(cls, SoftmaxClassifier) else SoftmaxClassifier()
    model.classes_ = np.array(card["classes"])
    model.coef_, model.intercept_ = gather(weights.astype(np.float64), bias.astype(np.float64), np.float32)
    model.n_features_in_ = weights.shape[1]
    names = card["input"].get("featureNames")
    if names is not None:
        model.feature_names_in_ = np.array(names, dtype=object)
    training = card.get("training") or {}
    model.n_iter_ = np.array([training.get("passes") or 0], dtype=np.int32)
    for name in ("objective_", "log_loss_", "gradient_", "certified_gap_"):
        setattr(model, name, float("nan"))
    model.stop_reason_, model.separated_, model.solver_ = "converged", False, ""
    return model


#: What a file keeps of a fit.
_FIGURES = ("objective_", "log_loss_", "gradient_", "certified_gap_", "stop_reason_", "separated_", "solver_")


def _own_record(model: LinearSoftmax) -> dict[str, Any]:
    """All that a model of Python has beside a card: numbers of their own width, labels of their own type."""
    coef = model.coef_.toarray() if hasattr(model.coef_, "toarray") else model.coef_
    labels = model.classes_
    parameters = {
        name: value
        for name, value in model.get_params(deep=False).items()
        if isinstance(value, (bool, int, float, str, type(None)))
    }
    return {
        "class": type(model).__name__,
        "parameters": parameters,
        "labels": {"type": labels.dtype.str if labels.dtype != object else "object", "values": labels.tolist()},
        "coef": _array(coef),
        "intercept": _array(model.intercept_),
        "iterations": [int(count) for count in getattr(model, "n_iter_", [0])],
        "penalties": getattr(model, "_penalties", None),
        "chosen": {name: getattr(model, name) for name in ("C_", "l1_ratio_") if hasattr(model, name)},
        "figures": {name: getattr(model, name) for name in _FIGURES if hasattr(model, name)},
        "features": None if not hasattr(model, "feature_names_in_") else list(model.feature_names_in_),
    }


def _own_model(cls: type[Any], own: dict[str, Any]) -> Any:
    known = cls._get_param_names()
    model = cls(**{name: value for name, value in own["parameters"].items() if name in known})
    labels = own["labels"]
    model.classes_ = np.array(labels["values"], dtype=np.dtype(labels["type"]))
    model.coef_, model.intercept_ = _number_array(own["coef"]), _number_array(own["intercept"])
    model.n_features_in_ = model.coef_.shape[1]
    model.n_iter_ = np.array(own["iterations"], dtype=np.int32)
    model._penalties = None if own["penalties"] is None else tuple(own["penalties"])
    for name, value in {**own["figures"], **own["chosen"]}.items():
        setattr(model, name, value)
    if own["features"] is not None:
        model.feature_names_in_ = np.array(own["features"], dtype=object)
    return model


def _read(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.float32]]]:
    """A safetensors file's header, and its tensors of float32."""
    content = pathlib.Path(path).read_bytes()
    try:
        (length,) = struct.unpack_from("<Q", content)
        header = json.loads(content[8 : 8 + length])
        body = content[8 + length :]
        tensors = {}
        for name in ("weight", "bias"):
            entry = header[name]
            first, end = entry["data_offsets"]
            if entry["dtype"] != "F32" or not 0 <= first <= end <= len(body):
                raise ValueError(name)
            tensors[name] = np.frombuffer(body[first:end], dtype="<f4").reshape(entry["shape"]).copy()
        if tensors["weight"].ndim != 2 or tensors["bias"].shape != tensors["weight"].shape[:1]:
            raise ValueError("shapes")
        return header, tensors
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{os.fspath(path)} is no model file: expected safetensors with `weight` and `bias` of float32 ({error})"
        ) from None


def _text(label: Any) -> str:
    """A class's name: a whole number without a point, as the command writes it."""
    if isinstance(label, (float, np.floating)) and float(label).is_integer():
        return str(int(label))
    return str(label)


def _array(values: npt.NDArray[Any]) -> dict[str, Any]:
    numbers = np.ascontiguousarray(values)
    own = numbers.dtype.newbyteorder("<")
    return {
        "type": own.str,
        "shape": list(numbers.shape),
        "bytes": base64.b64encode(numbers.astype(own, copy=False).tobytes()).decode(),
    }


def _number_array(record: dict[str, Any]) -> npt.NDArray[Any]:
    numbers = np.frombuffer(base64.b64decode(record["bytes"]), dtype=np.dtype(record["type"]))
    return numbers.reshape(record["shape"]).astype(numbers.dtype.newbyteorder("="))


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a file cannot hold {value!r}")
