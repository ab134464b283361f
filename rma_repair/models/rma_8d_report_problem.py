from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

NEUTRAL_FINDINGS = {"ntf", "misuse", "transport"}
QUANTITY_FIELDS = (
    "qty_complained", "qty_returned", "qty_analysed", "qty_confirmed", "qty_ntf", "qty_delivered",
)  # fmt: skip
# Delivered is what the deliveries brought that these units came from, each delivery once.
QUANTITIES = """
    SELECT line.eight_d_id, SUM(line.quantity),
           COALESCE(SUM(line.quantity) FILTER (WHERE line.date_received IS NOT NULL), 0),
           COALESCE(SUM(line.quantity) FILTER (WHERE line.finding IS NOT NULL), 0),
           COALESCE(SUM(line.quantity) FILTER (WHERE line.finding = 'confirmed'), 0),
           COALESCE(SUM(line.quantity) FILTER (WHERE line.finding = 'ntf'), 0),
           (
               SELECT COALESCE(SUM(move.quantity), 0) FROM stock_move move WHERE move.id IN (
                   SELECT origin_move_id FROM rma_case_line own
                   WHERE own.eight_d_id = line.eight_d_id
                       AND own.state NOT IN ('refused', 'cancelled')
               )
           )
    FROM rma_case_line line
    WHERE line.eight_d_id IN %(reports)s AND line.state NOT IN ('refused', 'cancelled')
    GROUP BY line.eight_d_id
"""


class Rma8dReportProblem(models.Model):
    """D0 to D3 of the report: decision, risk, problem description, and the lines behind it."""

    _inherit = "rma.8d.report"

    line_ids = fields.One2many("rma.case.line", "eight_d_id", "RMA Lines")
    sales_user_ids = fields.Many2many(
        "res.users",
        "rma_8d_report_sales_user_rel",
        "report_id",
        "user_id",
        compute="_compute_sales_user_ids",
        store=True,
        string="Salespeople",
        help="Those of the lines' customers: they see the report.",
    )
    case_ids = fields.Many2many("rma.case", compute="_compute_case_ids", string="RMA Cases")
    case_count = fields.Integer(compute="_compute_case_ids")
    qty_complained = fields.Float(compute="_compute_quantities", digits="Product Unit")
    qty_delivered = fields.Float(
        compute="_compute_quantities",
        digits="Product Unit",
        help="Delivered with the same origins.",
    )
    qty_returned = fields.Float(compute="_compute_quantities", digits="Product Unit")
    qty_analysed = fields.Float(
        "Qty Analyzed", compute="_compute_quantities", digits="Product Unit"
    )
    qty_confirmed = fields.Float(compute="_compute_quantities", digits="Product Unit")
    qty_ntf = fields.Float("NTF", compute="_compute_quantities", digits="Product Unit")

    # D0
    is_8d_right = fields.Selection(
        [("yes", "Yes"), ("no", "No: a short answer is enough")], "Is an 8D Right?", tracking=True
    )
    is_symptom_measured = fields.Boolean("Symptom Measured")
    is_cause_unknown = fields.Boolean("Cause Unknown")
    is_team_needed = fields.Boolean("More Than One Person Needed")
    d0_reason = fields.Text("Decision and Reason")
    is_safety = fields.Boolean("Safety Relevant", tracking=True)
    is_regulatory = fields.Boolean("Regulatory Notice Needed")
    risk_note = fields.Text("Risk", help="Safety, legal and field risk; what was shipped already.")
    shipped_risk = fields.Char("Decision on Shipped Goods")
    safety_approver_id = fields.Many2one(
        "res.users",
        "Risk Approved by",
        tracking=True,
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref("rma_repair.group_manager").ids),
        ],
    )

    # D2
    customer_words = fields.Text(
        "The Customer's Words",
        help="Kept as the customer said it: can not be changed once written.",
    )
    problem = fields.Char("Problem in One Sentence", translate=False)
    what = fields.Text()
    where = fields.Text()
    when = fields.Text()
    who = fields.Text()
    why = fields.Text("Why Is It a Problem")
    how_detected = fields.Text()
    extent = fields.Text("How Many, How Big")
    standard_text = fields.Char("Standard", help="How it should be.")
    measured_text = fields.Char("Actual", help="How it is.")
    measured_value = fields.Float(digits=(16, 4))
    measured_unit = fields.Char("Unit of Measure", help="Unit of the measured value.")
    detected_where = fields.Char()
    date_detected = fields.Date("Detected on")
    is_reproduced = fields.Selection(
        [("yes", "Yes"), ("partly", "Partly"), ("no", "No")], "Reproduced"
    )
    reproduced_note = fields.Char("How, or Why Not")
    recurrence_history = fields.Text()
    effect = fields.Text("Effect at Us, Customer, User")
    other_affected = fields.Text("Other Parts or Plants Affected")
    photo_ok_ids = fields.Many2many(
        "ir.attachment", "rma_8d_photo_ok_rel", string="Photos OK", bypass_search_access=True
    )
    photo_nok_ids = fields.Many2many(
        "ir.attachment", "rma_8d_photo_nok_rel", string="Photos NOK", bypass_search_access=True
    )

    # D3: what is suspect
    lot_ids = fields.Many2many("stock.lot", string="Suspect Lots/Serials", check_company=True)
    serial_from = fields.Char()
    serial_to = fields.Char()
    is_customer_protected = fields.Boolean("Customer Protected", tracking=True)
    customer_protected_note = fields.Char("Protected How")

    @api.depends("line_ids.sales_user_id")
    def _compute_sales_user_ids(self):
        lines = self.env["rma.case.line"].sudo()
        sold_by = dict(
            lines._read_group(
                [("eight_d_id", "in", self.ids)], ["eight_d_id"], ["sales_user_id:recordset"]
            )
        )
        for report in self:
            report.sales_user_ids = sold_by.get(report, report.sales_user_ids.browse())

    @api.depends("line_ids.case_id")
    def _compute_case_ids(self):
        for report in self:
            report.case_ids = report.line_ids.case_id
            report.case_count = len(report.case_ids)

    @api.depends(
        "line_ids.quantity", "line_ids.state", "line_ids.finding", "line_ids.origin_move_id"
    )
    def _compute_quantities(self):
        # What a report speaks of is counted whole, whoever opens it.
        self.env["rma.case.line"].flush_model()
        self.env["stock.move"].flush_model(["quantity"])
        rows = self.env.execute_query(SQL(QUANTITIES, reports=tuple(self.ids) or (0,)))
        counted = {report_id: quantities for report_id, *quantities in rows}
        for report in self:
            quantities = counted.get(report._origin.id, [0.0] * len(QUANTITY_FIELDS))
            report.update(dict(zip(QUANTITY_FIELDS, quantities, strict=True)))

    def _check_customer_words(self, vals):
        """The customer's words are kept as they were written first."""
        if "customer_words" not in vals:
            return
        new = vals["customer_words"] or ""
        if changed := self.filtered(
            lambda report: report.customer_words and report.customer_words != new
        ):
            raise UserError(
                self.env._(
                    "%(report)s: the customer's words are kept unaltered. Describe the problem "
                    "in D2.",
                    report=changed[0].name,
                )
            )

    def action_view_cases(self):
        """Open the cases behind these reports."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("RMA Cases"),
            "res_model": "rma.case",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.case_id.ids)],
        }

    def action_view_lines(self):
        """Open the RMA lines behind these reports."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("RMA Lines"),
            "res_model": "rma.case.line",
            "view_mode": "list,form",
            "domain": [("eight_d_id", "in", self.ids)],
        }
