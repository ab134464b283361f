from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

PLACES = [
    ("raw", "Raw Material"),
    ("wip", "Work in Progress"),
    ("finished", "Finished Goods"),
    ("warehouse", "Warehouse"),
    ("transit", "In Transit"),
    ("customer", "Customer"),
    ("field", "Field"),
    ("supplier", "Supplier"),
    ("service", "Service Parts"),
]
RESULTS = [("passed", "Passed"), ("failed", "Failed")]


class Rma8dContainment(models.Model):
    """Containment at one place: what is suspect there, what was sorted, how, and how well.

    Every place is answered: with a measure, or as not applicable with a reason.
    Suspect = OK + NOK + open, in the product's unit.
    """

    _name = "rma.8d.containment"
    _description = "8D Containment"
    _inherit = ["rma.8d.part"]
    _order = "sequence, id"

    _stamps = {
        "verification_result": (
            "verified_by_id",
            "date_verified",
            ("responsible_id",),
            {"passed", "failed"},
        )
    }

    place = fields.Selection(PLACES, required=True)
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    partner_id = fields.Many2one("res.partner", "Customer/Supplier", check_company=True)
    radar_key = fields.Char(readonly=True, copy=False)
    is_not_applicable = fields.Boolean("N/A", help="Nothing suspect can be at this place.")
    not_applicable_reason = fields.Char("Why N/A")
    lot_range = fields.Char("Lots/Serials")
    qty_suspect = fields.Float("Suspect", digits="Product Unit")
    qty_ok = fields.Float("OK", digits="Product Unit")
    qty_nok = fields.Float("NOK", digits="Product Unit")
    qty_open = fields.Float("Open", compute="_compute_qty_open", store=True, digits="Product Unit")
    qty_reworked = fields.Float("Reworked", digits="Product Unit")
    qty_scrapped = fields.Float("Scrapped", digits="Product Unit")
    date_open_until = fields.Date("Open until", help="When the open quantity will be sorted.")
    method = fields.Char(help="How the parts are checked, and by which instruction.")
    responsible_id = fields.Many2one(
        "res.users", index="btree_not_null", domain="[('share', '=', False)]"
    )
    date_introduced = fields.Datetime("Introduced")
    date_effective = fields.Datetime("Effective from")
    effectiveness = fields.Float("Effective (%)")
    proof = fields.Char(help="How the effectiveness was shown.")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", bypass_search_access=True)
    verification_result = fields.Selection(RESULTS)
    verified_by_id = fields.Many2one("res.users", readonly=True)
    date_verified = fields.Datetime(readonly=True)
    marking = fields.Char("Marking of Clean Parts")
    first_clean = fields.Char("First Clean Shipment", help="Date, serial or delivery note.")
    informed = fields.Char("Informed Areas")
    is_firewall = fields.Boolean("Firewall", help="A check between us and the customer was put up.")
    date_withdrawn = fields.Date("Withdrawn on")
    is_permanent = fields.Boolean()
    permanent_reason = fields.Char("Why Permanent")
    picking_id = fields.Many2one(
        "stock.picking", "Quarantine Transfer", readonly=True, check_company=True
    )
    is_answered = fields.Boolean(compute="_compute_is_answered")

    _quantities_positive = models.Constraint(
        "CHECK(qty_suspect >= 0 AND qty_ok >= 0 AND qty_nok >= 0"
        " AND qty_reworked >= 0 AND qty_scrapped >= 0)",
        "Containment quantities can not be negative.",
    )

    @api.depends("place", "warehouse_id", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["place"]._description_selection(self.env))
        for row in self.sudo():  # warehouses are Inventory's otherwise
            names = (labels.get(row.place), row.warehouse_id.name, row.partner_id.display_name)
            row.display_name = " · ".join(name for name in names if name)

    @api.depends("qty_suspect", "qty_ok", "qty_nok")
    def _compute_qty_open(self):
        for row in self:
            row.qty_open = row.qty_suspect - row.qty_ok - row.qty_nok

    def _compute_is_answered(self):
        for row in self:
            row.is_answered = not row._get_missing()

    @api.constrains("qty_suspect", "qty_ok", "qty_nok", "qty_reworked", "qty_scrapped")
    def _check_quantities(self):
        for row in self:
            digits = self.env["decimal.precision"].precision_get("Product Unit")
            if float_compare(row.qty_ok + row.qty_nok, row.qty_suspect, digits) > 0:
                raise ValidationError(
                    self.env._(
                        "%(row)s: OK and NOK exceed the suspect quantity.", row=row.display_name
                    )
                )
            if float_compare(row.qty_reworked + row.qty_scrapped, row.qty_nok, digits) > 0:
                raise ValidationError(
                    self.env._(
                        "%(row)s: more reworked and scrapped than NOK.", row=row.display_name
                    )
                )

    def _get_missing(self):
        """What this row still lacks before its place is answered, in words."""
        self.ensure_one()
        if self.is_not_applicable:
            names = ["not_applicable_reason"]
        else:
            names = ["method", "responsible_id", "date_effective", "effectiveness", "proof"]
            names.append("verification_result")
            if self.qty_open:
                names.append("date_open_until")
        labels = [
            self._fields[name]._description_string(self.env) for name in names if not self[name]
        ]
        if self.verification_result == "failed" and not self.is_not_applicable:
            labels.append(self.env._("a verification that passed"))
        return labels
