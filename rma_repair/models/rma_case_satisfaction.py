"""Follow-up of finished returns: what the customer says of them, and what follows from it."""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from odoo.addons.rating.models.rating_data import _rating_to_grade

from .activity_kinds import COMPLAINT
from .own_transaction import end_run, run_in_batches
from .rma_case_line_reopen import REOPENING_GROUPS
from .stock_picking_check import PAPER_STATES

SATISFACTIONS = [
    ("satisfied", "Satisfied"),
    ("neutral", "Neutral"),
    ("unsatisfied", "Not Satisfied"),
]
BY_GRADE = {"great": "satisfied", "okay": "neutral", "bad": "unsatisfied"}
ANSWER_FIELDS = {"satisfaction", "is_complaint_open", "date_accepted", "follow_up_state"}
# A case that nobody asked about in time is not asked about any more.
ASKED_WITHIN = timedelta(days=14)
WORDS_LENGTH = 2000


class RmaCase(models.Model):
    _name = "rma.case"
    _inherit = ["rma.case", "rating.mixin"]

    # A new case has no rating: nothing is looked up for it.
    rating_last_value = fields.Float(default=0.0)
    follow_up_state = fields.Selection(
        PAPER_STATES,
        "Follow-up Mail",
        readonly=True,
        copy=False,
        help="Asks the customer, once, how content he is with the finished return.",
    )
    satisfaction = fields.Selection(
        SATISFACTIONS,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the customer last said of the finished return.",
    )
    date_accepted = fields.Datetime(
        "Accepted on", readonly=True, copy=False, help="When the customer confirmed the result."
    )
    is_complaint_open = fields.Boolean(
        "Complaint to Answer",
        readonly=True,
        copy=False,
        help="The customer is not satisfied and nobody has noted yet that he was answered.",
    )

    _follow_up_idx = models.Index("(id) WHERE follow_up_state = 'to_send'")
    _complaint_idx = models.Index("(id) WHERE is_complaint_open IS TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_answer_fields(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_answer_fields(vals)
        return super().write(vals)

    def _check_answer_fields(self, names):
        if not self.env.su and not ANSWER_FIELDS.isdisjoint(names):
            raise AccessError(
                self.env._("What the customer says of a return, he says himself on its page.")
            )

    def action_settle_complaint(self):
        """Note that the customer was answered: the case leaves the queue of complaints.

        :raise AccessError: neither customer service nor a manager asks for it
        """
        if not any(self.env.user.has_group(group) for group in REOPENING_GROUPS):
            raise AccessError(
                self.env._("Only customer service or a manager answers a customer's complaint.")
            )
        self.check_access("write")
        complaints = self.filtered("is_complaint_open")
        complaints.sudo().is_complaint_open = False
        complaints._end_complaints()
        for case in complaints:
            case.message_post(
                body=self.env._("The complaint was answered."), subtype_xmlid="mail.mt_note"
            )

    def _end_complaints(self):
        self._end_activities(COMPLAINT, lambda asked: asked.filtered("is_complaint_open"))

    @api.model
    def _cron_follow_up(self):
        """Plan the mail that asks about each return that finished so many days ago, once."""
        template = self.env.ref("rma_repair.mail_template_follow_up")
        companies = self.env["res.company"].search([("rma_follow_up_days", ">", 0)])
        due = self.browse()
        for company in companies if template.active else ():
            due |= self._search_follow_up(company)
        if run_in_batches(due, lambda cases: cases._plan_follow_up()):
            end_run(self.env)
        if due:
            self._trigger_papers()

    @api.model
    def _search_follow_up(self, company):
        """The closed cases of `company` whose last line closed its number of days ago."""
        until = fields.Datetime.now() - timedelta(days=company.rma_follow_up_days)
        groups = self.env["rma.case.line"]._read_group(
            [
                ("date_closed", ">=", until - ASKED_WITHIN),
                ("company_id", "=", company.id),
                ("case_id.state", "=", "closed"),
                ("case_id.follow_up_state", "=", False),
                ("case_id.is_complaint_open", "=", False),
                ("case_id.satisfaction", "not in", ("satisfied", "neutral")),
            ],
            ["case_id"],
            ["date_closed:max"],
        )
        return self.browse(case.id for case, date in groups if date <= until)

    def _plan_follow_up(self):
        finished = self.filtered(lambda case: case.state == "closed" and not case.follow_up_state)
        finished.follow_up_state = "to_send"

    def _send_follow_up(self):
        """Ask the customer; of a case that was opened again meanwhile, once it is closed."""
        template = self.env.ref("rma_repair.mail_template_follow_up")
        for case in self:
            is_due = case.state == "closed" and not case.is_complaint_open
            case.follow_up_state = is_due and case._mail_paper(case, template)

    @api.model
    def _get_papers(self):
        return [*super()._get_papers(), ("rma.case", "follow_up_state", "_send_follow_up")]

    def _get_allowed_message_params(self):
        """A message in the chatter is no rating: the customer rates where it has consequences."""
        return super()._get_allowed_message_params() - {"rating_value"}

    def rating_apply(self, rate, token=None, rating=None, feedback=None, **options):
        """As core's; who is unhappy is answered: see `_complain`."""
        rating = super().rating_apply(rate, token, rating, feedback, **options)
        case = self.with_user(SUPERUSER_ID)
        case.satisfaction = BY_GRADE[_rating_to_grade(rating.rating)]
        if case.satisfaction == "unsatisfied":
            case._complain(feedback)
        return rating

    def _rate_by_customer(self, rate, words):
        """Rate as with the links of the follow-up mail; a second time corrects the first."""
        rating = self.rating_ids.filtered(lambda one: one.partner_id == self.partner_id)[:1]
        token = rating.access_token or self._rating_get_access_token(self.partner_id)
        return self.rating_apply(rate, token=token, feedback=words[:WORDS_LENGTH])

    def _accept_by_customer(self, words):
        """Note that the customer has what he was promised."""
        self.ensure_one()
        case = self.with_user(SUPERUSER_ID)
        case.write(
            {
                "date_accepted": fields.Datetime.now(),
                "is_complaint_open": False,
                "satisfaction": "neutral" if case.satisfaction == "neutral" else "satisfied",
            }
        )
        case._end_complaints()
        case._post_customer_words(self.env._("I confirm that this return is finished."), words)

    def _reject_by_customer(self, words):
        """Note that the problem is not solved, and answer the customer: see `_complain`."""
        self.ensure_one()
        case = self.with_user(SUPERUSER_ID)
        case.satisfaction = "unsatisfied"
        case._post_customer_words(self.env._("The problem is not solved."), words)
        case._complain(words)

    def _post_customer_words(self, answer, words):
        self.message_post(
            body=f"{answer} {words[:WORDS_LENGTH]}".strip(),
            author_id=self.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _complain(self, words):
        """Open the case again for an unhappy customer, and ask the responsible to answer him.

        Reopening is that of `rma.case.line`: decisions stay in force and documents done, so that
        nothing is claimed twice. Where it is refused the activity says why.
        """
        self.ensure_one()
        user = self._get_responsible()
        case = self.with_context(lang=user.lang or self.env.lang)
        case.is_complaint_open = True
        reason = (words or "").strip()[:WORDS_LENGTH]
        reason = reason or case.env._("The customer is not satisfied.")
        obstacle = case._reopen_for_customer(reason)
        if not case.activity_search([COMPLAINT]):
            note = plaintext2html(f"{reason}\n\n{obstacle}".strip())
            case.activity_schedule(COMPLAINT, note=note, user_id=user.id)

    def _reopen_for_customer(self, reason):
        """Open every closed line again; returns what stood against it, or nothing."""
        closed = self.line_ids.filtered(lambda line: line.state == "closed")
        try:
            with self.env.cr.savepoint():
                closed._reopen_closed(reason)
        except UserError as error:
            return self.env._(
                "It could not be opened again: %(error)s Answer the customer, or open a new case.",
                error=error,
            )
        if closed:
            self._post_reopened(reason)
        return ""
