"""The export of everything: rows per second, and how much the process grows by it."""

import resource
import time


def run(env, options):
    """Read the whole file as the controller sends it, and throw it away."""
    from odoo.addons.rma_repair.controllers.rma_export import stream_csv

    for model in ("rma.case.line", "rma.reconciliation"):
        before, start = _get_memory(), time.perf_counter()
        first, size, rows = 0.0, 0, 0
        for piece in stream_csv(env[model].with_user(env.ref("base.user_admin"))):
            first = first or time.perf_counter() - start
            size, rows = size + len(piece), rows + piece.count(b"\n")
        seconds = time.perf_counter() - start
        grown = _get_memory() - before
        print(f"{model}: {rows:,} rows, {size / 1e6:.0f} MB, {seconds:.0f} s", end=", ")
        print(f"first byte after {first:.1f} s, process grew {grown:.0f} MB")


def _get_memory():
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
