from odoo import api, fields, models

from ..tools.scoring import discipline_scores, is_passed, total_score
from .rma_8d_discipline import DISCIPLINES

RATINGS = [
    ("fulfilled", "Fulfilled"),
    ("partly", "Partly"),
    ("not", "Not fulfilled"),
    ("na", "N/A"),
]


class Rma8dCriterion(models.Model):
    """A criterion an 8D is evaluated by: a basic requirement or one of excellence."""

    _name = "rma.8d.criterion"
    _description = "8D Evaluation Criterion"
    _order = "version desc, discipline, sequence, id"

    name = fields.Char(required=True, translate=True)
    discipline = fields.Selection(DISCIPLINES, required=True)
    level = fields.Selection(
        [("basic", "Basic Requirement"), ("excellence", "Excellence")],
        required=True,
        default="basic",
    )
    version = fields.Integer(
        default=1, required=True, help="Reports keep the version they were rated by."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class Rma8dScore(models.Model):
    """The rating of one criterion: our own and the customer's, side by side."""

    _name = "rma.8d.score"
    _description = "8D Rating"
    _inherit = ["rma.8d.part"]
    _order = "discipline, sequence, id"
    _rec_name = "criterion_id"
    _open_fields = frozenset({"customer_rating"})

    criterion_id = fields.Many2one("rma.8d.criterion", required=True, ondelete="restrict")
    discipline = fields.Selection(related="criterion_id.discipline", store=True)
    level = fields.Selection(related="criterion_id.level")
    self_rating = fields.Selection(RATINGS, "Own Rating")
    customer_rating = fields.Selection(RATINGS, "Customer's Rating")
    note = fields.Char()

    _criterion_uniq = models.Constraint(
        "unique(report_id, criterion_id)", "A report rates each criterion once."
    )


class Rma8dReportScore(models.Model):
    """Evaluation of the report: per discipline and in total."""

    _inherit = "rma.8d.report"

    score_ids = fields.One2many("rma.8d.score", "report_id", "Evaluation")
    score_total = fields.Float(
        "Own Score (%)", compute="_compute_score", store=True, aggregator="avg"
    )
    score_customer = fields.Float(
        "Customer's Score (%)", compute="_compute_score", store=True, aggregator="avg"
    )
    is_score_passed = fields.Boolean("Evaluation Passed", compute="_compute_score", store=True)

    @api.depends("score_ids.self_rating", "score_ids.customer_rating")
    def _compute_score(self):
        for report in self:
            own, customer = report._get_scores()
            report.score_total = total_score(own)
            report.score_customer = total_score(customer)
            report.is_score_passed = is_passed(own)

    def _get_scores(self):
        """Percent per discipline as rated by ourselves, and as rated by the customer."""
        return (
            discipline_scores((score.discipline, score.self_rating) for score in self.score_ids),
            discipline_scores(
                (score.discipline, score.customer_rating) for score in self.score_ids
            ),
        )

    def action_prepare_scores(self):
        """A row per criterion of the newest version that is not rated yet."""
        newest = self.env["rma.8d.criterion"].search([], limit=1, order="version desc").version
        criteria = self.env["rma.8d.criterion"].search([("version", "=", newest)])
        for report in self:
            asked = set(report.discipline_ids.filtered(lambda p: p.state != "na").mapped("code"))
            missing = (criteria - report.score_ids.criterion_id).filtered(
                lambda c, asked=asked: c.discipline in asked
            )
            self.env["rma.8d.score"].create(
                [{"report_id": report.id, "criterion_id": criterion.id} for criterion in missing]
            )

    def _missing_evaluation(self):
        """Every discipline asked for but D8's own is rated, and the rating is passed."""
        own, _customer = self._get_scores()
        asked = (
            self.discipline_ids.filtered(lambda p: p.state != "na").sorted("code").mapped("code")
        )
        if lacking := [code.upper() for code in asked if code not in own]:
            return [
                self.env._(
                    "“Evaluation”: rate %(disciplines)s (field “Own Rating”).",
                    disciplines=", ".join(lacking),
                )
            ]
        if not is_passed(own):
            return [
                self.env._(
                    "“Evaluation”: %(total).0f %% is not enough. 80 %% in total and 60 %% in "
                    "each discipline "
                    "are asked for.",
                    total=total_score(own),
                )
            ]
        return []
