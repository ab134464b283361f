from datetime import datetime
from xml.etree import ElementTree

from odoo.tests import BaseCase, tagged

from odoo.addons.rma_repair.tools import (
    due_bar,
    fishbone,
    scoring,
    serial_range,
    snapshot,
    svg,
    why_tree,
    working_time,
)


def is_weekday(day):
    return day.weekday() < 5


@tagged("post_install", "-at_install")
class TestEightDTools(BaseCase):
    """Drawing, due times, scoring and comparing, without a database."""

    def _texts(self, picture):
        root = ElementTree.fromstring(picture)
        return [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]

    def test_the_fishbone_shows_every_bone_and_cause(self):
        bones = [("Man", [("New operator", "ruled_out")]), ("机器", [("炉温过低", "confirmed")])]

        texts = self._texts(fishbone.draw_fishbone("Drive stops", bones))

        self.assertEqual(texts, ["Drive stops", "Man", "× New operator", "机器", "● 炉温过低"])

    def test_the_why_tree_shows_branches_and_the_share_of_the_root(self):
        root = {"text": "No calibration", "status": "confirmed", "is_root": True,
                "contribution": 100, "children": []}  # fmt: skip
        other = {"text": "Too fast", "status": "ruled_out", "children": []}
        top = {"text": "Cold joint", "status": "confirmed", "children": [root, other]}

        texts = self._texts(why_tree.draw_why_tree("Drive stops", [top]))

        self.assertEqual(texts[:2], ["Why 1", "Why 2"])
        self.assertIn("100 %", texts)
        self.assertIn("Too fast", texts)

    def test_text_of_users_can_not_break_the_drawing(self):
        nasty = '<script>alert("x")</script> & "quotes"'

        for picture in (
            fishbone.draw_fishbone(nasty, [(nasty, [(nasty, "open")])]),
            why_tree.draw_why_tree(nasty, [{"text": nasty, "status": "open", "children": []}]),
            due_bar.draw_due_bar([(nasty, "done", nasty, nasty)]),
        ):
            self.assertNotIn("<script>", picture)
            ElementTree.fromstring(picture)

    def test_wrapping_counts_wide_characters_twice(self):
        lines = svg.wrap("电容焊点虚焊导致驱动器停机", 10, 9)

        self.assertEqual("".join(lines), "电容焊点虚焊导致驱动器停机")
        self.assertTrue(all(svg.text_width(line) <= 10 for line in lines))

    def test_what_does_not_fit_ends_in_an_ellipsis(self):
        self.assertEqual(svg.wrap("one two three four", 9, 1), ["one two…"])

    def test_hours_leave_out_the_weekend(self):
        friday = datetime(2026, 1, 9, 12)

        self.assertEqual(
            working_time.add_working_hours(friday, 24, is_weekday), datetime(2026, 1, 12, 12)
        )
        self.assertEqual(
            working_time.add_working_hours(friday, 48, is_weekday), datetime(2026, 1, 13, 12)
        )

    def test_a_start_on_sunday_counts_from_monday(self):
        sunday = datetime(2026, 1, 11, 15)

        self.assertEqual(
            working_time.add_working_hours(sunday, 24, is_weekday), datetime(2026, 1, 13)
        )

    def test_calendar_days_end_on_a_working_day(self):
        monday = datetime(2026, 1, 5, 9)

        self.assertEqual(
            working_time.add_calendar_days(monday, 5, is_weekday), datetime(2026, 1, 12, 9)
        )

    def test_a_score_passes_with_80_in_total_and_60_in_each(self):
        full = [(f"d{n}", "fulfilled") for n in range(9)]
        weak = full[:-1] + [("d8", "not"), ("d8", "na")]

        self.assertTrue(scoring.is_passed(scoring.discipline_scores(full)))
        scores = scoring.discipline_scores(weak)
        self.assertGreater(scoring.total_score(scores), 80)
        self.assertFalse(scoring.is_passed(scores))

    def test_d4_counts_twice(self):
        self.assertAlmostEqual(scoring.total_score({"d1": 0.0, "d4": 90.0}), 60.0)

    def test_changes_name_the_place_and_both_texts(self):
        old = {"d3": [["qty", "Suspect", "10"], ["ok", "OK", "4"]]}
        new = {"d3": [["ok", "OK", "4"], ["qty", "Suspect", "12"]], "d4": [["c", "Cause", "x"]]}

        self.assertEqual(
            snapshot.changes(old, new), [("d3", "Suspect", "10", "12"), ("d4", "Cause", "", "x")]
        )
        self.assertNotEqual(snapshot.fingerprint(old), snapshot.fingerprint(new))

    def test_serial_ranges_compare_their_counters(self):
        self.assertTrue(serial_range.is_in_range("SD-0099", "SD-0001", "SD-0100"))
        self.assertFalse(serial_range.is_in_range("SD-0101", "SD-0001", "SD-0100"))
        self.assertFalse(serial_range.is_in_range("SX-0050", "SD-0001", "SD-0100"))
        self.assertEqual(serial_range.prefix_of("SD-0001", "SD-0100"), "SD-0")
