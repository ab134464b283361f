"""What a decision gives the workshop: price, places, batches."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# What the policies say of units whose repair the customer pays.
NO_WARRANTY = ("expired", "void")
# What they say where they can not tell.
UNKNOWN_WARRANTY = ("unknown", False)


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    repair_charge = fields.Selection(
        [
            ("warranty", "As each unit's warranty says"),
            ("charged", "The customer pays"),
            ("free", "Free of charge"),
        ],
        "Repair Price",
        required=True,
        default="warranty",
        help="Where the customer pays, he gets a quotation, and work starts once he accepted it.",
    )
    is_repair_charged = fields.Boolean(
        "A Customer Pays",
        compute="_compute_is_repair_charged",
        help="At least one of these repairs is quoted to the customer.",
    )
    unknown_warranty_count = fields.Integer(
        "Units of Unknown Warranty",
        compute="_compute_unknown_warranty_count",
        help="A person must say whether the customer pays their repair.",
    )
    replaced_decision_id = fields.Many2one(
        "rma.decision",
        "Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The decision these lines left, and that is kept.",
    )

    @api.depends("repair_charge", "unit_outcome", "line_ids.entitlement")
    def _compute_is_repair_charged(self):
        for decision in self:
            decision.is_repair_charged = decision.unit_outcome == "repair" and any(
                decision._is_repair_charged(line) for line in decision.line_ids
            )

    @api.depends("repair_charge", "unit_outcome", "line_ids.entitlement")
    def _compute_unknown_warranty_count(self):
        for decision in self:
            decision.unknown_warranty_count = len(decision._get_unknown_lines())

    def create_repair_order(self):
        repairs = super().create_repair_order()
        for company, own in repairs.grouped("company_id").items():
            for same in own.grouped(lambda one: (one.rma_decision_id, one.product_id)).values():
                if len(same) > company.rma_batch_size:
                    same.action_make_batch()
        return repairs

    def _prepare_repair_vals(self, line, place):
        vals = super()._prepare_repair_vals(line, place)
        vals["under_warranty"] = not self._is_repair_charged(line)
        if self.unit_outcome == "dismantle":
            vals["product_location_dest_id"] = self.company_id.rma_loss_location_id.id
        return vals

    def _is_repair_charged(self, line):
        """Whether the customer pays the repair of `line`: it is out of warranty, or decided so.

        What the company took over, it repairs at its own cost.
        """
        self.ensure_one()
        if self.unit_outcome != "repair":
            return False
        if self.repair_charge != "warranty":
            return self.repair_charge == "charged"
        return line.entitlement in NO_WARRANTY

    def _check_to_approve(self):
        result = super()._check_to_approve()
        self._check_repair_charge_known()
        return result

    def _check_repair_charge_known(self):
        """Refuse to guess who pays: where the policies can not tell, a person says it."""
        if unknown := self.filtered("unknown_warranty_count")[:1]:
            lines = unknown._get_unknown_lines().mapped("display_name")
            raise UserError(
                self.env._(
                    "The warranty of %(lines)s is unknown. Choose on %(decision)s whether the "
                    "customer pays these repairs or they are free of charge, or enter the date "
                    "of purchase on the line.",
                    lines=", ".join(lines[:10]),
                    decision=unknown.name,
                )
            )

    def _get_unknown_lines(self):
        """The lines whose repair nobody said who pays, and no policy knows."""
        self.ensure_one()
        if self.unit_outcome != "repair" or self.repair_charge != "warranty":
            return self.line_ids.browse()
        return self.line_ids.filtered(lambda line: line.entitlement in UNKNOWN_WARRANTY)

    def _check_content_fixed(self, vals):
        if "repair_charge" in vals and self.filtered(
            lambda one: one.state != "draft" and one.repair_charge != vals["repair_charge"]
        ):
            raise UserError(self.env._("The price was submitted. Set the decision back to draft."))
        return super()._check_content_fixed(vals)
