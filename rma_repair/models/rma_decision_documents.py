"""What the effects of a decision (`create_<document>`) share: which lines still need what.

Every effect is public, works on all lines of all its decisions at once, makes only what is
missing, changes no state and runs with the caller's rights. Who wants another document adds a key
to REQUIRED_DOCUMENTS, a method `create_<key>` and an automation `automation_create_<key>`.
"""

from odoo import Command, models
from odoo.exceptions import UserError

from .rma_case_line_documents import DOCUMENTS, PREREQUISITES
from .row_lock import lock_rows


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def action_create_documents(self):
        """Make every document that is missing, with the user's own rights."""
        for document in DOCUMENTS:
            if due := self._get_decisions_needing(document):
                getattr(due, f"create_{document}")()

    def _advance_effects(self):
        """Make what has become possible: goods came back, or a repair ended.

        Runs as the automations do (superuser), and only those that are switched on.
        """
        decisions = self.sudo().filtered(lambda decision: decision.state == "authorized")
        for document in DOCUMENTS:
            if (due := decisions._get_decisions_needing(document)) and self._is_automated(document):
                getattr(due, f"create_{document}")()

    def _is_automated(self, document):
        automation_id = self.env["ir.model.data"]._xmlid_to_res_id(
            f"rma_repair.automation_create_{document}"
        )
        return self.env["base.automation"].sudo().browse(automation_id or [])._recall().active

    def _get_decisions_needing(self, document):
        return self.filtered(
            lambda decision: any(
                document in line._get_required_documents() for line in decision.line_ids
            )
        )

    def _get_missing_lines(self, document):
        """The lines that can and must get `document` now: {line: quantity in the product's unit}.

        Locks the decisions: of two processes one makes the document, the other finds it made.

        :raise UserError: a decision is not authorized
        """
        if pending := self.filtered(lambda decision: decision.state != "authorized"):
            raise UserError(
                self.env._(
                    "%(decision)s is not authorized: no documents can be made of it.",
                    decision=pending[0].name,
                )
            )
        lock_rows(self)
        lines = self.line_ids.filtered(
            lambda line: line.decision_id in self
            and line.state == "decided"
            and document in line._get_required_documents()
        )
        documents = lines.sudo()._get_document_states()
        return {
            line: documents[line.id][document].remaining
            for line in lines
            if documents[line.id][document].state == "missing"
            and line._is_ready_for(document, documents[line.id])
        }

    def _take_over_first(self):
        """What the company keeps becomes its property before anything else is done with it."""
        if owning := self.filtered("takes_over"):
            owning.create_take_over()

    def _get_owner(self):
        """Whose the units are when they leave the returns: nobody's but the company's, or his."""
        self.ensure_one()
        return self.partner_id.browse() if self.takes_over else self.partner_id

    def _prepare_move_vals(self, quantities, leg):
        """Values of one stock move that carries the lines of `quantities`, a move line each.

        :param dict quantities: {line: quantity in the product's unit}, lines of one product
        :param dict leg: values of the move; `owner_id` goes to its move lines
        """
        self.ensure_one()
        lines = self.line_ids.browse().union(*quantities)
        places = ("owner_id", "picking_id", "location_id", "location_dest_id")
        place_vals = {name: leg[name] for name in places if name in leg}
        return {
            "product_id": lines.product_id.id,
            "product_uom": lines.product_id.uom_id.id,
            "product_uom_qty": sum(quantities.values()),
            "company_id": self.company_id.id,
            "origin": self.case_id.name,
            "to_refund": False,
            "rma_decision_id": self.id,
            "rma_line_id": lines.id if len(lines) == 1 else False,
            "reference_ids": [Command.link(self.case_id._get_reference().id)],
            "move_line_ids": [
                Command.create({**line._prepare_move_line_vals(quantity), **place_vals})
                for line, quantity in quantities.items()
            ],
            **{name: value for name, value in leg.items() if name != "owner_id"},
        }


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _is_ready_for(self, document, documents):
        """Whether the goods are there, and what comes before `document` is done."""
        self.ensure_one()
        if document not in PREREQUISITES:
            return True
        before = (documents[key] for key in PREREQUISITES[document] if key in documents)
        return self._has_come_back() and all(other.state == "done" for other in before)

    def _prepare_move_line_vals(self, quantity):
        """The move line that moves `quantity` (product's unit) of this line."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": quantity,
            "lot_id": self.lot_id.id,
            "company_id": self.company_id.id,
            "rma_line_id": self.id,
        }
