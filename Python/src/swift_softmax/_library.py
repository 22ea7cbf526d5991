"""The dynamic library, and the structures and functions of softmax.h as ctypes see them."""

from __future__ import annotations

import ctypes
import os
import pathlib
from ctypes import POINTER, c_char, c_char_p, c_double, c_int32, c_int64, c_size_t, c_uint64, c_void_p

INTERFACE_VERSION = 101

DENSE_FLOAT32, DENSE_FLOAT64, SPARSE_FLOAT32, SPARSE_FLOAT64 = range(4)
LOGITS, PROBABILITIES, LOG_PROBABILITIES = range(3)
STOP_REASONS = ("converged", "iteration_limit", "precision_reached", "separated", "stopped")

OK, BAD_ARGUMENT, BAD_DATA, NO_MEMORY, OVERFLOW, FAILED, PROCESSES = range(7)

MESSAGE_SIZE = 1024


class Matrix(ctypes.Structure):
    """softmax_matrix."""

    _fields_ = [
        ("size", c_size_t),
        ("storage", c_int32),
        ("is_finite", c_int32),
        ("row_count", c_int64),
        ("column_count", c_int64),
        ("values", c_void_p),
        ("row_starts", c_void_p),
        ("columns", c_void_p),
        ("entry_count", c_int64),
    ]


Progress = ctypes.CFUNCTYPE(c_int32, c_void_p, c_int64, c_int64, c_double, c_double)


Take = ctypes.CFUNCTYPE(None, c_void_p, c_void_p, c_int64)
Gather = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_int64, Take, c_void_p)
Broadcast = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_int64, c_int32)


class Communicator(ctypes.Structure):
    """softmax_communicator."""

    _fields_ = [
        ("size", c_size_t),
        ("rank", c_int32),
        ("rank_count", c_int32),
        ("context", c_void_p),
        ("gather", Gather),
        ("broadcast", Broadcast),
    ]


class Settings(ctypes.Structure):
    """softmax_settings."""

    _fields_ = [
        ("size", c_size_t),
        ("solver", c_char_p),
        ("l1", c_double),
        ("l2", c_double),
        ("tolerance", c_double),
        ("max_iterations", c_int64),
        ("has_bias", c_int32),
        ("is_warm", c_int32),
        ("threads", c_int32),
        ("for_comparison", c_int32),
        ("progress", Progress),
        ("context", c_void_p),
        ("learning_rate", c_double),
        ("batch_size", c_int64),
        ("communicator", c_void_p),
        ("part_rows", c_void_p),
        ("part_count", c_int64),
    ]


class Report(ctypes.Structure):
    """softmax_report."""

    _fields_ = [
        ("size", c_size_t),
        ("objective", c_double),
        ("log_loss", c_double),
        ("accuracy", c_double),
        ("gradient", c_double),
        ("gap", c_double),
        ("iterations", c_int64),
        ("passes", c_int64),
        ("stop_reason", c_int32),
        ("dependent_columns", c_int32),
        ("solver", c_char * 32),
        ("note", c_char * 544),
    ]


def _library_path() -> pathlib.Path:
    """Where the library is: in the package, or where SWIFT_SOFTMAX_LIBRARY says."""
    named = os.environ.get("SWIFT_SOFTMAX_LIBRARY")
    return pathlib.Path(named) if named else pathlib.Path(__file__).with_name("libSoftmaxC.so")


def _load() -> ctypes.CDLL:
    path = _library_path()
    if not path.exists():
        raise ImportError(
            f"swift_softmax has no library at {path}: install the package with pip, or set SWIFT_SOFTMAX_LIBRARY "
            "to a libSoftmaxC.so that was built with `swift build --product SoftmaxC`"
        )
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise ImportError(
            f"{path} cannot be loaded on this machine ({error}): the wheel is for Linux on x86-64 with glibc 2.34 or "
            "later; elsewhere build it from the source"
        ) from error
    functions = {
        "softmax_interface_version": (c_int32, []),
        "softmax_kernels": (c_char_p, []),
        "softmax_threads": (c_int32, []),
        "softmax_after_fork": (None, []),
        "softmax_fit": (c_int32, [c_void_p] * 8 + [c_void_p, c_size_t]),
        "softmax_path": (c_int32, [c_void_p] * 7 + [c_int64] + [c_void_p] * 4 + [c_void_p, c_size_t]),
        "softmax_certify": (c_int32, [c_void_p] * 8 + [c_void_p, c_size_t]),
        "softmax_steps": (c_int32, [c_void_p] * 5 + [c_uint64] + [c_void_p] * 3 + [c_void_p, c_size_t]),
        "softmax_scores": (
            c_int32,
            [c_void_p, c_void_p, c_void_p, c_int64, c_int32, c_int32, c_void_p, c_void_p, c_size_t],
        ),
    }
    functions["softmax_fit"][1][2] = c_int64
    functions["softmax_path"][1][2] = c_int64
    functions["softmax_certify"][1][2] = c_int64
    functions["softmax_steps"][1][2] = c_int64
    for name, (result, arguments) in functions.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    found = library.softmax_interface_version()
    if found // 100 != INTERFACE_VERSION // 100 or found < INTERFACE_VERSION:
        raise ImportError(
            f"{path} has version {found} of the C interface, but this package needs {INTERFACE_VERSION}: install both "
            "anew, from one source"
        )
    # The threads of a parent are not in its child: without this call the first fit there would wait for them for ever.
    os.register_at_fork(after_in_child=library.softmax_after_fork)
    return library


library = _load()

__all__ = ["POINTER", "library"]
