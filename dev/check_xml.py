"""XML files: well-formed, with Odoo's usual first line, four blanks for each level."""

import sys
from pathlib import Path
from xml.parsers import expat

FIRST_LINE = '<?xml version="1.0" encoding="UTF-8" ?>'
INDENT = 4


class Layout:
    """Walks a file and collects the tags that begin a line at the wrong column."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text()
        self.lines = self.text.splitlines()
        self.depth = 0
        self.problems = []

    def check(self):
        if not self.text.startswith(FIRST_LINE + "\n"):
            self.problems.append(f"{self.path}:1: the first line must be {FIRST_LINE}")
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        try:
            self.parser.Parse(self.text.encode(), True)
        except expat.ExpatError as error:
            self.problems.append(f"{self.path}: {error}")
        return self.problems

    def _open(self, tag, attributes):
        self._check_column(tag)
        self.depth += 1

    def _close(self, tag):
        self.depth -= 1
        self._check_column(tag)

    def _check_column(self, tag):
        number, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber
        before = self.lines[number - 1][:column]
        if not before.strip() and before != " " * INDENT * self.depth:
            self.problems.append(
                f"{self.path}:{number}: <{tag}> needs {INDENT * self.depth} blanks before it"
            )


def main(names):
    problems = [problem for name in names for problem in Layout(Path(name)).check()]
    print(*problems, sep="\n", end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
