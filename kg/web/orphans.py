"""Processes that end with the process that started them, however that one ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

#: Option of prctl(2).
_PARENT_DEATH_SIGNAL = 1


def die_with_parent(parent: int) -> None:
    """Have the kernel kill the calling process when the process `parent`, which started it, ends (Linux).

    The kernel kills a process that is stopped, or busy in a query, too. Elsewhere the parent and an alarm clock
    (`kg.web.worker`) end it.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the call
        os._exit(1)
