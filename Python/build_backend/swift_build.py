"""A PEP 517 back end: setuptools', with the Swift library built first.

The library is linked with Swift's own libraries inside, so that the wheel needs no Swift where it is installed. It holds no
code of Python's: one wheel serves all versions, and its name says so.
"""

from __future__ import annotations

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import zipfile

from setuptools import build_meta

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent
LIBRARY = PACKAGE / "src" / "swift_softmax" / "libSoftmaxC.so"
SCRATCH = REPOSITORY / ".build" / "python"


def _run(*command: str) -> None:
    print("$", *command, file=sys.stderr, flush=True)
    try:
        subprocess.run(command, cwd=REPOSITORY, check=True, stdout=sys.stderr)
    except FileNotFoundError:
        raise SystemExit(
            f"{command[0]} is not installed: the library is built from Swift sources with Swift 6.3 or later (swift.org); "
            "or set SWIFT_SOFTMAX_LIBRARY to a libSoftmaxC.so that is there"
        ) from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"{' '.join(command)} failed with status {error.returncode}: what it said is above") from None


def build_library() -> None:
    """Builds the library, or takes the one that SWIFT_SOFTMAX_LIBRARY names, and puts it into the package."""
    named = os.environ.get("SWIFT_SOFTMAX_LIBRARY")
    if named:
        built = pathlib.Path(named)
        if not built.exists():
            raise SystemExit(f"SWIFT_SOFTMAX_LIBRARY names {named}, which does not exist")
    else:
        if not (REPOSITORY / "Package.swift").exists():
            raise SystemExit(
                f"there is no Package.swift in {REPOSITORY}: the wheel is built in a clone of the whole repository, with "
                "pip install ./Python"
            )
        _run(
            "swift", "build", "-c", "release", "-debug-info-format", "none", "--product", "SoftmaxC",
            "--scratch-path", str(SCRATCH), "-Xswiftc", "-static-stdlib",
            "-Xlinker", "--gc-sections", "-Xlinker", f"--version-script={PACKAGE / 'build_backend' / 'exports.map'}",
        )  # fmt: skip
        built = SCRATCH / "release" / "libSoftmaxC.so"
    part = LIBRARY.with_suffix(".part")
    shutil.copyfile(built, part)
    if shutil.which("strip"):
        subprocess.run(["strip", str(part)], check=True)
    # A process that has the old one loaded keeps it.
    part.replace(LIBRARY)


def platform_name() -> str:
    """The name of the systems on which the library runs: those with as new a glibc as it asks for."""
    versions = [int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)", LIBRARY.read_bytes())]
    if sys.platform != "linux" or not versions:
        raise SystemExit(f"wheels are made on Linux with glibc; this is {platform.platform()}")
    # Swift itself is built for 2.34.
    return f"manylinux_2_{max(34, *versions)}_{platform.machine()}"


def pack_tightly(wheel: pathlib.Path) -> None:
    """Packs a wheel's files again, as tightly as its format can: the same files in the same order."""
    part = wheel.with_suffix(".part")
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry), zipfile.ZIP_DEFLATED, compresslevel=9)
    part.replace(wheel)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):  # type: ignore[no-untyped-def]
    build_library()
    options = ["--python-tag", "py3", "--plat-name", platform_name()]
    settings = {**(config_settings or {}), "--build-option": options}
    name = build_meta.build_wheel(wheel_directory, settings, metadata_directory)
    pack_tightly(pathlib.Path(wheel_directory) / name)
    return name


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):  # type: ignore[no-untyped-def]
    build_library()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):  # type: ignore[no-untyped-def]
    raise SystemExit("there is no source distribution: the sources are the whole repository")


get_requires_for_build_wheel = build_meta.get_requires_for_build_wheel
get_requires_for_build_editable = build_meta.get_requires_for_build_editable
prepare_metadata_for_build_wheel = build_meta.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = build_meta.prepare_metadata_for_build_editable
