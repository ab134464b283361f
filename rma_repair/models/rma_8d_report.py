from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_8d_discipline import DISCIPLINES
from .rma_case import SEVERITIES
from .rma_state_mixin import get_others

REPORT_TYPES = [
    ("8d", "8D"),
    ("8d_plus", "8D-plus"),
    ("5d", "5D"),
    ("3d", "3D"),
    ("short", "Short Answer"),
]
REPORT_STATES = [("open", "Open"), ("closed", "Closed"), ("cancelled", "Cancelled")]
REPORT_TRANSITIONS = {"open": {"closed", "cancelled"}, "closed": {"open"}, "cancelled": set()}
CLAIMS = [
    ("open", "Open"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("ntf", "No trouble found"),
    ("customer", "Caused by the customer"),
]
TRIGGERS = [
    ("manual", "By hand"),
    ("batch", "Batch return"),
    ("urgent", "Severity reached"),
    ("failure", "Failure code asks for it"),
    ("cost", "Cost limit reached"),
    ("cluster", "Same failure several times"),
    ("repeat", "Repeated after a closed 8D"),
]
# What may still be written on a closed report: its transition, and traces of communication.
OPEN_FIELDS = {
    "state", "reopen_reason", "activity_ids", "message_ids", "message_follower_ids",
    "message_main_attachment_id", "message_partner_ids", "lesson_ids", "revision_ids",
}  # fmt: skip


class Rma8dReport(models.Model):
    """An 8D report: one problem, worked on from D0 (preparation) to D8 (closure).

    Many RMA lines may stand behind one report; their quantities are read live. The report owns
    its disciplines; each is completed through its gate. Closed means read-only for everybody.
    """

    _name = "rma.8d.report"
    _description = "8D Report"
    _inherit = ["rma.large.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "title", "customer_reference", "partner_id.name"]

    name = fields.Char("8D Number", readonly=True, copy=False, default="/", index="trigram")
    title = fields.Char(required=True, tracking=True)
    report_type = fields.Selection(REPORT_TYPES, "Type", required=True, default="8d", tracking=True)
    state = fields.Selection(
        REPORT_STATES, required=True, default="open", index=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", index=True, check_company=True, tracking=True
    )
    contact_id = fields.Many2one("res.partner", "Customer's Contact", check_company=True)
    customer_reference = fields.Char("Customer's Reference", copy=False)
    customer_part_number = fields.Char("Customer's Part No.")
    product_id = fields.Many2one("product.product", index=True, check_company=True, tracking=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    failure_code_id = fields.Many2one("rma.failure.code", index=True, tracking=True)
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", check_company=True)
    product_revision = fields.Char()
    drawing = fields.Char("Drawing and Revision")
    severity = fields.Selection(SEVERITIES, required=True, default="2", tracking=True)
    trigger = fields.Selection(
        TRIGGERS, "Opened because of", required=True, default="manual", readonly=True
    )
    trigger_note = fields.Char(readonly=True, help="The fact that opened the report, in words.")
    claim_decision = fields.Selection(CLAIMS, required=True, default="open", tracking=True)
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    repeat_of_id = fields.Many2one("rma.8d.report", "Repeat of", check_company=True, copy=False)
    reference_id = fields.Many2one(
        "rma.8d.report",
        "Refers to",
        check_company=True,
        copy=False,
        index="btree_not_null",
        help="Another report of the same customer that answers this complaint: nothing is copied.",
    )
    referencing_ids = fields.One2many("rma.8d.report", "reference_id", "Referred to by")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        default=lambda self: self.env.lang or "en_US",
        required=True,
        help="Language of the report's printed editions.",
    )
    sponsor_id = fields.Many2one(
        "res.users", tracking=True, index="btree_not_null", domain="[('share', '=', False)]"
    )
    leader_id = fields.Many2one(
        "res.users", tracking=True, index=True, domain="[('share', '=', False)]"
    )
    manager_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        help="Hears of overdue disciplines.",
        domain="[('share', '=', False)]",
    )
    date_start = fields.Datetime(
        "Started on", required=True, default=fields.Datetime.now, index=True
    )
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False)
    reopen_reason = fields.Char(copy=False, tracking=True)
    discipline_ids = fields.One2many("rma.8d.discipline", "report_id", "Disciplines")
    discipline = fields.Selection(
        DISCIPLINES,
        "Current Discipline",
        compute="_compute_discipline",
        inverse="_inverse_discipline",
        store=True,
        index=True,
        group_expand=True,
        help="The first discipline that is not complete.",
    )
    member_ids = fields.One2many("rma.8d.team.member", "report_id", "Team")
    isnot_ids = fields.One2many("rma.8d.isnot", "report_id", "Is/Is-Not")
    containment_ids = fields.One2many("rma.8d.containment", "report_id")
    cause_ids = fields.One2many("rma.8d.cause", "report_id", "Causes")
    action_ids = fields.One2many("rma.8d.action", "report_id", "Actions")
    document_ids = fields.One2many("rma.8d.document", "report_id", "Controlled Documents")
    deployment_ids = fields.One2many("rma.8d.deployment", "report_id", "Horizontal Deployment")

    _two_people = models.Constraint(
        "CHECK(sponsor_id IS NULL OR leader_id IS NULL OR sponsor_id <> leader_id)",
        "The sponsor and the leader of an 8D report are two different people.",
    )

    @api.depends("name", "title")
    def _compute_display_name(self):
        for report in self:
            report.display_name = f"{report.name} {report.title or ''}".strip()

    @api.depends("discipline_ids.state")
    def _compute_discipline(self):
        for report in self:
            codes = report.discipline_ids.filtered(lambda part: part.state == "open").mapped("code")
            report.discipline = min(codes, default="d8")

    def _inverse_discipline(self):
        """Dragging a report to a discipline completes those before it, each through its gate."""
        for report in self:
            target = report.discipline
            before = report.discipline_ids.filtered(
                lambda part, target=target: part.code < target and part.state == "open"
            )
            if not before and any(
                part.code >= target and part.state == "done" for part in report.discipline_ids
            ):
                raise UserError(
                    self.env._("Reopen a complete discipline on its line, with the reason.")
                )
            before.action_complete()

    @api.constrains("reference_id", "partner_id")
    def _check_reference(self):
        for report in self.filtered("reference_id"):
            other = report.reference_id
            sent = other.discipline_ids.filtered(lambda part: part.code == "d4").date_sent
            if (
                other == report
                or other.reference_id
                or other.state == "cancelled"
                or other.partner_id.commercial_partner_id != report.partner_id.commercial_partner_id
                or not sent
            ):
                raise ValidationError(
                    self.env._(
                        "A report refers to another one of the same customer that was sent up to "
                        "D4, "
                        "is not cancelled and does not itself refer to a third."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.pop("state", "open") != "open":
                raise UserError(self.env._("A new 8D report starts open."))
            vals.pop("discipline", None)
            if vals.get("name", "/") == "/":
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code("rma.8d.report") or "/"
        reports = super().create(vals_list)
        reports._create_rows()
        return reports

    def write(self, vals):
        if "state" in vals and (others := get_others(vals, OPEN_FIELDS)):
            # What is closed is the report with what comes along.
            self.write(others)
            vals = get_others(vals, others)
        if not OPEN_FIELDS.issuperset(vals):
            self._check_open()
        self._check_customer_words(vals)
        if "state" in vals:
            for report in self.filtered(lambda report: report.state != vals["state"]):
                report._check_transition(vals["state"], vals)
        before = {report: report.state for report in self}
        result = super().write(vals)
        if "report_type" in vals:
            self._update_required()
        if "state" in vals:
            for report in self.filtered(lambda report: report.state != before[report]):
                report._on_state(report.state)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if sent := self.filtered(lambda report: report.revision_ids or report.state != "open"):
            raise UserError(
                self.env._("%(report)s was sent or closed. Cancel it instead.", report=sent[0].name)
            )

    def _check_open(self):
        """Refuse any change to closed and cancelled reports, administrators included."""
        for report in self:
            if report.state != "open":
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(report)s is %(state)s and read-only. Reopen it with a reason.",
                        report=report.name,
                        state=labels[report.state].lower(),
                    )
                )

    def _check_transition(self, state, vals):
        """Check the facts a new state of this report claims."""
        if state not in REPORT_TRANSITIONS[self.state]:
            raise UserError(self.env._("%(report)s can not change this way.", report=self.name))
        if state == "closed":
            self._complete_all()
        elif self.state == "closed" and not vals.get("reopen_reason"):
            raise UserError(
                self.env._(
                    "Say why %(report)s is opened again (field “Reopen Reason”).", report=self.name
                )
            )

    def _complete_all(self):
        """Complete what is open in its order; a report that refers to another follows that one."""
        if self.reference_id:
            if self.reference_id.state != "closed":
                raise UserError(
                    self.env._("%(other)s is not closed yet.", other=self.reference_id.display_name)
                )
            return
        self.discipline_ids.filtered(lambda part: part.state == "open").action_complete()

    def _on_state(self, state):
        """What follows from a report's new state."""
        values = {"date_closed": fields.Datetime.now() if state == "closed" else False}
        result = super().write(values)
        if state == "closed":
            followers = self.referencing_ids.filtered(lambda report: report.state == "open")
            followers.write({"state": "closed"})
        elif state == "open":
            done = self.discipline_ids.filtered(
                lambda part: part.state == "done" and part.code >= "d6"
            )
            done.write({"state": "open", "reopen_reason": self.reopen_reason})
        return result

    def _on_discipline_done(self, discipline):
        """Close the report with its last discipline."""
        self.message_post(body=self.env._("%(part)s is complete.", part=discipline.display_name))
        if self.state == "open" and all(part.state != "open" for part in self.discipline_ids):
            self.write({"state": "closed"})

    def _log_reopened(self, discipline):
        self.message_post(
            body=self.env._(
                "%(part)s is open again. Reason: %(reason)s",
                part=discipline.display_name,
                reason=discipline.reopen_reason or "-",
            )
        )

    def action_cancel(self):
        """Give the report up; it stays readable."""
        self.write({"state": "cancelled"})

    def action_reopen(self):
        """Open a closed report again; the reason must be written first (`reopen_reason`)."""
        for report in self:
            report.write({"state": "open", "reopen_reason": report.reopen_reason})
