"""The documents a line's disposition requires: what there is, what is missing, and the closing."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from .row_lock import lock_rows

# What a line needs before it may close, by facet. An outcome or settlement that is not here raises.
# Where the company takes the unit over, "take_over" comes first.
REQUIRED_DOCUMENTS = {
    "unit_outcome": {
        "as_is": ("return_delivery",),
        "repair": ("repair_order", "return_delivery"),
        "refurbish": ("repair_order", "restock"),
        "restock": ("restock",),
        "dismantle": ("repair_order",),
        "scrap": ("scrap",),
        "vendor": ("vendor_transfer",),
        "not_returned": (),
    },
    "settlement": {
        "return": ("return_delivery",),
        "replace": ("replacement",),
        "credit": ("credit_note",),
        "compensate": ("compensation",),
        "none": (),
    },
    "repair_charge": {
        "charged": ("repair_invoice",),
        "free": (),
    },
}
# In the order they are made; each is made by `create_<document>` of the decision.
DOCUMENTS = (
    "take_over",
    "replacement",
    "credit_note",
    "compensation",
    "charge",
    "scrap",
    "repair_order",
    "repair_invoice",
    "return_delivery",
    "restock",
    "vendor_transfer",
)
# Documents that are stock moves: the operation, and the usage of the location that ends it.
MOVE_DOCUMENTS = {
    "take_over": ("take_over", "internal"),
    "replacement": ("replacement", "customer"),
    "scrap": ("scrap", "inventory"),
    "return_delivery": ("return", "customer"),
    "restock": ("restock", "internal"),
    "vendor_transfer": ("vendor", "supplier"),
}
# Documents that need the goods, and what has to be done before them where it is required too.
PREREQUISITES = {
    "take_over": (),
    "scrap": ("take_over",),
    "repair_order": ("take_over",),
    "repair_invoice": ("repair_order",),
    "return_delivery": ("repair_order",),
    "restock": ("take_over", "repair_order"),
    "vendor_transfer": ("take_over",),
}


class Document(NamedTuple):
    """Where one document of one line stands; `remaining` is in the product's unit."""

    state: str
    remaining: float


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    credit_waived = fields.Char(
        "No Credit Note",
        readonly=True,
        copy=False,
        help="Why this line is settled without a credit note.",
    )

    @api.depends(
        "state",
        "decision_id",
        "quantity",
        "quantity_received",
        "credit_waived",
        "credit_line_id.parent_state",
        "decision_id.credit_note_ids.state",
        "moved_quantities",
        "repair_ids.state",
        "repair_ids.is_charged",
        "repair_ids.quotation_ids.state",
        "repair_ids.quotation_ids.invoice_ids.state",
    )
    def _compute_missing_documents(self):
        decided = self.filtered(lambda line: line.state == "decided")
        (self - decided).missing_documents = False
        documents = decided.sudo()._get_document_states()
        labels = self._get_document_labels()
        for line in decided:
            missing = line._get_missing_labels(documents[line.id], labels)
            line.missing_documents = ", ".join(missing) or False

    def _get_missing_labels(self, documents, labels):
        """What is missing of this line's `documents`, in words."""
        self.ensure_one()
        unfinished = [key for key in documents if documents[key].state != "done"]
        waiting = not self._has_come_back() and any(key in PREREQUISITES for key in unfinished)
        missing = [labels["goods", "missing"]] if waiting else []
        return missing + [
            labels[key, documents[key].state]
            for key in unfinished
            if not (waiting and key in PREREQUISITES)
        ]

    @api.model
    def _get_document_labels(self):
        """What to say about each document that is missing, or planned and not done."""
        return {
            ("goods", "missing"): self.env._("goods to receive"),
            ("take_over", "missing"): self.env._("unit to take over"),
            ("take_over", "planned"): self.env._("unit to take over"),
            ("replacement", "missing"): self.env._("replacement to plan"),
            ("replacement", "planned"): self.env._("replacement to ship"),
            ("credit_note", "missing"): self.env._("credit note to create"),
            ("credit_note", "planned"): self.env._("credit note to post"),
            ("compensation", "missing"): self.env._("compensation to create"),
            ("compensation", "planned"): self.env._("compensation to post"),
            ("scrap", "missing"): self.env._("unit to scrap"),
            ("scrap", "planned"): self.env._("unit to scrap"),
            ("repair_order", "missing"): self.env._("repair to open"),
            ("repair_order", "planned"): self.env._("repair to finish"),
            ("repair_invoice", "missing"): self.env._("repair invoice to create"),
            ("repair_invoice", "planned"): self.env._("repair invoice to post"),
            ("return_delivery", "missing"): self.env._("delivery back to plan"),
            ("return_delivery", "planned"): self.env._("delivery back to ship"),
            ("restock", "missing"): self.env._("restocking to plan"),
            ("restock", "planned"): self.env._("restocking to carry out"),
            ("vendor_transfer", "missing"): self.env._("shipment to the vendor to plan"),
            ("vendor_transfer", "planned"): self.env._("shipment to the vendor to ship"),
        }

    def _has_come_back(self):
        """Whether all of this line is in the company's hands."""
        self.ensure_one()
        return self.product_uom_id.compare(self.quantity_received, self.quantity) >= 0

    def _get_required_documents(self):
        """Keys of the documents this line's disposition asks for, in the order they are made."""
        self.ensure_one()
        disposition = self.disposition_id._recall()
        if not disposition:
            return ()
        required = {
            *(("take_over",) if disposition.takes_over else ()),
            *REQUIRED_DOCUMENTS["unit_outcome"][disposition.unit_outcome],
            *REQUIRED_DOCUMENTS["settlement"][disposition.settlement],
            *REQUIRED_DOCUMENTS["repair_charge"][self._get_repair_charge()],
        }
        return tuple(key for key in DOCUMENTS if key in required)

    def _get_document_states(self):
        """Where every required document of these lines stands: {line id: {key: Document}}."""
        quantities = self._get_moved_quantities()
        documents = {}
        for line in self:
            documents[line.id] = {
                key: line._get_document(key, quantities) for key in line._get_required_documents()
            }
        return documents

    def _get_document(self, key, quantities):
        needed = self._get_product_quantity()
        if key not in MOVE_DOCUMENTS:
            state = getattr(self, f"_get_{key}_state")()
            return Document(state, needed if state == "missing" else 0.0)
        done, planned = quantities[self.id, key]
        unit = self.product_id.uom_id
        if unit.compare(done, needed) >= 0:
            return Document("done", 0.0)
        remaining = needed - done - planned
        return Document(
            "missing" if unit.compare(remaining, 0) > 0 else "planned", max(remaining, 0.0)
        )

    def _get_credit_note_state(self):
        if self.credit_waived:
            return "done"
        states = {"posted": "done", "draft": "planned"}
        return states.get(self.credit_line_id.parent_state, "missing")

    def _get_compensation_state(self):
        notes = set(self.decision_id.credit_note_ids.mapped("state"))
        return "done" if "posted" in notes else "planned" if "draft" in notes else "missing"

    def _get_repair_order_state(self):
        repairs = set(self.repair_ids.mapped("state")) - {"cancel"}
        return "done" if "done" in repairs else "planned" if repairs else "missing"

    def _lock_closing(self):
        """Wait for who moves these lines' cases on: what he did may end them, or open them again.

        Only for what leaves no event on the trail, which makes each wait for the other.
        """
        lock_rows(self.case_id.sudo())

    def _close_finished(self):
        """Close the decided ones of these lines that miss nothing any more (R4)."""
        decided = self.sudo().filtered(lambda line: line.state == "decided")
        decided.filtered(lambda line: not line.missing_documents).write({"state": "closed"})

    def _reopen_unfinished(self):
        """Put closed lines back to decided whose documents were taken back."""
        closed = self.sudo().filtered(lambda line: line.state == "closed")
        if not closed:
            return
        documents = closed._get_document_states()
        closed.filtered(
            lambda line: any(doc.state != "done" for doc in documents[line.id].values())
        ).write({"state": "decided"})

    def _check_reopening(self):
        """A closed line is open again only when one of its documents was taken back."""
        closed = self.filtered(lambda line: line.state == "closed")
        documents = closed.sudo()._get_document_states()
        for line in closed:
            if all(document.state == "done" for document in documents[line.id].values()):
                raise UserError(
                    self.env._(
                        "%(line)s is closed: every document is done. Open a new case instead.",
                        line=line.display_name,
                    )
                )
