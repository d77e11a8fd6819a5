"""Runs another program of ours with no more means than it needs: ``confined.py CPU MEMORY OUTPUT PROGRAM WORDS…``.

Seconds of the processor, bytes of memory, bytes written. A process of its own calls it; see ``programs.py``.
"""

import contextlib
import resource
import runpy
import sys


def limit(cpu_seconds: int, memory: int, output: int) -> None:
    """Give up every means beyond these; what a system cannot limit stays as it is."""
    wishes = (
        ("RLIMIT_CPU", cpu_seconds),
        ("RLIMIT_AS", memory),
        ("RLIMIT_FSIZE", output),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_CORE", 0),
    )
    for name, most in wishes:
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


if __name__ == "__main__":
    cpu_seconds, memory, output = map(int, sys.argv[1:4])
    sys.argv = sys.argv[4:]
    limit(cpu_seconds, memory, output)
    runpy.run_path(sys.argv[0], run_name="__main__")
