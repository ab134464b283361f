"""Text files: no blank at the end of a line, no tab, one line end at the end."""

import sys
from pathlib import Path

TABS_ALLOWED = {"Makefile", ".tsv"}


def problems_in(path):
    """Yield a line for every flaw of the file."""
    text = path.read_bytes().decode()
    tabs_allowed = {path.name, path.suffix} & TABS_ALLOWED
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield f"{path}:{number}: blanks at the end of the line"
        if "\t" in line and not tabs_allowed:
            yield f"{path}:{number}: a tab"
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        yield f"{path}: must end with exactly one line end"


def main(names):
    problems = [problem for name in names for problem in problems_in(Path(name))]
    print(*problems, sep="\n", end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
