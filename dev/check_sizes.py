"""Functions of at most 25 lines, Python and XML files of at most 300."""

import ast
import sys
from pathlib import Path

FUNCTION_LINES = 25
FILE_LINES = 300


def problems_in(path):
    """Yield a line for everything in the file that is too long."""
    text = path.read_text()
    length = len(text.splitlines())
    if length > FILE_LINES:
        yield f"{path}: {length} lines, at most {FILE_LINES}"
    if path.suffix == ".py":
        yield from long_functions(path, ast.parse(text))


def long_functions(path, tree):
    """Yield a line for every function that is too long, its docstring not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1 - docstring_lines(node)
            if length > FUNCTION_LINES:
                where = f"{path}:{node.lineno}"
                yield f"{where}: {node.name} has {length} lines, at most {FUNCTION_LINES}"


def docstring_lines(function):
    if ast.get_docstring(function) is None:
        return 0
    first = function.body[0]
    return first.end_lineno - first.lineno + 1


def main(names):
    problems = [problem for name in names for problem in problems_in(Path(name))]
    print(*problems, sep="\n", end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
