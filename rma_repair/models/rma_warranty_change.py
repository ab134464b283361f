from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

CHANGE_KINDS = [
    ("extend", "Extended"),
    ("void", "Voided"),
    ("restore", "Restored"),
    ("give_back", "Time given back"),
]


class RmaWarrantyChange(models.Model):
    """One change to the warranty of one serial or lot: what, why, by whom and when.

    Changes are never edited or deleted; a mistake is answered by another change.
    """

    _name = "rma.warranty.change"
    _description = "Warranty Change"
    _order = "id desc"
    _check_company_auto = True

    lot_id = fields.Many2one(
        "stock.lot", "Lot/Serial", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="lot_id.product_id")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(CHANGE_KINDS, required=True, default="extend")
    date_until = fields.Date("Warranty until", help="The last day of the extended warranty.")
    days = fields.Integer(help="Calendar days given back.", readonly=True)
    reason = fields.Text(required=True)
    line_id = fields.Many2one(
        "rma.case.line", "RMA Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users", "Changed by", readonly=True, required=True, default=lambda self: self.env.user
    )
    date = fields.Datetime("On", readonly=True, required=True, default=fields.Datetime.now)

    _extension_has_date = models.Constraint(
        "CHECK(kind <> 'extend' OR date_until IS NOT NULL)",
        "Enter the last day of the extended warranty.",
    )
    _days_positive = models.Constraint(
        "CHECK(kind <> 'give_back' OR days > 0)", "Only time that passed can be given back."
    )
    _reason_given = models.Constraint("CHECK(btrim(reason) <> '')", "Say why the warranty changes.")
    _given_back_once = models.UniqueIndex(
        "(line_id) WHERE kind = 'give_back' AND line_id IS NOT NULL",
        "The time of this return was given back already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Note the change; who and when are not for the caller to choose."""
        if not self.env.su:
            if any(vals.get("kind") == "give_back" for vals in vals_list):
                raise UserError(self.env._("Time is given back by the system when a repair ends."))
            own = {"user_id", "date", "line_id", "days"}
            vals_list = [
                {name: value for name, value in vals.items() if name not in own}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A warranty change is never edited. Make another change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("A warranty change is never deleted. Make another change."))

    def _get_voiding(self):
        """The change that voids the warranty of these changes' lot, if one still does."""
        last = self.filtered(lambda change: change.kind in ("void", "restore")).sorted("id")[-1:]
        return last.filtered(lambda change: change.kind == "void")

    def _get_until(self, until):
        """The last day of warranty after these changes, `until` before them."""
        until += timedelta(days=sum(self.filtered(lambda c: c.kind == "give_back").mapped("days")))
        extensions = self.filtered(lambda change: change.kind == "extend").mapped("date_until")
        return max([until, *extensions])


class StockLot(models.Model):
    _inherit = "stock.lot"

    rma_warranty_change_ids = fields.One2many(
        "rma.warranty.change", "lot_id", "Warranty Changes", groups="rma_repair.group_user"
    )
    rma_warranty_change_count = fields.Integer(
        compute="_compute_rma_warranty_change_count", groups="rma_repair.group_user"
    )

    @api.depends("rma_warranty_change_ids")
    def _compute_rma_warranty_change_count(self):
        for lot in self:
            lot.rma_warranty_change_count = len(lot.rma_warranty_change_ids)

    def action_view_warranty_changes(self):
        """Open what was changed about the warranty of this serial, and change it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_repair.rma_warranty_change_action"
        )
        action["domain"] = [("lot_id", "=", self.id)]
        action["context"] = {"default_lot_id": self.id}
        return action


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _on_closed(self):
        result = super()._on_closed()
        self._give_time_back()
        return result

    def _give_time_back(self):
        """Add the days repaired serials were in our hands to their warranty, where promised."""
        self.sudo().warranty_policy_id._recall()
        promised = self.sudo().filtered(
            lambda line: line.lot_id
            and line.date_received
            and line.unit_outcome == "repair"
            and line.settlement == "return"
            and line.warranty_policy_id.gives_back_time
            and line.entitlement in ("return", "exchange", "warranty")
            and line not in line.lot_id.rma_warranty_change_ids.line_id
        )
        changes = promised.env["rma.warranty.change"]
        changes.create(
            [line._prepare_give_back_vals() for line in promised if line._get_days_in_hands() > 0]
        )

    def _get_days_in_hands(self):
        """Calendar days from the receipt of this line to its end, in the company's time zone."""
        self.ensure_one()
        company = self.company_id
        end = company._rma_local_date(self.date_closed or fields.Datetime.now())
        return (end - company._rma_local_date(self.date_received)).days

    def _prepare_give_back_vals(self):
        self.ensure_one()
        return {
            "lot_id": self.lot_id.id,
            "company_id": self.company_id.id,
            "line_id": self.id,
            "kind": "give_back",
            "days": self._get_days_in_hands(),
            "reason": self.env._("In our hands for repair: %(case)s", case=self.case_id.name),
        }
