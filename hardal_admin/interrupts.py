"""The signals that ask the tool to end: Ctrl-C, kill, a terminal that closes.

All of them raise KeyboardInterrupt, so that the tool takes away what it has begun.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
AT_ONCE = 2.0  # seconds

_latest = float("-inf")  # when the latest signal came


def end_by_interrupt() -> None:
    """Let each of the signals raise KeyboardInterrupt.

    A signal that the caller ignores is still ignored: nohup does this to SIGHUP.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, once for several signals that come at once.

    A second interrupt would end the work that the first one has begun: to stop what was started.
    """
    global _latest
    before, _latest = _latest, time.monotonic()
    if _latest - before > AT_ONCE:
        raise KeyboardInterrupt


def ignore() -> None:
    """Ignore the signals from now on, because the work is done."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def ignored() -> Iterator[None]:
    """Ignore the signals until the end of the block, which stops what was started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


class Held:
    """The signals that came while they were held."""

    def __init__(self) -> None:
        self.came: list[tuple[int, FrameType | None]] = []
        self._handlers: dict[int, Any] = {}
        self._through = False

    def hold(self) -> None:
        self._handlers = {number: signal.signal(number, self._handle) for number in SIGNALS}

    def release(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def act(self) -> None:
        """Do what the first signal that came asks for, as if it came now."""
        for number, frame in self.came[:1]:
            self.came.clear()
            handler = self._handlers[number]
            if callable(handler):
                handler(number, frame)
            elif handler is signal.SIG_DFL:
                self.release()
                signal.raise_signal(number)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.came.append((number, frame))
        if self._through:
            self.act()

    @contextlib.contextmanager
    def let_through(self) -> Iterator[None]:
        """Let the signals act until the end of the block: those that come, and those that came."""
        self._through = True
        try:
            self.act()
            yield
        finally:
            self._through = False


@contextlib.contextmanager
def held() -> Iterator[Held]:
    """Delay the signals until the end of the block, or until it lets them through.

    An interrupt may come between any two operations: between the start of a process, or of a batch,
    and the line that remembers it. With the signals delayed, what was started is always known.
    """
    signals = Held()
    if threading.current_thread() is not threading.main_thread():
        yield signals  # only the main thread handles signals
        return
    signals.hold()
    try:
        yield signals
    finally:
        signals.release()
    signals.act()
