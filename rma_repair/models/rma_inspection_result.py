import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_checklist import ITEM_KINDS, SECTIONS, TESTS

OUTCOMES = [("open", "Open"), ("ok", "OK"), ("failed", "Failed")]
# What a checklist asks for; the inspector answers and changes no question.
FIXED_FIELDS = {
    "name", "kind", "minimum", "maximum", "has_minimum", "has_maximum", "test", "expected_answer",
    "is_photo_required", "limit_uom_id", "item_id", "unit_id",
}  # fmt: skip


class RmaInspectionResult(models.Model):
    """What an inspection showed for one item; the limits are those of the day it was inspected."""

    _name = "rma.inspection.result"
    _description = "Inspection Result"
    _inherit = "rma.photo.mixin"
    _order = "inspection_id, unit_id, sequence, id"

    inspection_id = fields.Many2one("rma.inspection", required=True, ondelete="cascade", index=True)
    unit_id = fields.Many2one(
        "rma.inspection.unit", "Sample Unit", index="btree_not_null", ondelete="cascade"
    )
    state = fields.Selection(related="inspection_id.state", string="Inspection State")
    item_id = fields.Many2one(
        "rma.checklist.item", "Checklist Item", readonly=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Item", required=True)
    section = fields.Selection(SECTIONS, required=True, default="function")
    kind = fields.Selection(ITEM_KINDS, required=True, default="yes_no")
    expected_answer = fields.Selection([("yes", "Yes"), ("no", "No")], "Good Answer", default="yes")
    limit_uom_id = fields.Many2one("uom.uom", "Unit of the Limits", readonly=True)
    has_minimum = fields.Boolean("Lower Limit")
    minimum = fields.Float(digits=(16, 4))
    has_maximum = fields.Boolean("Upper Limit")
    maximum = fields.Float(digits=(16, 4))
    is_photo_required = fields.Boolean("Photo Mandatory")
    test = fields.Selection(TESTS)
    answer = fields.Selection([("yes", "Yes"), ("no", "No")])
    value = fields.Float("Measured", digits=(16, 4))
    is_measured = fields.Boolean(
        compute="_compute_is_measured", store=True, readonly=False, help="A value was entered."
    )
    uom_id = fields.Many2one("uom.uom", "Unit")
    note = fields.Char()
    limits = fields.Char("Allowed Range", compute="_compute_limits")
    outcome = fields.Selection(OUTCOMES, compute="_compute_outcome", store=True)
    message = fields.Char("What is Wrong", compute="_compute_message")

    @api.depends("value")
    def _compute_is_measured(self):
        for result in self:
            result.is_measured = result.is_measured or bool(result.value)

    @api.depends("has_minimum", "minimum", "has_maximum", "maximum", "limit_uom_id", "kind")
    def _compute_limits(self):
        for result in self:
            low = f"≥ {result.minimum:g}" if result.has_minimum else ""
            high = f"≤ {result.maximum:g}" if result.has_maximum else ""
            if low and high:
                low, high = f"{result.minimum:g} … {result.maximum:g}", ""
            unit = result.limit_uom_id.name or ""
            is_measure = result.kind == "measure" and (low or high)
            result.limits = f"{low}{high} {unit}".strip() if is_measure else False

    @api.depends(
        "kind", "answer", "expected_answer", "value", "is_measured", "uom_id", "note",
        "has_minimum", "minimum", "has_maximum", "maximum", "photo_ids", "is_photo_required",
    )  # fmt: skip
    def _compute_outcome(self):
        for result in self:
            if result._is_open():
                result.outcome = "open"
            else:
                result.outcome = "ok" if result._is_good() else "failed"

    @api.depends("outcome")
    def _compute_message(self):
        for result in self:
            result.message = result._get_message()

    def _get_paper_name(self):
        """The item in the reader's language where the checklist has it."""
        self.ensure_one()
        item = self.item_id.sudo()
        unchanged = item and self.name in item._get_names()
        return item.name if unchanged else self.name

    def _is_open(self):
        """Nothing was entered, or the photo it asks for is missing."""
        self.ensure_one()
        entered = {
            "yes_no": bool(self.answer),
            "measure": self.is_measured,
            "text": bool((self.note or "").strip()),
            "photo": bool(self.photo_ids),
        }[self.kind]
        return not entered or (self.is_photo_required and not self.photo_ids)

    def _is_good(self):
        self.ensure_one()
        if self.kind == "yes_no":
            return self.answer == self.expected_answer
        return self.kind != "measure" or not self._get_excess()

    def _get_value_in_limit_unit(self):
        """The measured value in the unit of its limits."""
        self.ensure_one()
        if not self.uom_id or not self.limit_uom_id:
            return self.value
        return self.uom_id._compute_quantity(self.value, self.limit_uom_id, round=False)

    def _get_excess(self):
        """Which limit the measured value breaks: 'low', 'high' or nothing."""
        self.ensure_one()
        value = self._get_value_in_limit_unit()
        tolerance = 1e-9 * max(abs(value), 1.0)
        if self.has_minimum and value < self.minimum - tolerance:
            return "low"
        if self.has_maximum and value > self.maximum + tolerance:
            return "high"
        return ""

    def _get_message(self):
        """Why this item is not good, in words; empty where it is."""
        self.ensure_one()
        if self.outcome == "open":
            photo = self.is_photo_required and not self.photo_ids
            return self.env._("photo missing") if photo else self.env._("not filled in")
        if self.outcome == "ok":
            return ""
        if self.kind == "yes_no":
            return dict(self._fields["answer"]._description_selection(self.env))[self.answer]
        excess = self._get_excess()
        text = (
            self.env._("%(value)s %(unit)s is below %(limit)s %(limit_unit)s")
            if excess == "low"
            else self.env._("%(value)s %(unit)s is above %(limit)s %(limit_unit)s")
        )
        return text % {
            "value": f"{self.value:g}",
            "unit": self.uom_id.name or "",
            "limit": f"{self.minimum if excess == 'low' else self.maximum:g}",
            "limit_unit": self.limit_uom_id.name or "",
        }

    @api.constrains("uom_id", "limit_uom_id", "kind")
    def _check_unit(self):
        for result in self.filtered(lambda result: result.kind == "measure"):
            unit, limit_unit = result.uom_id, result.limit_uom_id
            if limit_unit and (not unit or not unit._has_common_reference(limit_unit)):
                raise ValidationError(
                    self.env._(
                        "%(item)s is measured in %(expected)s; %(entered)s can not be converted "
                        "into it.",
                        item=result.name,
                        expected=limit_unit.name,
                        entered=unit.name or self.env._("a value without unit"),
                    )
                )

    @api.constrains("unit_id", "inspection_id")
    def _check_unit_of_sample(self):
        for result in self.filtered("unit_id"):
            if result.unit_id.inspection_id != result.inspection_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is in the sample of another inspection.",
                        unit=result.unit_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_value(vals)
            if "value" in vals:
                vals.setdefault("is_measured", True)
        results = super().create(vals_list)
        results.inspection_id._check_unfinished()
        return results

    def write(self, vals):
        self.inspection_id._check_unfinished()
        if FIXED_FIELDS & set(vals) and self.filtered("item_id"):
            raise UserError(self.env._("What a checklist asks for can not be changed here."))
        self._check_value(vals)
        if "value" in vals:
            vals = {"is_measured": True, **vals}
        return super().write(vals)

    def _check_value(self, vals):
        """A measured value is a number; core can not even round an infinite one."""
        if not math.isfinite(vals.get("value") or 0):
            raise ValidationError(
                self.env._("%(item)s: enter a number.", item=vals.get("name") or self[:1].name)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checklist(self):
        self.inspection_id._check_unfinished()
        if self.filtered("item_id") and not self.env.su:
            raise UserError(self.env._("An item of the checklist can not be left out."))
