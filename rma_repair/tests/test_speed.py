import json
import os
from pathlib import Path
from types import SimpleNamespace

from odoo.tests import tagged

from .common import RmaCommon
from .phases import ROADS, RmaPhases

UNITS = 20
TOLERANCE = 1.1
# Queries per phase for UNITS serials of one delivery, in the database of `make test`. After a
# change that is worth its queries: RMA_RECORD_QUERIES=1 make test-one T=test_speed
RECORDED = Path(__file__).with_name("recorded_queries.json")


@tagged("post_install", "-at_install")
class TestSpeed(RmaCommon):
    """No phase of a return may need more queries than recorded: counts, never time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"rma_inspection_threshold": UNITS, "rma_batch_size": UNITS})
        cls.recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}

    def test_credit_needs_no_more_queries_than_recorded(self):
        self._check_road("credit")

    def test_replacement_needs_no_more_queries_than_recorded(self):
        self._check_road("replace")

    def test_scrap_needs_no_more_queries_than_recorded(self):
        self._check_road("scrap")

    def test_repair_needs_no_more_queries_than_recorded(self):
        self._check_road("repair")

    def _check_road(self, road):
        self._play(road, "WARM", 1)
        counts = self._play(road, "SN", UNITS)
        if os.environ.get("RMA_RECORD_QUERIES"):
            self.recorded[road] = counts
            RECORDED.write_text(json.dumps(self.recorded, indent=4, sort_keys=True) + "\n")
        for phase, count in counts.items():
            with self.subTest(phase=phase):
                self.assertLessEqual(count, TOLERANCE * self.recorded[road][phase])

    def _play(self, road, prefix, count):
        """Play `road` for `count` serials; returns {phase: queries}."""
        lots = self._sell_serials(count, prefix=prefix)
        self._stock(self.drive, count, lots=[f"NEW{lot.name}" for lot in lots])
        [move] = self.env["rma.case.line"]._find_last_deliveries(lots[:1]).values()
        units = [SimpleNamespace(product=self.drive, lot=lot, move=move) for lot in lots]
        phases = RmaPhases(type(self), units)
        counts = {phase: self._count(phases, phase) for phase in ROADS[road]}
        self.assertTrue(phases.is_closed(), "the road did not come to its end")
        return counts

    def _count(self, phases, phase):
        """The queries of a phase and of what it left to do before a commit, record caches cold."""
        phases.open(phase)
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        getattr(phases, phase)()
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestCoreSpeed(RmaCommon):
    """What this addon adds to core's own work on journal entries, case or no case."""

    def test_a_journal_item_leads_to_few_rma_fields(self):
        """The ORM looks through all these branches whenever an entry is written."""
        items = self.env["account.move"]._fields["line_ids"]

        branches = self.env.registry.get_trigger_tree([items]).depth_first()

        own = [
            branch
            for branch in branches
            if any(field.model_name.startswith("rma.") for field in branch.root)
        ]
        self.assertLess(len(own), 10)

    def test_credit_notes_of_rmas_describe_no_field_unasked(self):
        items = self.env["account.move.line"]

        self.assertFalse(items.with_context(rma_credit_notes=True).fields_get([]))
        self.assertEqual(items.fields_get([]).keys(), items._fields.keys())
        self.assertEqual(
            items.with_context(rma_credit_notes=True).fields_get(["name"]).keys(), {"name"}
        )
