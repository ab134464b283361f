from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionThreshold(InspectionCommon):
    def _received_cables(self, count):
        self._stock(self.cable, count)
        self._sell(self.cable, count)
        lines = self._received_case({"product_id": self.cable.id, "quantity": count}).line_ids
        lines = lines.with_user(self.user_quality)
        lines.write({"finding": "misuse"})
        return lines

    def test_twenty_units_of_a_model_need_no_inspection(self):
        lines = self._received_cables(20)

        lines.action_inspected()

        self.assertEqual(lines.state, "inspected")

    def test_twenty_one_units_of_a_model_must_go_through_quality(self):
        lines = self._received_cables(21)

        with self.assertRaisesRegex(UserError, "brings 21 units of one model, and more than 20"):
            lines.action_inspected()

        self.assertEqual(lines.state, "received")
        inspection = self._open_inspection(lines, **self._verdict("misuse"))
        inspection.result_ids = [Command.create({"name": "Wrong voltage used", "answer": "yes"})]
        inspection.action_pass()
        self.assertEqual(lines.state, "inspected")

    def test_the_number_is_set_per_company(self):
        self.company.rma_inspection_threshold = 30
        lines = self._received_cables(30)

        lines.action_inspected()

        self.assertEqual(lines.state, "inspected")
