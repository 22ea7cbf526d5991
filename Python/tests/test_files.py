"""Models in files, and certificates that others compute again."""

from __future__ import annotations

import os
import pathlib
import subprocess

import numpy as np
import pandas as pd
import pytest
from data import named, noisy
from numpy.testing import assert_allclose
from swift_softmax import SoftmaxClassifier, SoftmaxClassifierCV

COMMAND = os.environ.get("SOFTMAX_COMMAND")


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("labels", [int, str, bool])
def test_a_model_comes_back_from_its_file_to_the_bit(tmp_path, dtype, labels):
    X, y = named("iris")
    X = X.astype(dtype)
    y = y == 1 if labels is bool else y.astype(labels)
    model = SoftmaxClassifier(C=0.5).fit(X, y)
    model.to_safetensors(tmp_path / "m.safetensors")
    again = SoftmaxClassifier.from_safetensors(tmp_path / "m.safetensors")
    assert again.weights_sha256_ == model.weights_sha256_ and again.classes_.dtype == model.classes_.dtype
    assert (again.predict_proba(X) == model.predict_proba(X)).all() and again.C == 0.5
    assert again.certified_gap_ == model.certified_gap_ and again.verify(X, y)


def test_a_searched_model_and_names_come_back(tmp_path):
    X, y = named("iris")
    table = pd.DataFrame(X, columns=list("abcd"))
    model = SoftmaxClassifierCV(Cs=4).fit(table, y)
    model.to_safetensors(tmp_path / "m.safetensors")
    again = SoftmaxClassifierCV.from_safetensors(tmp_path / "m.safetensors")
    assert list(again.feature_names_in_) == list("abcd") and again.C_ == model.C_


def test_damaged_files_are_refused(tmp_path):
    X, y = named("iris")
    file = tmp_path / "m.safetensors"
    SoftmaxClassifier().fit(X, y).to_safetensors(file)
    content = file.read_bytes()
    for spoiled in (b"", b"abc", content[:50], content[:-4], content[:-1] + bytes([content[-1] ^ 1])):
        file.write_bytes(spoiled)
        with pytest.raises(ValueError, match="no model file|changed or damaged"):
            SoftmaxClassifier.from_safetensors(file)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    X, y = named("iris")
    model = SoftmaxClassifier().fit(X, y)
    with pytest.raises(FileNotFoundError):
        model.to_safetensors(tmp_path / "nowhere" / "m.safetensors")
    model.to_safetensors(tmp_path / "m.safetensors")
    assert [path.name for path in tmp_path.iterdir()] == ["m.safetensors"]


@pytest.mark.skipif(not COMMAND, reason="SOFTMAX_COMMAND names no command")
def test_the_command_reads_the_file_and_predicts_the_same(tmp_path):
    X, y = noisy(50, 4, 3)
    X = X.astype(np.float32)
    model = SoftmaxClassifier().fit(X, y)
    model.to_safetensors(tmp_path / "m.safetensors")
    np.save(tmp_path / "x.npy", X)
    done = subprocess.run(
        [str(COMMAND), "predict", str(tmp_path / "m.safetensors"), str(tmp_path / "x.npy"), "--format", "csv", "--count", "50",
         "--columns", "probabilities"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 64:
        done = subprocess.run(
            [str(COMMAND), "predict", str(tmp_path / "m.safetensors"), str(tmp_path / "x.npy"), "--format", "csv"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    rows = [line.split(",") for line in done.stdout.splitlines()]
    place = rows[0].index("predicted")
    assert [row[place] for row in rows[1:]] == [str(label) for label in model.predict(X)]


@pytest.mark.skipif(not COMMAND, reason="SOFTMAX_COMMAND names no command")
def test_a_model_of_the_command_is_read(tmp_path):
    file = tmp_path / "m.safetensors"
    subprocess.run([str(COMMAND), "train", "-o", str(file), "--quiet"], check=True, capture_output=True)
    model = SoftmaxClassifier.from_safetensors(file)
    X, y = named("digits")
    assert model.coef_.shape == (10, 64) and model.score(X / 16, y.astype(str)) > 0.95


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("words", [False, True])
def test_onnx_graphs_compute_the_same(tmp_path, dtype, words):
    onnx, runtime = pytest.importorskip("onnx"), pytest.importorskip("onnxruntime")
    X, y = named("wine")
    X = X.astype(dtype)
    y = np.array(["a", "b", "ç"])[y] if words else y
    model = SoftmaxClassifier().fit(X, y)
    model.to_onnx(tmp_path / "m.onnx")
    onnx.checker.check_model(str(tmp_path / "m.onnx"), full_check=True)
    labels, probabilities = runtime.InferenceSession(str(tmp_path / "m.onnx")).run(None, {"X": X})
    assert (labels == model.predict(X)).all()
    assert_allclose(probabilities, model.predict_proba(X), atol=1e-6 if dtype == np.float32 else 1e-12)


def test_verify_says_no_to_other_weights_and_other_data():
    X, y = named("wine")
    model = SoftmaxClassifier().fit(X, y)
    assert model.verify(X, y)
    assert not model.verify(X[:100], y[:100])
    model.coef_ = model.coef_ * 1.01
    found = model.verify(X, y)
    assert not found and found.gap > found.claimed_gap and found.objective > found.claimed_objective
    with pytest.raises(ValueError, match="labels"):
        model.verify(X, y + 1)


def test_weights_and_classes_weights_are_in_the_certificate():
    X, y = named("iris")
    weights = np.random.default_rng(0).uniform(0.5, 2, len(y))
    model = SoftmaxClassifier(class_weight="balanced", l1_ratio=0.5).fit(X, y, weights)
    assert model.verify(X, y, weights) and not model.verify(X, y)


def test_the_report_is_one_page_that_asks_for_nothing(tmp_path):
    X, y = named("wine")
    model = SoftmaxClassifier().fit(X, y)
    model.report(X, y, tmp_path / "r.html", title="Wine & <more>")
    page = pathlib.Path(tmp_path / "r.html").read_text()
    assert "Wine &amp; &lt;more&gt;" in page and "http" not in page and "<script" not in page
    assert f"{model.score(X, y):.4f}" in page and model.weights_sha256_ in page
