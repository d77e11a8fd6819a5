"""Runs what opens files of others in a process of its own, under limits: it may fail, hang or swell."""

import math
import subprocess
import sys
import tempfile
from pathlib import Path

from flask import current_app

CONFINED = Path(__file__).with_name("confined.py")
MEMORY = 768 * 1024 * 1024
# Of the processor it gets less than by the clock.
OF_PROCESSOR = 0.8


def run(program: Path, *words: str, data: bytes, seconds: float, most: int) -> bytes | None:
    """What a program of ours writes when it reads ``data``, at most so many bytes; None when it ends badly."""
    folder = current_app.config["DATA_DIR"]
    limits = (math.ceil(seconds * OF_PROCESSOR), MEMORY, most)
    with tempfile.TemporaryFile(dir=folder) as source, tempfile.TemporaryFile(dir=folder) as result:
        source.write(data)
        source.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - our own program, with one of our own words
                [sys.executable, "-I", "-B", str(CONFINED), *map(str, limits), str(program), *words],
                stdin=source,
                stdout=result,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        if done.returncode != 0:
            return None
        result.seek(0)
        return result.read(most)
