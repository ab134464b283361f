from odoo.tests import tagged

from .common import RmaCommon
from .tour_common import TourCase


@tagged("post_install", "-at_install")
class TestRoadTour(RmaCommon, TourCase):
    """Real browsers, real users: one return from request to posted credit note, one exchange."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell_serials(1)
        cls._stock(cls.drive, 1, lots=["NEW0001"])
        cls.failure.name = "No power at all"

    def _case(self):
        return self.env["rma.case"].search([("partner_id", "=", self.customer.id)])

    def _walk_to_decision(self, tour):
        """Request, authorize, receive, inspect, propose with `tour`, authorize the decision."""
        self._tour("service", "rma_service_requests", "/odoo/rma-cases/new")
        line = self._case().line_ids
        self._validate(line.move_line_ids.move_id)
        self._tour("quality", "rma_quality_inspects", f"/odoo/rma-lines/{line.id}")
        self._tour("service", tour, f"/odoo/rma-cases/{self._case().id}")
        self._tour("finance", "rma_finance_authorizes", "/odoo/rma-decisions?view_type=list")
        self.assertRecordValues(
            line, [{"state": "decided", "inspected_by_id": self.user_quality.id}]
        )
        return line

    def test_a_return_from_request_to_posted_credit_note(self):
        line = self._walk_to_decision("rma_service_proposes_credit")

        self._tour("finance", "rma_finance_posts", f"/odoo/rma-cases/{self._case().id}")
        self._validate(line.decision_id.move_ids.filtered(lambda m: m.rma_operation == "restock"))

        self.assertRecordValues(
            line.credit_line_id.move_id,
            [
                {
                    "state": "posted",
                    "move_type": "out_refund",
                    "amount_untaxed": 100.0,
                }
            ],
        )
        self._tour("service", "rma_service_sees_closed", f"/odoo/rma-cases/{self._case().id}")

    def test_an_exchange_ships_another_unit(self):
        line = self._walk_to_decision("rma_service_proposes_exchange")

        self._validate(
            line.decision_id.move_ids.filtered(lambda m: m.rma_operation == "replacement")
        )

        replacement = line.move_line_ids.filtered(lambda ml: ml.rma_operation == "replacement")
        new = self._lots(self.drive, ["NEW0001"])
        self.assertRecordValues(replacement, [{"state": "done", "lot_id": new.id}])
        self.assertEqual(line.scrap_ids.mapped("state"), ["done"])
        self._tour("service", "rma_service_sees_closed", f"/odoo/rma-cases/{self._case().id}")

    def _validate(self, moves):
        """The warehouse opens the one transfer of these moves and validates it."""
        transfer = moves.picking_id
        self._tour("warehouse", "rma_warehouse_validates", f"/odoo/rma-receipts/{transfer.id}")
        self.assertEqual(transfer.state, "done")
