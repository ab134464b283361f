from odoo import api, fields, models
from odoo.exceptions import UserError

from .field_groups import CONTACT_READERS
from .rma_case_line import CLOSED_STATES, LINE_STATES, STATE_ORDER

CHANNELS = [
    ("portal", "Customer portal"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("visit", "Visit"),
    ("sales", "Sales representative"),
    ("other", "Other"),
]
SEVERITIES = [("0", "Minor"), ("1", "General"), ("2", "Serious"), ("3", "Urgent")]


class RmaCase(models.Model):
    """One customer's return: the permission to send goods back, with a number and many lines.

    The case knows who, when and how; what is returned stands on its lines, and its state is
    that of its least advanced line.
    """

    _name = "rma.case"
    _description = "RMA Case"
    _inherit = ["rma.large.mixin", "portal.mixin", "mail.thread.cc", "mail.activity.mixin"]
    _order = "date_request desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "customer_reference", "partner_id.name"]

    name = fields.Char("RMA Number", readonly=True, copy=False, default="/", index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, check_company=True, tracking=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        store=True,
        index=True,
        string="Company of Customer",
    )
    shipping_partner_id = fields.Many2one(
        "res.partner",
        "Delivery Address",
        compute="_compute_shipping_partner_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Where replacements and repaired units are sent.",
    )
    customer_phone = fields.Char(related="partner_id.phone", string="Phone", groups=CONTACT_READERS)
    customer_email = fields.Char(related="partner_id.email", string="Email", groups=CONTACT_READERS)
    customer_reference = fields.Char(copy=False, help="The customer's own number for this return.")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        check_company=True,
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    severity = fields.Selection(SEVERITIES, required=True, default="1", tracking=True)
    is_batch = fields.Boolean("Batch Return", tracking=True)
    date_request = fields.Datetime(
        "Requested on", required=True, default=fields.Datetime.now, copy=False, index=True
    )
    date_deadline = fields.Date("Deadline", index=True, copy=False, tracking=True)
    description = fields.Html("Problem", help="What happens, how often, in which environment.")
    reference_id = fields.Many2one(
        "stock.reference", copy=False, readonly=True, index="btree_not_null"
    )
    line_ids = fields.One2many("rma.case.line", "case_id", "Lines", copy=False)
    decision_ids = fields.One2many("rma.decision", "case_id", "Decisions")
    state = fields.Selection(
        LINE_STATES,
        compute="_compute_state",
        inverse="_inverse_state",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
        help="The state of the least advanced line that is still open.",
    )
    line_count = fields.Integer(compute="_compute_line_count")
    quantity = fields.Float(compute="_compute_line_count", digits="Product Unit")
    missing_documents = fields.Text(
        compute="_compute_missing_documents", help="What still has to be done before closing."
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("partner_id")
    def _compute_shipping_partner_id(self):
        for case in self:
            addresses = case.partner_id.address_get(["delivery"]) if case.partner_id else {}
            case.shipping_partner_id = addresses.get("delivery", False)

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for company, cases in self.grouped("company_id").items():
            user = self.env.user.with_company(company)
            cases.warehouse_id = user._get_default_warehouse_id() or self.env[
                "stock.warehouse"
            ].search([("company_id", "=", company.id)], limit=1)

    @api.depends("line_ids.state")
    def _compute_state(self):
        for case in self:
            states = set(case.line_ids.mapped("state")) or {"requested"}
            open_states = states - CLOSED_STATES
            if open_states:
                case.state = min(open_states, key=STATE_ORDER.index)
            else:
                case.state = "closed" if "closed" in states else min(states, key=STATE_ORDER.index)

    def _inverse_state(self):
        """Move the least advanced lines: dragging a case is pressing the button of its lines.

        A case that was refused is taken up again by dragging it back to the requests.
        """
        for case in self:
            state = case.state
            behind = case.line_ids.filtered_domain([("state", "not in", [*CLOSED_STATES, state])])
            if not behind and state == "requested":
                behind = case.line_ids.filtered_domain([("state", "=", "refused")])
            if not behind:
                raise UserError(self.env._("%(case)s has no line to move.", case=case.name))
            behind.write({"state": state})

    @api.depends("line_ids.quantity")
    def _compute_line_count(self):
        groups = self.env["rma.case.line"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count", "quantity:sum"]
        )
        totals = {case: (count, quantity) for case, count, quantity in groups}
        for case in self:
            case.line_count, case.quantity = totals.get(case._origin, (0, 0.0))

    @api.depends("line_ids.state", "line_ids.missing_documents")
    def _compute_missing_documents(self):
        for case in self:
            counts = {}
            for line in case.line_ids.filtered("missing_documents"):
                counts[line.missing_documents] = counts.get(line.missing_documents, 0) + 1
            case.missing_documents = "\n".join(
                self.env._("%(count)s lines: %(missing)s", count=count, missing=missing)
                if count > 1
                else missing
                for missing, count in counts.items()
            )

    @api.depends("date_deadline", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for case in self:
            case.is_late = bool(
                case.date_deadline
                and case.date_deadline < today
                and case.state not in CLOSED_STATES
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_deadline", "<", "today"), ("state", "not in", list(CLOSED_STATES))]

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for case in self:
            case.access_url = f"/my/returns/{case.id}"
        return result

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.pop("state", "requested") != "requested":
                raise UserError(self.env._("A new case starts as requested."))
            if vals.get("name", "/") == "/":
                company = vals.get("company_id") or self.env.company.id
                vals["name"] = (
                    self.env["ir.sequence"].with_company(company).next_by_code("rma.case") or "/"
                )
        return super().create(vals_list)

    def write(self, vals):
        if "partner_id" in vals or "company_id" in vals:
            self._check_customer_not_fixed(vals)
        return super().write(vals)

    def _check_customer_not_fixed(self, vals):
        """Refuse another customer or company once a line was authorized: goods have an owner."""
        for case in self:
            changed = any(
                name in vals and vals[name] != case[name].id
                for name in ("partner_id", "company_id")
            )
            if changed and any(line.state != "requested" for line in case.line_ids):
                raise UserError(
                    self.env._(
                        "%(case)s was authorized for %(customer)s. Open a new case for another "
                        "customer.",
                        case=case.name,
                        customer=case.partner_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_authorized(self):
        if any(line.state not in ("requested", "refused") for line in self.line_ids):
            raise UserError(
                self.env._(
                    "Only cases that were never authorized can be deleted. Cancel the lines "
                    "instead."
                )
            )

    def action_authorize(self):
        """Authorize every requested line: the customer may send the goods."""
        self._lines_in("requested").write({"state": "authorized"})

    def action_inspected(self):
        """Pass every received line that has a finding on to the decision."""
        received = self._lines_in("received")
        judged = received.filtered("finding")
        (judged or received).write({"state": "inspected"})

    def action_refuse(self):
        """Refuse every requested line."""
        self._lines_in("requested").write({"state": "refused"})

    def action_reopen(self):
        """Take every refused request up again."""
        self._lines_in("refused").write({"state": "requested"})

    def action_cancel(self):
        """Cancel what was asked for or authorized and has not come back yet."""
        lines = self.line_ids
        lines.filtered(lambda line: line.state == "requested").write({"state": "refused"})
        lines.filtered(lambda line: line.state == "authorized").write({"state": "cancelled"})

    def _lines_in(self, state):
        """The lines of these cases in `state`; raises where there is none."""
        lines = self.line_ids.filtered(lambda line: line.state == state)
        if not lines:
            label = dict(LINE_STATES)[state]
            raise UserError(self.env._("No line is in the state %(state)s.", state=label))
        return lines

    def _get_reference(self):
        """The one `stock.reference` that ties the stock documents of this case together."""
        self.ensure_one()
        if not self.reference_id:
            self.sudo().reference_id = (
                self.env["stock.reference"].sudo().create({"name": self.name})
            )
        return self.reference_id
