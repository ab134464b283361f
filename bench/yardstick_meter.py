"""What one phase costs: SQL queries (exact), CPU of this process and wall time (both noisy)."""

import ctypes
import gc
import time
from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/status")


@dataclass
class Cost:
    """The cost of one phase for `units` returned units; memory is the process's peak growth."""

    units: int
    queries: int
    cpu: float
    wall: float
    memory: float | None = None

    def __add__(self, other):
        return Cost(
            self.units,
            self.queries + other.queries,
            self.cpu + other.cpu,
            self.wall + other.wall,
            max(self.memory or 0, other.memory or 0) or None,
        )


def measure(env, units, call):
    """Run `call` with cold record caches and return its cost.

    What it left to write is written, and what is due before a commit (messages of tracked changes)
    done. Registry caches (access rules, external ids, views) stay warm, as on a running server.
    """
    env.cr.flush()
    env.invalidate_all()
    memory = _start_memory()
    queries, cpu, wall = env.cr.sql_log_count, time.process_time(), time.perf_counter()
    call()
    env.cr.flush()
    return Cost(
        units,
        env.cr.sql_log_count - queries,
        time.process_time() - cpu,
        time.perf_counter() - wall,
        _read_memory("VmHWM") - memory if memory else None,
    )


def _start_memory():
    """Give back what is free and forget the peak so far (Linux only); the megabytes in use."""
    gc.collect()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    return _read_memory("VmRSS")


def _read_memory(name):
    for line in STATUS.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return None
