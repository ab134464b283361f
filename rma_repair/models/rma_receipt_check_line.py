from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_case_line_check import APPEARANCE_STATES, PACKING_STATES, SEAL_STATES

# What may differ from the announcement.
DIFFERING = (
    "quantity", "quantity_expected", "product_uom_id", "packing_state", "appearance_state",
    "seal_state", "is_customer_damage", "accessory_state", "accessory_ids.quantity_missing", "note",
)  # fmt: skip


class RmaReceiptCheckLine(models.Model):
    """What was seen of one unit, or one quantity, that a parcel should bring."""

    _name = "rma.receipt.check.line"
    _description = "Receipt Check of a Unit"
    _inherit = "rma.photo.mixin"
    _order = "check_id, id"
    _rec_name = "product_id"

    check_id = fields.Many2one(
        "rma.receipt.check", required=True, ondelete="cascade", index=True, readonly=True
    )
    state = fields.Selection(related="check_id.state")
    line_id = fields.Many2one(
        "rma.case.line", "RMA Line", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    product_id = fields.Many2one(related="line_id.product_id", store=True)
    tracking = fields.Selection(related="product_id.tracking")
    expected_lot_id = fields.Many2one(
        "stock.lot", "Announced Number", readonly=True, help="Empty: the parcel tells the number."
    )
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", domain="[('product_id', '=', product_id)]")
    quantity_expected = fields.Float(digits="Product Unit", readonly=True)
    quantity = fields.Float("Quantity Found", digits="Product Unit")
    product_uom_id = fields.Many2one("uom.uom", "Unit", required=True)
    expected_uom_id = fields.Many2one(related="line_id.product_uom_id", string="Announced Unit")
    packing_state = fields.Selection(PACKING_STATES, "Packing")
    appearance_state = fields.Selection(APPEARANCE_STATES, "Appearance")
    seal_state = fields.Selection(SEAL_STATES, "Tamper Seal")
    is_customer_damage = fields.Boolean("Customer's Damage")
    accessory_state = fields.Selection(
        [
            ("complete", "All There"),
            ("incomplete", "Something is missing"),
            ("none", "None expected"),
        ],
        "Accessories",
    )
    accessory_ids = fields.One2many("rma.case.line.accessory", "check_line_id", "Accessory List")
    note = fields.Text("Remarks")
    difference = fields.Char(compute="_compute_difference", help="In the reader's language.")
    is_different = fields.Boolean(compute="_compute_is_different", store=True)
    is_checked = fields.Boolean(compute="_compute_is_checked")

    _quantity_positive = models.Constraint(
        "CHECK(quantity >= 0)", "A quantity found can not be negative."
    )

    @api.depends(*DIFFERING)
    @api.depends_context("lang")
    def _compute_difference(self):
        for line in self:
            line.difference = "; ".join(line._get_differences()) or False

    @api.depends(*DIFFERING)
    def _compute_is_different(self):
        for line in self:
            line.is_different = bool(line._get_differences())

    @api.depends("packing_state", "appearance_state", "seal_state", "accessory_state", "quantity")
    def _compute_is_checked(self):
        for line in self:
            line.is_checked = bool(line.quantity) and not line._get_unchecked()

    def _get_differences(self):
        """What is not as announced, in words; nothing where nothing was found yet."""
        self.ensure_one()
        if not self.quantity:
            return []
        return [
            *self._get_quantity_difference(), *self._get_condition_differences(),
            *self._get_paper_remarks(),
        ]  # fmt: skip

    def _get_quantity_difference(self):
        expected = self._convert(self.quantity_expected, self.expected_uom_id)
        if self.product_uom_id and self.product_uom_id.compare(self.quantity, expected):
            text = self.env._(
                "%(quantity)s instead of %(expected)s %(unit)s",
                quantity=f"{self.quantity:g}",
                expected=f"{expected:g}",
                unit=self.product_uom_id.name,
            )
            return [text]
        return []

    def _get_condition_differences(self):
        found = []
        for name, good in (
            ("packing_state", ("good",)),
            ("appearance_state", ("good",)),
            ("seal_state", ("intact", "none")),
        ):
            if self[name] and self[name] not in good:
                field = self._fields[name]
                label = dict(field._description_selection(self.env))[self[name]]
                found.append(f"{field._description_string(self.env)}: {label}")
        return found

    def _get_paper_remarks(self):
        """What the receipt confirmation tells of this unit besides its condition."""
        found = []
        if self.is_customer_damage:
            found.append(self._fields["is_customer_damage"]._description_string(self.env))
        missing = self.accessory_ids.filtered("quantity_missing")
        if missing and self.accessory_state:
            found.append(
                self.env._("missing: %(list)s", list=", ".join(missing.mapped("missing_text")))
            )
        if self.note:
            found.append(self.note)
        return found

    def _convert(self, quantity, unit):
        """`quantity` of the announced unit in the unit that was counted in."""
        if (
            not self.product_uom_id
            or not unit
            or not unit._has_common_reference(self.product_uom_id)
        ):
            return quantity
        return unit._compute_quantity(quantity, self.product_uom_id, round=False)

    @api.constrains("product_uom_id", "quantity", "line_id")
    def _check_quantity(self):
        for line in self:
            unit, expected = line.product_uom_id, line.expected_uom_id
            if not unit._has_common_reference(expected):
                raise ValidationError(
                    self.env._(
                        "%(product)s is announced in %(expected)s and can not be counted in "
                        "%(unit)s.",
                        product=line.product_id.display_name,
                        expected=expected.name,
                        unit=unit.name,
                    )
                )
            in_units = unit._compute_quantity(line.quantity, line.product_id.uom_id, round=False)
            if line.tracking == "serial" and in_units not in (0, 1):
                raise ValidationError(
                    self.env._(
                        "%(product)s has serial numbers: one number is one unit.",
                        product=line.product_id.display_name,
                    )
                )

    @api.constrains("lot_id")
    def _check_lot(self):
        for line in self:
            line.lot_id._check_rma_product(line.product_id)

    @api.onchange("accessory_state")
    def _onchange_accessory_state(self):
        if self.accessory_state == "complete":
            for accessory in self.accessory_ids:
                accessory.quantity_received = accessory.quantity_expected

    @api.onchange("quantity")
    def _onchange_quantity(self):
        if self.quantity and not self.lot_id:
            self.lot_id = self.expected_lot_id

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.check_id._check_draft()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.check_id._check_draft()
        result = super().write(vals)
        if vals.get("accessory_state") == "complete" and "accessory_ids" not in vals:
            self._complete_accessories()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.check_id._check_draft()

    def action_found(self):
        """The unit is in the parcel: all of what was announced."""
        self._set_found()

    def action_not_found(self):
        """The unit is not in this parcel."""
        self.write({"quantity": 0, "lot_id": False})

    def action_in_order(self):
        """The unit is here and all is in order."""
        self._set_found()
        self._set_in_order()

    def _set_found(self):
        for line in self.filtered(lambda line: not line.quantity):
            if line.tracking == "none" or line.expected_lot_id:
                line.write(
                    {
                        "quantity": line._convert(line.quantity_expected, line.expected_uom_id),
                        "lot_id": line.expected_lot_id.id,
                    }
                )

    def _set_in_order(self):
        """Fill in what nobody has said otherwise of; batch by equal values."""
        good = {"packing_state": "good", "appearance_state": "good", "seal_state": "intact"}
        for name, value in good.items():
            self.filtered(lambda line, name=name: not line[name]).write({name: value})
        unsaid = self.filtered(lambda line: not line.accessory_state)
        bare = unsaid.filtered(lambda line: not line.accessory_ids)
        bare.write({"accessory_state": "none"})
        (unsaid - bare).write({"accessory_state": "complete"})

    def _load_accessories(self):
        """Ask for what belongs to these units."""
        self.env["rma.case.line.accessory"].sudo().create(
            [
                {
                    "line_id": line.line_id.id,
                    "check_line_id": line.id,
                    "product_id": product.id,
                    "quantity_per_unit": quantity,
                }
                for line in self
                for product, quantity in line.line_id._get_accessory_quantities().items()
            ]
        )
        bare = self.filtered(lambda line: not line.accessory_ids)
        bare.write({"accessory_state": "none"})

    def _complete_accessories(self):
        for accessory in self.accessory_ids:
            accessory.quantity_received = accessory.quantity_expected

    def _get_unchecked(self):
        """Labels of what was not looked at yet."""
        self.ensure_one()
        names = ["packing_state", "appearance_state", "seal_state", "accessory_state"]
        missing = [name for name in names if not self[name]]
        if self.tracking != "none" and not self.lot_id:
            missing.append("lot_id")
        return [self._fields[name]._description_string(self.env) for name in missing]

    def _check_complete(self):
        """Raise where something found was not looked at completely, or one number found twice."""
        for line in self.filtered("quantity"):
            if unchecked := line._get_unchecked():
                raise UserError(
                    self.env._(
                        "%(unit)s is not checked completely: %(fields)s.",
                        unit=line._get_label(),
                        fields=", ".join(unchecked),
                    )
                )
            if line.expected_lot_id and line.lot_id != line.expected_lot_id:
                raise UserError(
                    self.env._(
                        "%(expected)s was announced, but %(found)s was found. Park it, or add it "
                        "to the case first.",
                        expected=line.expected_lot_id.name,
                        found=line.lot_id.name,
                    )
                )
        serials = self.filtered(lambda line: line.tracking == "serial" and line.quantity).lot_id
        if len(serials) < len(
            self.filtered(lambda line: line.tracking == "serial" and line.quantity)
        ):
            raise UserError(self.env._("A serial number stands on two lines of this check."))

    def _get_label(self):
        self.ensure_one()
        names = (self.product_id.display_name, self.sudo().lot_id.name)
        return " ".join(filter(None, names))
