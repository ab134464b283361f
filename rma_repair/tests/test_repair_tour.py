from odoo import Command
from odoo.tests import new_test_user, tagged

from .common_repair import RepairCommon
from .tour_common import TourCase


@tagged("post_install", "-at_install")
class TestRepairTour(RepairCommon, TourCase):
    """Real browsers, real users: a unit out of warranty from diagnosis to its delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.external_report_layout_id = cls.env.ref("web.external_layout_standard")
        cls.failure.name = "No power at all"
        cls.user_portal = new_test_user(
            cls.env,
            login="rma_portal",
            name="Dealer",
            email="dana@example.com",
            groups="base.group_portal",
            partner_id=cls.customer.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        case = cls._request({"lot_id": cls._sell_out_of_warranty().id, "reason": "Does not start"})
        cls.line = cls._receive(cls._authorize(case)).line_ids

    def _repair_tours(self, *tours):
        """Tours on the form of the repair: (user, tour)."""
        repair = self.line.repair_ids
        for user, name in tours:
            self._tour(user, name, f"/odoo/rma-repairs/{repair.id}")
        return repair

    def test_a_unit_out_of_warranty_is_quoted_signed_repaired_and_sent_back(self):
        line = self.line
        self._tour("quality", "rma_quality_inspects", f"/odoo/rma-lines/{line.id}")
        self._tour("service", "rma_service_decides_repair", f"/odoo/rma-cases/{line.case_id.id}")
        repair = self._repair_tours(
            ("workshop", "rma_workshop_plans"),
            ("supervisor", "rma_supervisor_approves_plan"),
            ("service", "rma_service_quotes"),
        )
        self.assertEqual(repair.quotation_state, "waiting")

        self._tour("portal", "rma_customer_signs", "/my/quotes")

        order = repair.quotation_ids
        self.assertRecordValues(order, [{"state": "sale", "signed_by": "Dana Dealer"}])
        self.assertTrue(order.signature)
        self._repair_tours(
            ("workshop", "rma_workshop_repairs"),
            ("quality", "rma_quality_fails_repair"),
            ("workshop", "rma_workshop_repairs_again"),
            ("quality", "rma_quality_passes_repair"),
        )
        self.assertRecordValues(repair, [{"state": "done", "control_round": 2}])
        self._ship_and_invoice(line, order)

    def _ship_and_invoice(self, line, order):
        """Invoice and delivery: the line closes once both are done."""
        self._tour("finance", "rma_finance_posts_repair", "/odoo/customer-invoices?view_type=list")
        self.assertRecordValues(
            order.invoice_ids, [{"state": "posted", "amount_untaxed": 80 + 2 * 50 + 25 + 15}]
        )
        self.assertEqual(line.state, "decided")

        path = "/odoo/rma-deliveries?view_type=list"
        self._tour("warehouse", "rma_warehouse_ships_repaired", path)

        returned = line.move_line_ids.filtered(lambda ml: ml.rma_operation == "return")
        self.assertRecordValues(returned, [{"state": "done", "owner_id": self.customer.id}])
        self.assertEqual(line.state, "closed")
