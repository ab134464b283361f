from itertools import product

from odoo import api, fields, models

from .rma_case_line import CLOSED_STATES, LINE_STATES
from .rma_group_measure_mixin import percentile

WAITING_ON = [
    ("own", "Us"),
    ("customer", "Customer"),
    ("parts", "Parts"),
    ("supplier", "Supplier"),
]
# Whom a line waits for when nobody says otherwise.
WAITING_BY_STATE = {"authorized": "customer"}
# Told of a line step by step, as its decision and its waiting change.
DEPARTMENT_FLAGS = ("is_for_workshop", "is_for_purchasing")
# What a stay keeps of its line: {field of the stay: field of the line}.
LINE_FACTS = {
    "case_id": "case_id",
    "company_id": "company_id",
    "partner_id": "partner_id",
    "product_id": "product_id",
    "responsible_id": "user_id",
    "sales_user_id": "sales_user_id",
}
# Not readonly: what a stay is created with is not computed again. Nobody may write stays.
KEPT = {"store": True, "readonly": False}
# Of a group of stays.
PERCENTILE = {"compute": "_compute_group_measures", "aggregator": "avg"}


class RmaLineStay(models.Model):
    """One stay of a line in a state, waiting on somebody: from when to when.

    Written by the system alone, for all lines of a step at once. Core's
    `mail.tracking.duration.mixin` needs a stage record and a tracking message per line and step,
    and keeps one sum per state: it knows neither whom we waited for nor when.
    """

    _name = "rma.line.stay"
    _description = "Time in State"
    _inherit = "rma.group.measure.mixin"
    _order = "date_start desc, id desc"
    _group_measures = {
        **{f"hours_p{percent}": percentile("hours", percent) for percent in (50, 80, 90)},
        "hours_total": ("SUM(%(hours)s)", "hours"),
    }

    line_id = fields.Many2one(
        "rma.case.line", "RMA Line", required=True, index=True, ondelete="cascade", readonly=True
    )
    case_id = fields.Many2one("rma.case", compute="_compute_line_facts", **KEPT, index=True)
    company_id = fields.Many2one("res.company", compute="_compute_line_facts", **KEPT)
    partner_id = fields.Many2one("res.partner", compute="_compute_line_facts", **KEPT)
    product_id = fields.Many2one("product.product", compute="_compute_line_facts", **KEPT)
    state = fields.Selection(LINE_STATES, required=True, readonly=True, copy=True)
    waiting_on = fields.Selection(WAITING_ON, required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Begun by", readonly=True)
    # The line's own, kept beside each of its stays: who may read these is told without joining.
    responsible_id = fields.Many2one("res.users", compute="_compute_line_facts", **KEPT)
    sales_user_id = fields.Many2one(
        "res.users", "Salesperson", compute="_compute_line_facts", **KEPT
    )
    is_for_engineering = fields.Boolean(
        compute="_compute_line_facts",
        **KEPT,
        help="The line belongs to an 8D report: engineering sees it.",
    )
    is_for_workshop = fields.Boolean(readonly=True, help="The line is one of the workshop's.")
    is_for_purchasing = fields.Boolean(readonly=True, help="The line is one of purchasing's.")
    date_start = fields.Datetime("Began", required=True, readonly=True, index=True)
    date_end = fields.Datetime("To", readonly=True)
    hours = fields.Float(
        readonly=True, aggregator="avg", help="Hours that passed, day and night; empty until over."
    )
    hours_p50 = fields.Float("Hours, Median", **PERCENTILE)
    hours_p80 = fields.Float("Hours, P80", **PERCENTILE)
    hours_p90 = fields.Float("Hours, P90", **PERCENTILE)
    hours_total = fields.Float("Total Hours", **PERCENTILE)

    _customer_idx = models.Index("(partner_id, date_start, id)")
    _open_uniq = models.UniqueIndex(
        "(line_id) WHERE date_end IS NULL", "A line is in one state at a time."
    )

    @api.depends(*(f"line_id.{name}" for name in (*LINE_FACTS.values(), "eight_d_id")))
    def _compute_line_facts(self):
        for stay in self:
            for name, source in LINE_FACTS.items():
                stay[name] = stay.line_id[source]
            stay.is_for_engineering = bool(stay.line_id.eight_d_id)

    def _note_departments(self):
        """Show these stays to the departments their lines are for by now."""
        for name, flag in product(DEPARTMENT_FLAGS, (True, False)):
            changed = [stay.id for stay in self if stay[name] != stay.line_id[name] == flag]
            if changed:
                self.browse(changed).write({name: flag})

    def _end(self, moment):
        for start, stays in self.grouped("date_start").items():
            stays.write({"date_end": moment, "hours": (moment - start).total_seconds() / 3600})
        # The next stay is inserted at once: the unique index must see this one's end first.
        self.flush_recordset()

    def _get_hours(self, moment):
        """Hours of this stay until its end, or until `moment`."""
        self.ensure_one()
        return self.hours if self.date_end else (moment - self.date_start).total_seconds() / 3600


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    waiting_on = fields.Selection(
        WAITING_ON,
        compute="_compute_waiting_on",
        store=True,
        readonly=False,
        copy=False,
        help="Whom the next step depends on; time spent waiting on others is told apart from ours.",
    )
    stay_ids = fields.One2many("rma.line.stay", "line_id", "Times", readonly=True, copy=False)
    # Read as superuser: not every department sees the time before the authorization.
    hours_own = fields.Float(
        "Our Hours", compute="_compute_hours", compute_sudo=True, help="Hours in our hands."
    )
    hours_waiting = fields.Float(
        "Waiting Hours",
        compute="_compute_hours",
        compute_sudo=True,
        help="Hours spent waiting on others.",
    )

    @api.depends("state")
    def _compute_waiting_on(self):
        for line in self:
            line.waiting_on = WAITING_BY_STATE.get(line.state, "own")

    @api.depends("stay_ids.hours")
    def _compute_hours(self):
        now = fields.Datetime.now()
        for line in self:
            own = line.stay_ids.filtered(lambda stay: stay.waiting_on == "own")
            line.hours_own = sum(stay._get_hours(now) for stay in own)
            line.hours_waiting = sum(stay._get_hours(now) for stay in line.stay_ids - own)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        parts = lines.filtered("split_from_id")
        parts._copy_stays()
        (lines - parts)._begin_stays(fields.Datetime.now())
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not {"state", "waiting_on", "liability"}.isdisjoint(vals):
            self._note_stays()
        if "state" in vals:
            # At the end of the request the case would move on in nobody's name.
            self.mapped("date_deadline")
            self.case_id.mapped("state")
        return result

    def _note_stays(self):
        """End the stay of lines that moved on and begin the next; any number of lines at once."""
        now = fields.Datetime.now()
        stays = self._get_stays()
        stays._note_departments()
        current = stays.filtered(lambda stay: not stay.date_end)
        staying = current.filtered(
            lambda stay: (stay.state, stay.waiting_on)
            == (stay.line_id.state, stay.line_id.waiting_on)
        )
        (current - staying)._end(now)
        (self - staying.line_id.with_env(self.env))._begin_stays(now)

    def _get_stays(self):
        """All stays of these lines, in one query at most; kept for whoever asks next."""
        lines, stays = self.sudo(), self.env["rma.line.stay"].sudo()
        field = lines._fields["stay_ids"]
        unread = lines.browse(field._cache_missing_ids(lines))
        if unread:
            found = stays.search_fetch(
                [("line_id", "in", unread.ids)],
                ["line_id", "state", "waiting_on", "date_start", "date_end", *DEPARTMENT_FLAGS],
            ).grouped("line_id")
            field._insert_cache(unread, [found.get(line, stays)._ids for line in unread])
        return lines.stay_ids

    def _begin_stays(self, moment):
        self.env["rma.line.stay"].sudo().create(
            [line._prepare_stay_vals(moment) for line in self if line.state not in CLOSED_STATES]
        )

    def _prepare_stay_vals(self, moment):
        self.ensure_one()
        return {
            "line_id": self.id,
            **{name: self[source].id for name, source in LINE_FACTS.items()},
            "is_for_engineering": bool(self.eight_d_id),
            **{name: self[name] for name in DEPARTMENT_FLAGS},
            "state": self.state,
            "waiting_on": self.waiting_on,
            "user_id": self.env.uid,
            "date_start": moment,
        }

    def _copy_stays(self):
        """A line split off was where its other half was."""
        for line in self:
            line.sudo().split_from_id.stay_ids.copy({"line_id": line.id})


class RmaCase(models.Model):
    _inherit = "rma.case"

    stay_ids = fields.One2many("rma.line.stay", "case_id", "Times", readonly=True)
