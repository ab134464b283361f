"""Inside the server of the load test: which statements wait for others, and which collide.

Odoo logs that a call is tried again, not what it met; `row_lock` and core's own retries are silent
at all. Every conflict, and every statement that took long, is logged here with its table, the
columns it writes and the function that sent it, so that `scale_load_run` can count them.
"""

import json
import logging
import re
import time
import traceback

import psycopg2
from psycopg2 import errorcodes

from odoo import http, sql_db

PREFIX = "PROBE "
LONG = 0.3  # seconds
COLLISIONS = (
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.LOCK_NOT_AVAILABLE,
)
ADDON = re.compile(r"/(?:addons|rma_repair/\.\.)/(\w+)/|/(rma_repair)/")
STATEMENT = re.compile(r'\s*(UPDATE|INSERT INTO|DELETE FROM|SELECT)\s+"?(\w+)"?', re.IGNORECASE)
SOURCE = re.compile(r'\sFROM\s+"?(\w+)"?', re.IGNORECASE)
WRITTEN = re.compile(r'\sSET\s+"?(\w+)"?', re.IGNORECASE)
_logger = logging.getLogger(__name__)


def install():
    """Watch every statement of this process and of its children."""
    original = sql_db.Cursor.execute

    def execute(cursor, query, params=None, log_exceptions=True):
        start = time.perf_counter()
        try:
            result = original(cursor, query, params, log_exceptions)
        except psycopg2.Error as error:
            if error.pgcode in COLLISIONS:
                tell("conflict", query, time.perf_counter() - start)
            raise
        if (seconds := time.perf_counter() - start) > LONG:
            tell("long", query, seconds)
        return result

    sql_db.Cursor.execute = execute


def tell(kind, query, seconds):
    """Log what was sent, by whom, and how long it took."""
    facts = {
        "kind": kind,
        "call": "/".join(http.request.httprequest.path.split("/")[-2:]) if http.request else "cron",
        "statement": describe(getattr(query, "code", query)),
        "sender": find_sender(),
        "seconds": round(seconds, 3),
    }
    _logger.info("%s%s", PREFIX, json.dumps(facts))


def describe(code):
    """The verb, the table and the first column written."""
    text = code.decode(errors="replace") if isinstance(code, bytes) else str(code)
    match = STATEMENT.match(text)
    if not match:
        return text.strip()[:60]
    verb, table = match.groups()
    if verb.upper() == "SELECT":
        source = SOURCE.search(text)
        return f"SELECT {source.group(1) if source else table}"
    column = WRITTEN.search(text)
    return f"{verb.upper()} {table}" + (f".{column.group(1)}" if column else "")


def find_sender():
    """The innermost functions of addons on the stack, the last one first."""
    found = []
    for frame in reversed(traceback.extract_stack()[:-3]):
        match = ADDON.search(frame.filename)
        if match and "/base/" not in frame.filename:
            found.append(f"{match.group(1) or match.group(2)}.{frame.name}")
        if len(found) == 4:
            break
    return " < ".join(found)
