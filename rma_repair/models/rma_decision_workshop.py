"""What a decision gives the workshop: price, places, batches; and the change of mind."""

from odoo import Command, fields, models
from odoo.exceptions import UserError


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    is_repair_charged = fields.Boolean(
        "Repair Is Charged",
        help="No warranty: the customer gets a quotation, and work starts once he accepted it.",
    )
    replaced_decision_id = fields.Many2one(
        "rma.decision",
        "Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The decision these lines left, and that is kept.",
    )

    def create_repair_order(self):
        repairs = super().create_repair_order()
        for company, own in repairs.grouped("company_id").items():
            for same in own.grouped(lambda one: (one.rma_decision_id, one.product_id)).values():
                if len(same) > company.rma_batch_size:
                    same.action_make_batch()
        return repairs

    def _prepare_repair_vals(self, line, place):
        vals = super()._prepare_repair_vals(line, place)
        vals["under_warranty"] = not self.is_repair_charged
        if self.unit_outcome == "dismantle":
            vals["product_location_dest_id"] = self.company_id.rma_loss_location_id.id
        return vals


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _leave_decision(self, reason):
        """Take these decided lines back to inspected, so that something else can be decided.

        Their open repairs are cancelled; the decision stays with the lines it still has, or is
        cancelled with its last one. Both cases are told in the chatter, with the reason.

        :raise UserError: a document of a line is done already
        """
        self._check_nothing_done()
        for decision, lines in self.sudo().grouped("decision_id").items():
            decision.message_post(
                body=self.env._(
                    "%(lines)s: decided anew. %(reason)s",
                    lines=", ".join(lines.mapped("display_name")),
                    reason=reason,
                )
            )
            if lines == decision.line_ids:
                decision.write({"state": "cancelled"})
                continue
            lines.repair_ids.filtered(lambda one: one.state != "cancel").action_repair_cancel()
            lines.write({"decision_id": False, "decision_ids": [Command.unlink(decision.id)]})
            lines.write({"state": "inspected"})

    def _check_nothing_done(self):
        """Refuse a change of mind once goods or money followed the decision."""
        for line in self:
            if line.state != "decided":
                raise UserError(self.env._("%(line)s is not decided.", line=line.display_name))
            documents = line.sudo()._get_document_states()[line.id]
            done = [key for key, document in documents.items() if document.state == "done"]
            if done:
                labels = self._get_document_labels()
                raise UserError(
                    self.env._(
                        "%(line)s can not be decided anew, since something was done already: "
                        "%(documents)s.",
                        line=line.display_name,
                        documents=", ".join(labels[key, "planned"] for key in done),
                    )
                )
