from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("unknown", "Unknown serial or goods"),
    ("not_announced", "Not on the case"),
    ("foreign", "Delivered to another customer"),
    ("other_case", "Belongs to another case"),
    ("surplus", "More than authorized"),
    ("wrong_product", "Another product than announced"),
    ("no_case", "Parcel without a case"),
    ("other", "Other"),
]
RESOLUTIONS = [
    ("case", "Taken into a case"),
    ("sent_back", "Sent back"),
    ("collected", "Collected by the owner"),
    ("disposed", "Disposed of, with the owner's consent"),
    ("mistake", "Entered by mistake"),
]
OPEN_DAYS = 7


class RmaParkedGoods(models.Model):
    """Goods that came without an accepted line: refused at the door, or put aside.

    What it is, from whom, where it lies and why it is there, until somebody resolves it. It is
    not in the stock, and it can not be deleted: the goods are real.
    """

    _name = "rma.parked.goods"
    _description = "Parked Goods"
    _inherit = ["rma.photo.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True
    )
    check_id = fields.Many2one(
        "rma.receipt.check", "Receipt Check", readonly=True, index="btree_not_null",
        check_company=True,
    )  # fmt: skip
    case_id = fields.Many2one(
        "rma.case", compute="_compute_case_id", store=True, readonly=False, precompute=True,
        index="btree_not_null", check_company=True, help="The case whose parcel it came in.",
    )  # fmt: skip
    partner_id = fields.Many2one(
        "res.partner", "From", compute="_compute_partner_id", store=True, readonly=False,
        precompute=True, index="btree_not_null", tracking=True,
    )  # fmt: skip
    parcel_reference = fields.Char("Parcel", help="Tracking number or sender on the label.")
    product_id = fields.Many2one(
        "product.product", domain="[('type', '=', 'consu')]", index="btree_not_null"
    )
    description = fields.Char("What it is")
    lot_name = fields.Char("Lot/Serial", index="trigram")
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one("uom.uom", "Unit")
    reason = fields.Selection(REASONS, required=True, default="unknown", tracking=True)
    handling = fields.Selection(
        [("parked", "Parked"), ("refused", "Refused: handed back to the carrier")],
        required=True, default="parked", tracking=True,
    )  # fmt: skip
    place = fields.Char(
        "Lies at", compute="_compute_place", store=True, readonly=False, precompute=True,
        tracking=True, help="Shelf, cage or room.",
    )  # fmt: skip
    note = fields.Text()
    date_arrived = fields.Datetime("Arrived on", default=fields.Datetime.now, required=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", compute="_compute_user_id", store=True, readonly=False,
        precompute=True, domain="[('share', '=', False)]", help="Who has to resolve it.",
    )  # fmt: skip
    state = fields.Selection(
        [("open", "Parked"), ("refused", "Refused"), ("resolved", "Resolved")],
        compute="_compute_state", store=True, index=True, tracking=True,
    )  # fmt: skip
    resolution = fields.Selection(RESOLUTIONS, copy=False, tracking=True)
    resolution_note = fields.Char("How it was Resolved", copy=False, tracking=True)
    resolution_line_id = fields.Many2one(
        "rma.case.line", "Taken into", copy=False, check_company=True, index="btree_not_null"
    )
    date_resolved = fields.Datetime("Resolved on", readonly=True, copy=False)
    resolved_by_id = fields.Many2one("res.users", "Resolved by", readonly=True, copy=False)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of parked goods must be positive."
    )

    @api.depends("check_id", "case_id")
    def _compute_company_id(self):
        for goods in self:
            goods.company_id = (
                goods.check_id.company_id or goods.case_id.company_id or self.env.company
            )

    @api.depends("check_id")
    def _compute_case_id(self):
        for goods in self:
            goods.case_id = goods.check_id.case_id or goods.case_id

    @api.depends("case_id")
    def _compute_partner_id(self):
        for goods in self:
            goods.partner_id = goods.partner_id or goods.case_id.partner_id

    @api.depends("check_id.parked_place")
    def _compute_place(self):
        for goods in self:
            goods.place = goods.place or goods.check_id.parked_place

    @api.depends("case_id")
    def _compute_user_id(self):
        for goods in self:
            goods.user_id = goods.user_id or goods.case_id.user_id or self.env.user

    @api.depends("handling", "resolution", "date_resolved")
    def _compute_state(self):
        for goods in self:
            if goods.date_resolved:
                goods.state = "resolved"
            else:
                goods.state = "refused" if goods.handling == "refused" else "open"

    @api.depends("name", "product_id", "lot_name", "description")
    def _compute_display_name(self):
        for goods in self:
            what = goods.product_id.display_name or goods.description
            parts = (goods.name, what, goods.lot_name)
            goods.display_name = " · ".join(part for part in parts if part and part != "/")

    @api.constrains("product_id", "description", "lot_name")
    def _check_described(self):
        for goods in self:
            if not (goods.product_id or goods.description or goods.lot_name):
                raise UserError(self.env._("Say what the parked goods are."))

    @api.constrains("handling", "place", "check_id", "date_resolved")
    def _check_place(self):
        """What is parked can be found again."""
        for goods in self:
            if goods.state == "open" and not goods.place and goods.check_id.state != "draft":
                raise UserError(self.env._("Say where %(goods)s lies.", goods=goods.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("rma.parked.goods") or "/"
        goods = super().create(vals_list)
        goods.filtered(lambda goods: not goods.check_id)._ask_to_resolve()
        return goods

    def write(self, vals):
        if not self.env.su:
            self._check_open(vals)
        return super().write(vals)

    def _check_open(self, vals):
        """What was resolved stays as it was; resolving goes through its checks."""
        own = {name for name in vals if not name.startswith(("message_", "activity_"))}
        if own & {"date_resolved", "resolved_by_id"}:
            raise UserError(self.env._("Resolve parked goods with the button: it asks how."))
        if own and (resolved := self.filtered("date_resolved")):
            raise UserError(
                self.env._("%(goods)s is resolved and stays on file.", goods=resolved[0].name)
            )

    def _ask_to_resolve(self):
        """An activity for whoever is responsible, so that nothing is forgotten."""
        for goods in self.filtered(lambda goods: goods.state == "open"):
            goods.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.add(fields.Date.today(), days=OPEN_DAYS),
                summary=self.env._("Resolve parked goods"),
                user_id=goods.user_id.id or self.env.uid,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Parked goods are real and stay on file. Resolve them: entered by mistake.")
        )

    def action_resolve(self):
        """The goods are gone, or in a case: each needs how and why."""
        self.check_access("write")
        self._check_resolution()
        self.sudo().write({"date_resolved": fields.Datetime.now(), "resolved_by_id": self.env.uid})
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _check_resolution(self):
        """Raise where one does not say how it was resolved."""
        for goods in self:
            if not goods.resolution:
                raise UserError(
                    self.env._("Enter how %(goods)s is resolved.", goods=goods.display_name)
                )
            if goods.resolution == "case" and not goods.resolution_line_id:
                raise UserError(
                    self.env._(
                        "Choose the RMA line %(goods)s is taken into.", goods=goods.display_name
                    )
                )
            if goods.resolution != "case" and not goods.resolution_note:
                raise UserError(
                    self.env._(
                        "Write how %(goods)s was resolved: tracking number, who took it, whose "
                        "consent.",
                        goods=goods.display_name,
                    )
                )

    def action_add_to_case(self):
        """Announce the goods on their case: a requested line that still has to be authorized."""
        for goods in self:
            if not (goods.case_id and goods.product_id):
                raise UserError(
                    self.env._("Enter the case and the product of %(goods)s.", goods=goods.name)
                )
            line = self.env["rma.case.line"].create(goods._prepare_line_vals())
            goods.write({"resolution": "case", "resolution_line_id": line.id})
            goods.action_resolve()

    def _prepare_line_vals(self):
        """The RMA line that takes these goods in."""
        self.ensure_one()
        vals = {"case_id": self.case_id.id, "product_id": self.product_id.id, "reason": self.note}
        lot = self.env["stock.lot"].search(
            [("name", "=", self.lot_name), ("product_id", "=", self.product_id.id)], limit=1
        )
        if lot and self.lot_name:
            vals["lot_id"] = lot.id
        return {
            **vals,
            "quantity": self.quantity,
            "product_uom_id": (self.product_uom_id or self.product_id.uom_id).id,
        }

    @api.model
    def _find_reason(self, case, product, lot):
        """Why goods with this number do not belong to `case`."""
        if not product and not lot:
            return "unknown"
        lines = self.env["rma.case.line"].sudo()
        if lot and lines.search_count(
            [("lot_id", "=", lot.id), ("case_id", "!=", case._origin.id),
             ("state", "in", ("requested", "authorized"))], limit=1,
        ):  # fmt: skip
            return "other_case"
        delivery = lines._find_last_deliveries(lot).get(lot.id) if lot else None
        owner = delivery and lines._get_delivered_partner(delivery)
        if owner and owner != case.commercial_partner_id:
            return "foreign"
        return "not_announced"
