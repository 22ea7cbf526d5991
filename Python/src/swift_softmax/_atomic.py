"""Files that are the old one or the whole new one, never half."""

from __future__ import annotations

import os
import pathlib
import tempfile


def write(path: str | os.PathLike[str], content: bytes) -> None:
    """Writes beside the target, and renames."""
    target = pathlib.Path(path)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp's files are their owner's alone; new ones are everybody's to read who may.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, target)
    except BaseException:
        pathlib.Path(name).unlink(missing_ok=True)
        raise
