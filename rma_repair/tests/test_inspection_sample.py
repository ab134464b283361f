from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionSample(InspectionCommon):
    """A sample looks at some units, each with results of its own, and speaks for all its lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(6)
        cls._add_checklist()
        cls.case = cls._received_case(*cls.lots)

    def _open_sample(self, size, lines=None, **values):
        return self._open_inspection(
            lines or self.case.line_ids, inspection_type="sample", sample_size=size, **values
        )

    def _fill_in_sample(self, inspection, bad=0):
        """Fill in every unit; the first `bad` of them overheat."""
        for number, unit in enumerate(inspection.unit_ids):
            self._fill_in_results(unit.result_ids, heat="yes" if number < bad else "no")

    def test_every_unit_drawn_has_results_of_its_own(self):
        inspection = self._open_sample(3)

        self.assertEqual(inspection.unit_ids.mapped("number"), [1, 2, 3])
        self.assertEqual(len(inspection.unit_ids.line_id), 3)
        self.assertFalse(inspection.unit_ids.line_id - self.case.line_ids)
        self.assertEqual(
            [unit.result_ids.mapped("name") for unit in inspection.unit_ids],
            [["Housing intact", "Voltage", "Overheats under load"]] * 3,
        )
        self.assertEqual(len(inspection.result_ids), 9)

    def test_the_sample_speaks_for_its_lines_and_for_no_others(self):
        mine, others = self.case.line_ids[:4], self.case.line_ids[4:]
        inspection = self._open_sample(2, mine, **self._verdict())
        self._fill_in_sample(inspection, bad=1)
        self.assertEqual(inspection.sample_defects, 1)
        self.assertEqual(inspection.unit_ids.mapped("outcome"), ["failed", "ok"])

        inspection.action_pass()

        self.assertEqual(set(mine.mapped("state")), {"inspected"})
        self.assertEqual(set(mine.mapped("inspection_id")), {inspection})
        self.assertEqual(set(others.mapped("state")), {"received"})

    def test_a_unit_half_looked_at_stops_the_sample(self):
        inspection = self._open_sample(2, **self._verdict())
        self._fill_in_results(inspection.unit_ids[0].result_ids, heat="yes")
        inspection.unit_ids[1].result_ids[0].answer = "yes"
        second = inspection.unit_ids[1].lot_id.name

        with self.assertRaisesRegex(
            UserError,
            rf"Unit 2 · {second}: Voltage \(not filled in\); Unit 2 · {second}: Overheats",
        ):
            inspection.action_pass()

        self.assertEqual(inspection.state, "draft")
        self.assertFalse(any(self.case.line_ids.mapped("finding")))

    def test_a_unit_without_results_stops_the_sample(self):
        inspection = self._open_sample(2, checklist_id=False, **self._verdict())
        first = inspection.unit_ids[0]
        inspection.result_ids = [
            Command.create({"name": "Runs", "answer": "no", "unit_id": first.id})
        ]

        with self.assertRaisesRegex(UserError, "Unit 2 .* has no result"):
            inspection.action_pass()

        self.assertEqual(set(self.case.line_ids.mapped("state")), {"received"})

    def test_the_sample_size_is_needed_and_no_greater_than_the_units(self):
        inspection = self._open_sample(0, **self._verdict())
        with self.assertRaisesRegex(UserError, "Enter the sample size"):
            inspection.action_pass()
        for size in (7, -1):
            with self.assertRaisesRegex(ValidationError, "can not speak for 6 units"):
                inspection.sample_size = size

        self.assertFalse(inspection.unit_ids)
        self.assertEqual(inspection.state, "draft")

    def test_a_greater_sample_keeps_what_was_found(self):
        inspection = self._open_sample(1)
        self._fill_in_sample(inspection)
        first = inspection.unit_ids

        inspection.sample_size = 3

        self.assertEqual(inspection.unit_ids.mapped("outcome"), ["ok", "open", "open"])
        self.assertEqual(inspection.unit_ids[0], first)
        inspection.sample_size = 1
        self.assertEqual(inspection.unit_ids, first)
        self.assertEqual(len(inspection.result_ids), 3)

    def test_the_verdict_on_all_is_what_the_sample_showed(self):
        inspection = self._open_sample(2)
        self._fill_in_sample(inspection, bad=1)
        for finding, message in (("ntf", "1 defective units in its sample"),):
            inspection.write(self._verdict(finding))
            with self.assertRaisesRegex(UserError, message):
                inspection.action_pass()
        self._fill_in_results(inspection.unit_ids[0].result_ids)
        inspection.write(self._verdict("confirmed"))
        with self.assertRaisesRegex(UserError, "so no defect is confirmed"):
            inspection.action_pass()
        inspection.write(self._verdict("ntf"))

        inspection.action_pass()

        self.assertEqual(set(self.case.line_ids.mapped("finding")), {"ntf"})

    def test_the_inspector_takes_another_unit_but_none_twice(self):
        inspection = self._open_sample(2)
        rest = self.case.line_ids - inspection.unit_ids.line_id
        inspection.unit_ids[0].line_id = rest[0]
        self.assertEqual(inspection.unit_ids[0].line_id, rest[0])

        with self.assertRaisesRegex(ValidationError, "in the sample of .* already"):
            inspection.unit_ids[1].line_id = rest[0]
        stranger = self._received_case(*self._sell_serials(1, prefix="ST")).line_ids
        with self.assertRaisesRegex(ValidationError, "is not among the units"):
            inspection.unit_ids[1].line_id = stranger

    def test_a_quantity_is_sampled_by_the_piece(self):
        self._sell_cables(24)
        dozen = self.env.ref("uom.product_uom_dozen")
        lines = self._received_case(
            {"product_id": self.cable.id, "quantity": 2, "product_uom_id": dozen.id}
        ).line_ids

        inspection = self._open_sample(5, lines)

        self.assertEqual(inspection.quantity, 24)
        self.assertEqual(len(inspection.unit_ids), 5)
        self.assertEqual(inspection.unit_ids.line_id, lines)

    def test_the_form_draws_the_sample_when_it_is_saved(self):
        inspection = self._open_inspection(self.case.line_ids)
        self.assertEqual(len(inspection.result_ids), 3)

        with Form(inspection) as form:
            form.inspection_type = "sample"
            form.sample_size = 2

        self.assertEqual(len(inspection.unit_ids), 2)
        self.assertEqual(len(inspection.result_ids), 6)
        self.assertEqual(inspection.result_ids.unit_id, inspection.unit_ids)

    def test_a_finished_sample_stays_as_it_is(self):
        inspection = self._open_sample(1, **self._verdict())
        self._fill_in_sample(inspection, bad=1)
        inspection.action_pass()
        unit = inspection.unit_ids

        for change in (
            lambda: unit.write({"number": 9}),
            lambda: unit.unlink(),
            lambda: inspection.write({"sample_size": 2}),
        ):
            with self.assertRaisesRegex(UserError, "is finished"):
                change()

        self.assertEqual(unit.number, 1)


@tagged("post_install", "-at_install")
class TestInspectionOfMany(InspectionCommon):
    """An inspection of 500 lines costs the queries of one of a few."""

    def _query_counts(self, count):
        self.company.rma_batch_product_quantity = self.company.rma_batch_total_quantity = 0
        lots = self._sell_serials(count, prefix=f"M{count}-")
        lines = self._received_case(*lots).line_ids
        self.env.flush_all()
        self.env.invalidate_all()
        lines = lines.browse(lines.ids)
        before = self.env.cr.sql_log_count
        inspection = self._open_inspection(lines, **self._verdict())
        self._fill_in(inspection, heat="yes")
        self.env.flush_all()
        opened = self.env.cr.sql_log_count
        inspection.action_pass()
        self.env.flush_all()
        self.assertEqual(set(lines.mapped("state")), {"inspected"})
        return opened - before, self.env.cr.sql_log_count - opened

    def test_the_number_of_queries_hardly_grows_with_the_lines(self):
        self._add_checklist()
        few, many = self._query_counts(10), self._query_counts(500)

        for few_queries, many_queries in zip(few, many, strict=True):
            self.assertLessEqual(many_queries, few_queries + 25)
