"""Locks between processes that share one checkout."""

import fcntl
from contextlib import contextmanager

from dev import paths


def _open(name):
    paths.LOCKS.mkdir(parents=True, exist_ok=True)
    return open(paths.LOCKS / name, "w")


@contextmanager
def alone(name):
    """Only one process at a time is inside the block; the others wait."""
    with _open(name) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Presence:
    """Counts the processes that use something, so that the last one can clear it away."""

    def __init__(self, name):
        self._handle = _open(name)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def leave(self):
        """Stop counting this process; true when nobody else is left."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            self._handle.close()
        return True
