"""What the figures were taken on."""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path


def processor():
    """The processor's name."""
    if sys.platform == "darwin":
        return subprocess.run(
            ["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=True
        ).stdout.strip()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def vector_sets():
    """The vector instruction sets that matter here, as Linux names them."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return ""
    return " ".join(name for name in ("avx2", "fma", "avx512f", "avx512_vnni", "asimd") if name in flags)


def usable_cores():
    """The number of cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def describe(command):
    """Lines for the head of the table."""
    import torch

    own = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    packages = ("numpy", "scikit-learn", "onnxruntime", "torchvision", "pandas", "polars")
    theirs = ", ".join([f"torch {torch.__version__}"] + [f"{name} {version(name)}" for name in packages])
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return [
        f"Processor: {processor()} ({vector_sets()}), {usable_cores()} cores usable; {platform.system()} "
        f"{platform.release()}; load at the start {load}",
        f"Ours: {own}",
        f"Theirs: Python {platform.python_version()}, {theirs}; torch's default threads: "
        f"{torch.get_num_threads()}",
    ]
