"""Keeps a few processes running: starts them, restarts one that died, ends them all together."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
PATIENCE = 15.0
PARENT_POLL = 1.0


@dataclass
class Child:
    """One process: its name and what it runs; then how it fared."""

    name: str
    target: Callable[[], None]
    process: Any = None
    started: float = 0.0
    failures: int = 0
    restart_at: float = 0.0


def processes() -> Any:
    """How processes are made: forked where that is safe, so that they share what is loaded already."""
    return multiprocessing.get_context("spawn" if sys.platform == "darwin" else "fork")


class Supervisor:
    """Runs the children until it is told to stop; ``run`` returns when all have ended."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stopping = threading.Event()

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Start everything, call ``ready``, and watch until SIGTERM, SIGINT or ``stop``."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        for child in self.children:
            self._start(child)
        try:
            ready()
            while not self.stopping.is_set():
                self._watch()
        finally:
            self._end_all()

    def stop(self) -> None:
        """End the children and let ``run`` return."""
        self.stopping.set()

    def _start(self, child: Child) -> None:
        child.process = processes().Process(name=child.name, target=child.target)
        child.process.start()
        child.started = time.monotonic()
        child.restart_at = 0.0

    def _watch(self) -> None:
        """Wait a moment for a child to end; start again those whose pause is over."""
        running = [child.process.sentinel for child in self.children if not child.restart_at]
        if running:
            wait(running, timeout=0.5)
        else:
            self.stopping.wait(0.1)
        moment = time.monotonic()
        for child in self.children:
            if self.stopping.is_set():
                return
            if child.restart_at:
                if moment >= child.restart_at:
                    self._start(child)
            elif not child.process.is_alive():
                self._schedule(child, moment)

    def _schedule(self, child: Child, moment: float) -> None:
        """Plan the restart of a child that died, with a longer pause each time it does not last."""
        child.failures = 0 if moment - child.started > STEADY_AFTER else child.failures + 1
        pause = min(FIRST_PAUSE * 2 ** max(child.failures - 1, 0), LONGEST_PAUSE)
        log.error("%s ended (exit code %s); starting it again in %.1f s", child.name, child.process.exitcode, pause)
        child.restart_at = moment + pause

    def _end_all(self) -> None:
        """Ask the children to end; after ``PATIENCE`` seconds do not ask any more."""
        running = [child.process for child in self.children if child.process and child.process.is_alive()]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                log.error("%s does not end; it is killed", process.name)
                process.kill()
                process.join()


def end_with_parent() -> None:
    """In a child: end when the parent is gone, however it went, so that no process is left behind."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_POLL)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
