"""What the checks let pass, and what they do not."""

from pathlib import Path

import polib
import pytest

from dev import check_sizes, check_text, check_xml, log_check
from dev.inside import terms


def test_long_function_is_found(tmp_path):
    source = tmp_path / "long.py"
    source.write_text("def f():\n" + "    x = 1\n" * check_sizes.FUNCTION_LINES)

    assert [p.partition(" ")[2] for p in check_sizes.problems_in(source)] == [
        "f has 26 lines, at most 25"
    ]


def test_docstring_does_not_make_a_function_long(tmp_path):
    source = tmp_path / "documented.py"
    body = "    x = 1\n" * (check_sizes.FUNCTION_LINES - 1)
    source.write_text('def f():\n    """One.\n\n    Two.\n    """\n' + body)

    assert not list(check_sizes.problems_in(source))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<odoo>\n    <record/>\n</odoo>\n", 0),
        ("<odoo>\n  <record/>\n</odoo>\n", 1),
        ("<odoo>\n    <p>a <b>c</b></p>\n</odoo>\n", 0),
        ("<odoo>\n", 1),
    ],
)
def test_xml_is_well_formed_and_indented(tmp_path, body, count):
    source = tmp_path / "views.xml"
    source.write_text(f"{check_xml.FIRST_LINE}\n{body}")

    assert len(check_xml.Layout(source).check()) == count


def test_blanks_at_the_end_of_a_line_are_found(tmp_path):
    source = tmp_path / "notes.md"
    source.write_text("one \ntwo\n")

    assert len(list(check_text.problems_in(source))) == 1


def test_warning_in_a_log_is_found(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(
        "2026-01-01 00:00:00,000 1 INFO db odoo.modules: loading\n"
        "2026-01-01 00:00:00,000 1 WARNING db odoo.fields: unknown attribute\n"
    )

    assert log_check.problems_in(log) == ["odoo.log: odoo.fields: unknown attribute"]


def test_untranslated_and_fuzzy_terms_are_found(tmp_path):
    template, translation = polib.POFile(), polib.POFile()
    for word in ("Case", "Unit", "Reason"):
        template.append(polib.POEntry(msgid=word))
    translation.append(polib.POEntry(msgid="Case", msgstr="案例"))
    translation.append(polib.POEntry(msgid="Unit", msgstr="台", flags=["fuzzy"]))
    path = tmp_path / "zh_CN.po"
    translation.save(str(path))

    assert terms.problems_with(Path(path), template) == [
        "zh_CN.po: not translated: 'Unit'",
        "zh_CN.po: not translated: 'Reason'",
        "zh_CN.po: fuzzy: 'Unit'",
    ]
