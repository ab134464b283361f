"""The one exception of the machinery, and how foreign failures become one."""

import errno
import re

ADVICE = (
    (r"No space left on device", "the disk is full: free some space and run again"),
    (
        r"Temporary failure|Could not resolve|not known|Network is unreachable|Max retries|"
        r"Connection (refused|timed out|failed)|Failed to establish|Could not connect|"
        r"No matching distribution",
        "the network cannot be reached: check the connection (or the proxy) and run again",
    ),
)


class Failure(Exception):
    """A failure that the reader can act upon: its text is one line that says what to do."""


def advice_for(output):
    """Say what to do about a failed program, from what it printed."""
    for pattern, advice in ADVICE:
        if re.search(pattern, output, re.IGNORECASE):
            return advice
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it printed nothing"


def from_os_error(error):
    """Turn an operating system error into a Failure."""
    if error.errno == errno.ENOSPC:
        return Failure("The disk is full: free some space and run again.")
    return Failure(f"{error}: check the file and its permissions, then run again.")
