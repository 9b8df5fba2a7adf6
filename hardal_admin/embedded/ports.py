"""Free TCP ports on 127.0.0.1."""

import os
import socket
from collections.abc import Callable, Collection
from itertools import count

from hardal_admin.errors import Refused

HOST = "127.0.0.1"
# Systems take the ports of outgoing connections from higher numbers (Linux from 32768, others from
# 49152). Such a connection could take a port before the server does, or during a restart.
CHOICE = range(15000, 32000)
# where any_free goes on; processes that were started one after another begin far apart
_turns = count(os.getpid() * 1009)


def choose(
    named: int | None,
    last: int,
    others: Collection[int | None],
    what: str,
    report: Callable[[str], None],
) -> int:
    """Return the named port, else the last one used, else a free one that is not among the others.

    Raise Refused where the named port is taken.
    """
    if named:
        if named in others:
            raise Refused(
                f"port {named} was named twice", "name another one, or none to get a free one"
            )
        if not free(named):
            raise Refused(
                f"port {named} for {what} is taken", "name another one, or none to get a free one"
            )
        return named
    if last and last not in others and free(last):
        return last
    port = any_free(others)
    if last:
        report(
            f"port {last} of {what} is taken by another program: now {port};"
            " URLs given out before name the old one"
        )
    return port


def free(port: int) -> bool:
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free(others: Collection[int | None] = ()) -> int:
    """Return a free port that is not among the others.

    A process begins with a part of the range that its number gives it, and goes on from there with
    each call. Two processes that look at once, or two calls of one, could otherwise find the same
    port free, before the server of either holds it.
    """
    for _ in CHOICE:
        port = CHOICE[next(_turns) % len(CHOICE)]
        if port not in others and free(port):
            return port
    raise Refused("no free port was found on 127.0.0.1", "end what holds them, or name a port")
