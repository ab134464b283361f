"""The clock of a deadline stands still while others are waited for."""

from odoo import api, fields, models

PAUSES = [
    ("others", "Anybody but us"),
    ("customer", "The customer"),
    ("nobody", "Nobody"),
]
# Waiting for whom stops the clock, by the rule's choice.
PAUSED_BY = {
    "others": ("customer", "parts", "supplier"),
    "customer": ("customer",),
    "nobody": (),
}
# What a step promises decides who may stop its clock, unless its rule says otherwise: goods on
# their way are waited for by nature, and a customer who was promised an end is not kept waiting
# because our parts are late.
PAUSE_BY_STEP = {"authorized": "nobody", "total": "customer", "notice": "customer"}


class RmaDeadlineRule(models.Model):
    _inherit = "rma.deadline.rule"

    pause_on = fields.Selection(
        PAUSES,
        "Clock Stops for",
        compute="_compute_pause_on",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="While a line waits on them its clock stands still, and its deadline moves by what "
        "was waited, counted in the unit of the rule.",
    )

    @api.depends("step")
    def _compute_pause_on(self):
        for rule in self:
            rule.pause_on = PAUSE_BY_STEP.get(rule.step, "others")

    def _get_paused_ends(self, clocks, company, is_batch):
        """When the time of each clock is over: {clock: UTC moment, or None while it stands still}.

        A clock is (start, waits), waits being ordered (begin, end) with end None while it lasts.
        A wait that begins after the time was over changes nothing. Clocks that never end are left
        out. The number of queries grows with the waits of one clock, not with the clocks.
        """
        self.ensure_one()
        amounts = dict.fromkeys(clocks, self.duration)
        running, ends, turn = set(clocks), {}, 0
        while running:
            runs = {clock: (clock[0], amounts[clock]) for clock in running}
            found = self._get_ends(runs.values(), company, is_batch)
            ends.update((clock, found[run]) for clock, run in runs.items() if run in found)
            running = {clock for clock in running if _is_stopped(clock, turn, ends.get(clock))}
            standing = {clock for clock in running if clock[1][turn][1] is None}
            ends.update(dict.fromkeys(standing))
            running -= standing
            waited = self._get_amounts({clock[1][turn] for clock in running}, company)
            for clock in running:
                amounts[clock] += waited[clock[1][turn]]
            turn += 1
        return ends

    def _get_amounts(self, periods, company):
        """How much of this rule's unit passes in each (begin, end): {period: amount}."""
        if not periods:
            return {}
        if self.unit == "hour":
            return {period: (period[1] - period[0]).total_seconds() / 3600 for period in periods}
        calendar = self._get_calendar(company)
        if self.unit == "working_hour":
            return calendar._rma_count_hours(periods, company)
        dates = {period: tuple(map(company._rma_local_date, period)) for period in periods}
        if self.unit == "day":
            return {period: (end - begin).days for period, (begin, end) in dates.items()}
        found = calendar._rma_count_days(set(dates.values()), company)
        return {period: found[days] for period, days in dates.items()}


def _is_stopped(clock, turn, end):
    """Whether the clock's wait number `turn` began before its time was over."""
    waits = clock[1]
    return bool(end) and turn < len(waits) and waits[turn][0] <= end


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    is_clock_stopped = fields.Boolean(
        "Clock Stopped",
        compute="_compute_is_clock_stopped",
        search="_search_is_clock_stopped",
        help="Nothing is due from us now: somebody else is waited for.",
    )

    @api.depends("waiting_on", "date_deadline", "state")
    def _compute_is_clock_stopped(self):
        for line in self:
            line.is_clock_stopped = bool(line.filtered_domain(line._get_stopped_domain()))

    def _search_is_clock_stopped(self, operator, value):
        return self._get_stopped_domain() if operator == "in" else NotImplemented

    def _get_stopped_domain(self):
        return [
            *self._get_open_domain(),
            ("waiting_on", "!=", "own"),
            ("date_deadline", "=", False),
        ]

    def _get_waits(self, rule, start):
        """When this line waited for those who stop the clock of `rule`, from `start` on."""
        self.ensure_one()
        return tuple(
            (max(stay.date_start, start), stay.date_end or None)
            for stay in self.sudo().stay_ids.sorted("date_start")
            if stay.waiting_on in PAUSED_BY[rule.pause_on]
            and (not stay.date_end or stay.date_end > start)
        )
