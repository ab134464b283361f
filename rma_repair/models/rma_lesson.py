from odoo import api, fields, models
from odoo.fields import Domain

from .rma_case_line import DROPPED_STATES

RESULT_DAYS = 90


class RmaLesson(models.Model):
    """A lesson learned: a failure of a product, its cause, its fix, and whether the fix held.

    Lessons come from closed 8D reports and from solved repairs; they are offered where the same
    product and failure are inspected or repaired again.
    """

    _name = "rma.lesson"
    _description = "Lesson Learned"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "symptom", "cause", "fix"]

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        required=True,
        default="draft",
        tracking=True,
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    product_id = fields.Many2one("product.product", index="btree_not_null", check_company=True)
    product_categ_id = fields.Many2one(
        "product.category", "Product Category", index="btree_not_null"
    )
    failure_code_id = fields.Many2one("rma.failure.code", index="btree_not_null")
    symptom = fields.Text()
    cause = fields.Text()
    fix = fields.Text()
    prevention = fields.Text()
    report_id = fields.Many2one(
        "rma.8d.report", "8D Report", index="btree_not_null", check_company=True
    )
    repair_id = fields.Many2one("repair.order", index="btree_not_null", check_company=True)
    result_90d = fields.Selection(
        [("waiting", "Not known yet"), ("held", "Not failed again"), ("recurred", "Failed again")],
        "Result after 90 Days",
        compute="_compute_result_90d",
        help="Whether the same failure came back within 90 days: of the repaired serial, or of "
        "units "
        "shipped after the actions of the 8D.",
    )

    def _compute_result_90d(self):
        for lesson in self:
            # Whoever may read the lesson reads whether it held, without rights on its documents.
            lesson.result_90d = lesson.sudo()._get_result()

    def _get_result(self):
        """Look for the same failure within 90 days of the fix."""
        start, domain = self._get_result_domain()
        if not start:
            return "waiting"
        start = fields.Datetime.to_datetime(start)
        end = fields.Datetime.add(start, days=RESULT_DAYS)
        domain &= Domain("case_id.date_request", ">", start) & Domain(
            "case_id.date_request", "<=", end
        )
        if self.env["rma.case.line"].search_count(domain, limit=1):
            return "recurred"
        return "held" if end < fields.Datetime.now() else "waiting"

    def _get_result_domain(self):
        """Since when the fix holds, and the lines that would contradict it."""
        failed = Domain("state", "not in", DROPPED_STATES)
        failed &= Domain("finding", "in", (False, "confirmed"))
        if self.repair_id:
            repair = self.repair_id
            done = repair.move_id.date if repair.state == "done" else False
            domain = Domain("lot_id", "=", repair.lot_id.id) & Domain("lot_id", "!=", False)
            # What is not inspected yet may be the same failure.
            return done, failed & domain & Domain(
                "failure_code_id", "in", (False, self.failure_code_id.id)
            )
        since = self.report_id.date_effective
        domain = Domain("product_id", "=", self.product_id.id) & Domain("date_shipped", ">=", since)
        return since, failed & domain & Domain("failure_code_id", "=", self.failure_code_id.id)

    @api.model
    def _get_for(self, product, failure):
        """Published lessons of this failure on this product or its category; none without both."""
        if not product or not failure:
            return self.browse()
        fits = Domain("product_id.product_tmpl_id", "=", product.product_tmpl_id.id)
        if product.categ_id:
            fits |= Domain("product_categ_id", "=", product.categ_id.id)
        published = Domain("state", "=", "published")
        return self.search(published & Domain("failure_code_id", "in", failure.ids) & fits, limit=5)

    def action_publish(self):
        """Offer these lessons to everybody."""
        self.write({"state": "published"})


class Rma8dReportLesson(models.Model):
    """The lesson of a report."""

    _inherit = "rma.8d.report"

    def action_create_lesson(self):
        """Draft the lesson from what D2, D4 and D5 say, unless there is one; open it."""
        self.ensure_one()
        lesson = self.lesson_ids[:1] or self.env["rma.lesson"].create(self._prepare_lesson_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": "rma.lesson",
            "res_id": lesson.id,
            "view_mode": "form",
        }

    def _prepare_lesson_vals(self):
        actions = self._live_actions("corrective")
        return {
            "name": self.problem or self.title,
            "company_id": self.company_id.id,
            "report_id": self.id,
            "product_id": self.product_id.id,
            "product_categ_id": self.product_id.categ_id.id,
            "failure_code_id": self.failure_code_id.id,
            "symptom": self.what,
            "cause": "\n".join(self._root_causes().mapped("name")),
            "fix": "\n".join(actions.mapped("name")),
            "prevention": "\n".join(self._live_actions("preventive").mapped("name")),
        }


class RepairOrderLesson(models.Model):
    """Lessons on repairs: those that fit, and the one this repair becomes."""

    _inherit = "repair.order"

    rma_lesson_ids = fields.Many2many(
        "rma.lesson",
        compute="_compute_rma_lesson_ids",
        string="Lessons Learned",
        groups="rma_repair.group_user",
    )

    @api.depends("product_id", "rma_line_id.failure_code_id")
    def _compute_rma_lesson_ids(self):
        for repair in self:
            repair.rma_lesson_ids = self.env["rma.lesson"]._get_for(
                repair.product_id, repair.rma_line_id.failure_code_id
            )

    def action_create_lesson(self):
        """Draft a lesson from this repair, unless there is one; open it."""
        self.ensure_one()
        lesson = self.env["rma.lesson"].search([("repair_id", "=", self.id)], limit=1)
        lesson = lesson or self.env["rma.lesson"].create(self._prepare_lesson_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": "rma.lesson",
            "res_id": lesson.id,
            "view_mode": "form",
        }

    def _prepare_lesson_vals(self):
        line = self.rma_line_id
        return {
            "name": self.env._(
                "%(failure)s on %(product)s",
                failure=line.failure_code_id.name or self.name,
                product=self.product_id.display_name,
            ),
            "company_id": self.company_id.id,
            "repair_id": self.id,
            "product_id": self.product_id.id,
            "product_categ_id": self.product_id.categ_id.id,
            "failure_code_id": line.failure_code_id.id,
            "symptom": line.reason,
            "cause": line.finding_note,
            "fix": "\n".join(self.move_ids.mapped("product_id.display_name")),
        }
