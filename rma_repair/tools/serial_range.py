"""Ranges of serial numbers: same text before the counter, counter between two ends."""

import re

_COUNTER = re.compile(r"^(.*?)(\d+)(\D*)$")


def is_in_range(name, first, last):
    """Whether `name` lies between `first` and `last`.

    Names with the same prefix, suffix are compared by their counter; other names as text of the
    same length, so that mixed numbering never widens a range silently.
    """
    parts = [_COUNTER.match(text or "") for text in (name, first, last)]
    if all(parts):
        prefixes = {(part.group(1), part.group(3)) for part in parts}
        if len(prefixes) == 1:
            number, low, high = (int(part.group(2)) for part in parts)
            return low <= number <= high
    return len(name or "") == len(first) == len(last) and first <= name <= last


def prefix_of(first, last):
    """The text both ends begin with: what a search can be narrowed by."""
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]
