"""Translation terms: keep the template free of dates, merge it, and find what is not translated."""

import re
import sys
from pathlib import Path

import polib

UNSTABLE_HEADERS = ("POT-Creation-Date", "PO-Revision-Date")
WIDTH = 100


def load_template(path):
    """A fresh export, without the headers that change from one export to the next."""
    template = polib.pofile(str(path), wrapwidth=WIDTH)
    for header in UNSTABLE_HEADERS:
        template.metadata.pop(header, None)
    return template


def update(fresh, pot):
    """Write the template, and bring every translation beside it in step."""
    template = load_template(fresh)
    template.save(str(pot))
    for path in sorted(pot.parent.glob("*.po")):
        translation = polib.pofile(str(path), wrapwidth=WIDTH)
        translation.merge(template)
        for entry in translation.obsolete_entries():
            translation.remove(entry)
        translation.save(str(path))
        report(problems_with(path, template))


def check(fresh, pot):
    """Say what differs between the sources, the template and the translations."""
    template = load_template(fresh)
    problems = []
    if str(template) != str(polib.pofile(str(pot), wrapwidth=WIDTH)):
        problems.append(f"{pot.name} differs from a fresh export")
    for path in sorted(pot.parent.glob("*.po")):
        problems += problems_with(path, template)
    return report(problems)


def problems_with(path, template):
    """Terms of the template that a .po leaves out, and those that are fuzzy."""
    translation = polib.pofile(str(path))
    done = {entry.msgid for entry in translation.translated_entries()}
    missing = [
        entry.msgid for entry in template if entry.msgid not in done and not is_neutral(entry.msgid)
    ]
    fuzzy = [entry.msgid for entry in translation.fuzzy_entries()]
    return [f"{path.name}: not translated: {term!r}" for term in missing] + [
        f"{path.name}: fuzzy: {term!r}" for term in fuzzy
    ]


def is_neutral(term):
    """Whether a term is the same in every language: D4, FMEA, a Python expression, %(a)s × %(b)s.

    The .po writer leaves such terms empty, since their translation would repeat them.
    """
    words = re.sub(r"%\(\w+\)s|<[^>]+>", "", term)
    return term.startswith(("'", "object.")) or not re.search("[a-z]{2}", words)


def report(problems):
    print(*problems, sep="\n", end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    action = {"update": update, "check": check}[sys.argv[1]]
    sys.exit(action(*map(Path, sys.argv[2:])))
