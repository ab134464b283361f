"""A repair says by itself whom its unit waits for: the customer's answer, or parts."""

from odoo import models

# States of a quotation in which the customer has the word, and those in which he has spoken.
ASKED, ANSWERED = {"sent"}, {"sale", "cancel"}


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def action_request_parts(self):
        result = super().action_request_parts()
        waiting = self.filtered("has_missing_parts")
        waiting._set_waiting("parts", instead_of=("own",))
        return result

    def action_repair_start(self):
        result = super().action_repair_start()
        self._set_waiting("own", instead_of=("customer", "parts"))
        return result

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
