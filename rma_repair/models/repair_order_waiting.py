"""Whom the unit of a repair waits for: noted by itself for the customer's answer and for parts,
and by whoever works on it for a supplier.
"""

from odoo import fields, models

from .repair_order_board import OPEN_STATES

# States of a quotation in which the customer has the word, and those in which he has spoken.
ASKED, ANSWERED = {"sent"}, {"sale", "cancel"}
# What is noted by hand; the customer's answer ends by itself.
NOTED_BY_HAND = ("own", "parts", "supplier")
# Who knows on the bench that something is waited for, or came.
NOTING_DEPARTMENTS = ("workshop", "service", "purchasing", "manager")


class RepairOrder(models.Model):
    _inherit = "repair.order"

    waiting_on = fields.Selection(related="rma_line_id.waiting_on")

    def action_wait_supplier(self):
        """Note that these repairs wait for a supplier: an answer, a repair of his, documents."""
        self._note_waiting("supplier")

    def action_wait_parts(self):
        """Note that these repairs wait for parts, ordered or not."""
        self._note_waiting("parts")

    def action_wait_over(self):
        """Note that what these repairs waited for, parts or a supplier, is there."""
        self._note_waiting("own")

    def action_request_parts(self):
        result = super().action_request_parts()
        waiting = self.filtered("has_missing_parts")
        waiting._set_waiting("parts", instead_of=("own",))
        return result

    def action_repair_start(self):
        result = super().action_repair_start()
        self._set_waiting("own", instead_of=("customer", "parts"))
        return result

    def _note_waiting(self, whom):
        """Note by hand whom the units of these repairs wait for.

        Who works on the unit may not write its case; the line is written for him, and its trail
        says who he was.
        """
        self.check_access("write")
        self.env["rma.case.line"]._check_departments(NOTING_DEPARTMENTS)
        self.filtered(lambda one: not one.rma_line_id or one.state not in OPEN_STATES)._refuse(
            self.env._("%(repair)s is no open repair of a return: nothing waits.")
        )
        self.filtered(lambda one: one.sudo().waiting_on not in NOTED_BY_HAND)._refuse(
            self.env._(
                "%(repair)s waits for the customer's answer. That ends with his signature, or "
                "when the quotation is withdrawn."
            )
        )
        self._set_waiting(whom, instead_of=NOTED_BY_HAND)

    def _set_waiting(self, whom, instead_of):
        """Note whom the units of these repairs wait for, where they wait for one of `instead_of`.

        Whom somebody noted by hand, such as a supplier, stays.
        """
        lines = self.sudo().rma_line_id.filtered(lambda line: line.waiting_on in instead_of)
        open_lines = lines.filtered_domain(lines._get_open_domain())
        if open_lines:
            open_lines.write({"waiting_on": whom})


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        repairs = self.sudo().rma_repair_ids if vals.get("state") in ASKED | ANSWERED else None
        if repairs:
            asked = vals["state"] in ASKED
            repairs._set_waiting(
                "customer" if asked else "own", instead_of=("own",) if asked else ("customer",)
            )
        return result
