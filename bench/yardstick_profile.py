"""Who asks: the queries of a phase by the code that issued them."""

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from odoo.sql_db import Cursor

DEPTH = 60


@contextmanager
def recorded_queries():
    """Counts the queries of the block: {(statement, innermost callers, our own caller): times}."""
    calls = Counter()
    execute = Cursor.execute

    def recording(cursor, query, *arguments, **options):
        calls[_key(query, cursor)] += 1
        return execute(cursor, query, *arguments, **options)

    Cursor.execute = recording
    try:
        yield calls
    finally:
        Cursor.execute = execute


def report(calls, units, limit=25):
    """The most frequent origins of a phase's queries, in queries per unit."""
    rows = [f"{'q/unit':>7}  statement | core's code | ours"]
    for (statement, core, ours), count in calls.most_common(limit):
        rows.append(f"{count / units:7.2f}  {statement} | {core} | {ours}")
    return "\n".join(rows)


def _key(query, cursor):
    core, ours = [], ""
    frame = sys._getframe(2)
    for _step in range(DEPTH):
        if frame is None:
            break
        path = frame.f_code.co_filename
        if "/addons/" in path and len(core) < 3 and "/rma_repair/" not in path:
            core.append(_name(frame))
        if "/rma_repair/" in path and "/tests/" not in path and not ours:
            ours = _name(frame)
        frame = frame.f_back
    return _words(query), " < ".join(core), ours


def _name(frame):
    path = Path(frame.f_code.co_filename)
    return f"{path.stem}:{frame.f_lineno} {frame.f_code.co_name}"


def _words(query):
    """The verb and the table of a statement."""
    code = getattr(query, "code", query)
    code = code.decode() if isinstance(code, bytes) else str(code)
    words = code.replace('"', "").split()
    verb = words[0].upper() if words else ""
    params = [str(param) for param in getattr(query, "params", ())]
    for before in ("FROM", "INTO", "UPDATE"):
        if before in words[:-1]:
            table = words[words.index(before) + 1]
            return f"{verb} {params[0] if table == '%s' and params else table}"
    return f"{verb} {' '.join(words[1:3])}"
