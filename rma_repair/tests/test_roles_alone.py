"""A department's role is enough for its steps, without rights in Sales, Inventory or Invoicing."""

from odoo import Command
from odoo.tests import Form, tagged

from .common import DEPARTMENTS
from .common_repair import RepairCommon

# Who moves goods, repairs, controls repairs or posts has core's rights to do so.
CORE_GROUPS = {
    "warehouse": "stock.group_stock_user",
    "workshop": "stock.group_stock_user",
    "quality": "stock.group_stock_user",
    "finance": "account.group_account_invoice",
}


@tagged("post_install", "-at_install")
class TestRolesAlone(RepairCommon):
    @classmethod
    def _set_up_users(cls):
        result = super()._set_up_users()
        for department in DEPARTMENTS:
            groups = [f"rma_repair.group_{department}", "base.group_user"]
            groups += [CORE_GROUPS[department]] if department in CORE_GROUPS else []
            user = getattr(cls, f"user_{department}")
            user.group_ids = [Command.set([cls.env.ref(group).id for group in groups])]
        return result

    def _cold(self, records):
        """These records as the next click finds them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records

    def _open(self, user, records):
        for record in records:
            Form(self._cold(record.with_user(user)))

    def _received(self, *lots):
        case = self._cold(self._request(*lots))
        self._open(self.user_service, case)
        self._cold(self._authorize(case))
        self._cold(self._receive(case))
        return case

    def _inspected(self, *lots):
        case = self._received(*lots)
        self._open(self.user_quality, case.line_ids)
        self._cold(self._inspect(case.line_ids))
        return case

    def _decided(self, lines, outcome, settlement):
        decision = self._cold(self._propose(lines, outcome, settlement))
        self._open(self.user_service, decision)
        decision.action_submit()
        self._cold(decision).with_user(self.user_finance).action_authorize()
        self._open(self.user_finance, decision)
        return self._cold(decision)

    def test_a_unit_is_credited(self):
        lines = self._inspected(*self._sell_serials(1)).line_ids

        decision = self._decided(lines, "restock", "credit")
        decision.with_user(self.user_finance).credit_note_ids.action_post()
        self._cold(self._deliver_as_warehouse(decision))

        self.assertEqual(lines.state, "closed")

    def test_a_unit_is_exchanged(self):
        self._stock(self.drive, 1, lots=["NEW1"])
        lines = self._inspected(*self._sell_serials(1)).line_ids

        self._deliver_as_warehouse(self._decided(lines, "restock", "replace"))

        self.assertEqual(lines.state, "closed")

    def test_a_unit_is_scrapped(self):
        lines = self._inspected(*self._sell_serials(1)).line_ids

        self._decided(lines, "scrap", "none")

        self.assertEqual(lines.state, "closed")

    def _deliver_as_warehouse(self, decision):
        transfers = self._cold(
            decision.sudo().move_ids.picking_id.filtered_domain(
                [("state", "not in", ("done", "cancel"))]
            )
        ).with_user(self.user_warehouse)
        transfers.action_assign()
        transfers.with_context(skip_sms=True).button_validate()
        return decision

    def test_a_unit_is_repaired(self):
        lines = self._inspected(*self._sell_serials(1)).line_ids
        decision = self._decided(lines, "repair", "return")
        repair = self._cold(lines.sudo().repair_ids).with_user(self.user_workshop)
        self._open(self.user_workshop, repair)

        self._cold(self._repair(repair))
        self._deliver_as_warehouse(decision)

        self.assertEqual(lines.state, "closed")

    def test_everybody_opens_what_he_may_read(self):
        case = self._inspected(*self._sell_serials(2))
        self._decided(case.line_ids[0], "repair", "return")
        for department in DEPARTMENTS:
            user = getattr(self, f"user_{department}")
            for records in (case, case.line_ids, case.decision_ids):
                for record in records.with_user(user)._filtered_access("read"):
                    with self.subTest(department=department, record=record):
                        self._open(user, record)
