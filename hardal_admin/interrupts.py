"""The signals that ask the tool to end: Ctrl-C, kill, a terminal that closes.

All of them raise KeyboardInterrupt, so that the tool takes away what it has begun.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

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


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Delay the signals until the end of the block.

    An interrupted subprocess.Popen may have started a process without returning it. With the
    signals delayed, the caller always gets the process, and can end it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread handles signals
        return
    came: list[tuple[int, FrameType | None]] = []
    handlers = {
        number: signal.signal(number, lambda number, frame: came.append((number, frame)))
        for number in SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    for came_first, frame in came[:1]:
        handler = handlers[signal.Signals(came_first)]
        if callable(handler):
            handler(came_first, frame)
        elif handler is signal.SIG_DFL:
            signal.raise_signal(came_first)
