"""The documents name tests that exist."""

import ast
import re

from dev import paths

COMPLAINTS = paths.ROOT / "docs" / "oca-complaints.md"
NAMED = re.compile(r"`(test_\w+)`: `(test_\w+)`")


def test_each_complaint_names_a_test_that_exists():
    rows = [line for line in COMPLAINTS.read_text().splitlines() if "https://" in line]

    assert rows
    for row in rows:
        named = NAMED.findall(row)
        assert named, f"no test is named: {row}"
        for module, name in named:
            assert name in _names_in(module), row


def _names_in(module):
    """The names of the test methods of a module of the addon."""
    tree = ast.parse((paths.ADDON / "tests" / f"{module}.py").read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
