"""What was recorded about a unit when it was received and inspected."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .rma_case_line import DROPPED_STATES

PACKING_STATES = [
    ("good", "Good"),
    ("damaged", "Damaged"),
    ("unsuitable", "Unsuitable"),
]
APPEARANCE_STATES = [
    ("good", "Good"),
    ("worn", "Traces of use"),
    ("damaged", "Damaged"),
]
SEAL_STATES = [
    ("intact", "Intact"),
    ("broken", "Broken"),
    ("missing", "Missing"),
    ("none", "Product has none"),
]
DEFECT_CLASSES = [("cosmetic", "Cosmetic"), ("functional", "Functional")]
GRADES = [
    ("a", "A: as new"),
    ("b", "B: good, to be sold as discounted"),
    ("c", "C: worn, for parts or refurbishing"),
    ("d", "D: scrap"),
]
REPAIRABLE = [("yes", "Repairable"), ("no", "Not repairable")]
# Facts that a receipt check or an inspection writes; a change by hand is told on the case.
CHECKED_FIELDS = ("packing_state", "appearance_state", "seal_state", "is_customer_damage")
# Written by receipt checks and inspections only.
NOTED_FIELDS = frozenset({"inspection_id", "inspection_ids", "receipt_note"})
# What the inspection found: with a passed inspection these follow from it and nothing else.
VERDICT_FIELDS = ("finding", "failure_code_id", "defect_class", "grade", "repairable")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    packing_state = fields.Selection(PACKING_STATES, "Packing", help="Empty: not checked.")
    appearance_state = fields.Selection(APPEARANCE_STATES, "Appearance", help="Empty: not checked.")
    seal_state = fields.Selection(SEAL_STATES, "Tamper Seal", help="Empty: not checked.")
    is_customer_damage = fields.Boolean(
        "Customer's Damage", help="The damage is the customer's doing."
    )
    accessory_ids = fields.One2many("rma.case.line.accessory", "line_id", "Accessories", copy=False)
    missing_accessories = fields.Char(compute="_compute_missing_accessories")
    receipt_note = fields.Text(
        "Differences", copy=False, help="What differed from the announcement when it was received."
    )
    defect_class = fields.Selection(DEFECT_CLASSES)
    grade = fields.Selection(GRADES)
    repairable = fields.Selection(REPAIRABLE, "Repair")
    receipt_check_line_ids = fields.One2many(
        "rma.receipt.check.line", "line_id", "Receipt Checks", copy=False
    )
    inspection_ids = fields.Many2many(
        "rma.inspection", "rma_inspection_line_rel", "line_id", "inspection_id", copy=False
    )
    inspection_id = fields.Many2one(
        "rma.inspection",
        "Valid Inspection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The passed inspection this line's verdict comes from.",
    )
    is_inspection_required = fields.Boolean(compute="_compute_is_inspection_required")

    @api.depends("accessory_ids.quantity_missing")
    def _compute_missing_accessories(self):
        for line in self:
            missing = line.accessory_ids.filtered("quantity_missing")
            line.missing_accessories = ", ".join(missing.mapped("missing_text"))

    def _compute_is_inspection_required(self):
        required = self._get_inspection_reasons()
        for line in self:
            line.is_inspection_required = line.id in required

    def write(self, vals):
        told = self._get_facts_to_tell(vals)
        result = super().write(vals)
        for case, text in told.items():
            case.message_post(body=text)
        return result

    def _get_facts_to_tell(self, vals):
        """What a user changes by hand of the checks: {case: sentence}, before it is written."""
        names = [name for name in CHECKED_FIELDS if name in vals]
        if self.env.su or not names:
            return {}
        changed = self.filtered(lambda line: any(line[name] != vals[name] for name in names))
        labels = ", ".join(self._fields[name]._description_string(self.env) for name in names)
        return {
            case: self.env._(
                "%(fields)s changed by hand: %(lines)s.",
                fields=labels,
                lines=", ".join(lines[:10].mapped("display_name")),
            )
            for case, lines in changed.grouped("case_id").items()
        }

    def _check_system_fields(self, names):
        result = super()._check_system_fields(names)
        if not self.env.su and NOTED_FIELDS.intersection(names):
            raise AccessError(
                self.env._("Receipt checks and inspections tell their lines by themselves.")
            )
        return result

    def _check_fixed_fields(self, vals):
        super()._check_fixed_fields(vals)
        if self.env.su:
            return
        for line in self.filtered("inspection_id"):
            held = line._convert_to_write({name: line[name] for name in VERDICT_FIELDS})
            if any(name in vals and vals[name] != held[name] for name in VERDICT_FIELDS):
                raise UserError(
                    self.env._(
                        "The verdict on %(line)s comes from %(inspection)s. Withdraw it and "
                        "inspect again.",
                        line=line.display_name,
                        inspection=line.inspection_id.name,
                    )
                )

    def _check_inspected(self):
        """Besides the finding: where an inspection is asked for, it must have been passed."""
        result = super()._check_inspected()
        uncovered = self.filtered(
            lambda line: line.inspection_id.state != "passed"
            or line.inspection_id.finding != line.finding
        )
        for line_id, reason in uncovered._get_inspection_reasons().items():
            raise UserError(
                self.env._(
                    "%(line)s needs a passed inspection: %(reason)s",
                    line=self.browse(line_id).display_name,
                    reason=reason,
                )
            )
        return result

    def _get_inspection_reasons(self):
        """Why lines can not do without an inspection: {line id: sentence}."""
        checklists = self.env["rma.checklist"]._find_by_product(self.product_id, "incoming")
        totals = self._get_model_totals()
        reasons = {}
        for line in self:
            limit = line.company_id.rma_inspection_threshold
            total = totals.get((line.case_id.id, line.product_id.id), 0)
            if checklist := checklists.get(line.product_id):
                reasons[line.id] = self.env._(
                    "the checklist %(checklist)s asks for it.", checklist=checklist.name
                )
            elif total > limit:
                reasons[line.id] = self.env._(
                    "%(case)s brings %(total)s units of one model, and more than %(limit)s must go "
                    "through quality.",
                    case=line.case_id.name,
                    total=f"{total:g}",
                    limit=limit,
                )
        return reasons

    def _get_model_totals(self):
        """Units of each model that a case brings: {(case id, product id): quantity}."""
        products, totals = self.product_id, {}
        for line in self.sudo().case_id.line_ids:
            product = line.product_id
            if product in products and line.is_return_expected and line.state not in DROPPED_STATES:
                key = (line.case_id.id, product.id)
                totals[key] = totals.get(key, 0) + line.product_uom_id._compute_quantity(
                    line.quantity, product.uom_id, round=False
                )
        return totals

    def _on_received(self):
        """A withdrawn inspection no longer speaks for its lines."""
        result = super()._on_received()
        self.filtered("inspection_id").sudo().inspection_id = False
        return result

    def _prepare_split_vals(self, quantity, received):
        vals = super()._prepare_split_vals(quantity, received)
        return {
            **vals,
            "inspection_id": self.inspection_id.id,
            "inspection_ids": [fields.Command.set(self.inspection_ids.ids)],
        }

    def action_inspect(self):
        """Open an inspection of these received lines, one for each case and model."""
        lines = self.filtered(lambda line: line.state == "received")
        if not lines:
            raise UserError(self.env._("Only received goods can be inspected."))
        drafts = lines.inspection_ids.filtered(lambda inspection: inspection.state == "draft")
        todo = lines - drafts.line_ids
        groups = todo.grouped(lambda line: (line.case_id, line.product_id)).values()
        created = self.env["rma.inspection"].create(
            [{"line_ids": [fields.Command.set(group.ids)]} for group in groups]
        )
        return (drafts | created)._action_open()
