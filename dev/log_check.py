"""A WARNING or worse in Odoo's log is a failure, unless it is allowed with a reason."""

import re

from dev import paths

ALLOWED = paths.DEV / "allowed-warnings.txt"
BAD_LINE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) \S+ (?P<message>\S+: .*)$")


def allowed():
    """The expressions of `allowed-warnings.txt`: a line is `expression  # reason`."""
    lines = [line.strip() for line in ALLOWED.read_text().splitlines()]
    pairs = [line.partition("  # ") for line in lines if line and not line.startswith("#")]
    for expression, _, reason in pairs:
        if not reason.strip():
            raise ValueError(f"{ALLOWED.name}: {expression!r} has no reason")
    return [re.compile(expression) for expression, _, _ in pairs]


def is_allowed(message):
    return any(expression.search(message) for expression in allowed())


def problems_in(log):
    """The lines of an Odoo log that nobody has allowed."""
    found = map(BAD_LINE.match, log.read_text(errors="replace").splitlines())
    messages = [match["message"] for match in found if match]
    return [f"{log.name}: {message}" for message in messages if not is_allowed(message)]
