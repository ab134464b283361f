"""Snapshots of a report: comparing two of them, and their fingerprint."""

import hashlib
import json


def fingerprint(snapshot):
    """SHA-256 of the snapshot, independent of the order of its keys."""
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def changes(old, new):
    """What changed between two snapshots, as (section, place, old text, new text).

    Sections are lists of entries with a key, a label and a value (see
    `rma.8d.report._get_snapshot`).
    """
    result = []
    for section in {**old, **new}:
        before, after = _entries(old, section), _entries(new, section)
        for key in {**before, **after}:
            old_label, old_value = before.get(key, (None, ""))
            new_label, new_value = after.get(key, (None, ""))
            if old_value != new_value:
                result.append((section, new_label or old_label, old_value, new_value))
    return result


def _entries(snapshot, section):
    return {key: (label, value) for key, label, value in snapshot.get(section, [])}
