"""Dates on a working calendar, for many starts in a constant number of queries."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from itertools import accumulate, chain

import pytz

from odoo import api, models, tools

# How far ahead to look for enough working time before giving up.
HORIZON_DAYS = 366 * 3
# Working time is kept for so many days at once, counted from this day on.
BLOCK_DAYS = 91
EPOCH = date(2001, 1, 1)


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "rma.kept.mixin"]

    def _rma_has_hours(self):
        """Whether this calendar has any working time at all."""
        self.ensure_one()
        return bool(self.flexible_hours or self.attendance_ids)

    def _rma_add_hours(self, starts, company):
        """When so many hours of working time after each moment are over, in UTC.

        `starts` are (moment, hours); returns {(moment, hours): end}. Those that find no such time
        within three years are left out.
        """
        self.ensure_one()
        longest = max((hours for _start, hours in starts), default=0)
        return self._rma_look_ahead(starts, int(longest / 4) + 14, company, _hours_finder)

    def _rma_add_days(self, starts, company):
        """The n-th working day after each date, that date not counted.

        `starts` are (date, n); returns {(date, n): date}. Those that find none within three years
        are left out.
        """
        self.ensure_one()
        longest = max((days for _date, days in starts), default=0)
        return self._rma_look_ahead(starts, longest * 2 + 14, company, _days_finder)

    def _rma_count_hours(self, periods, company):
        """Hours of working time in each (begin, end) of these, in UTC: {period: hours}."""
        self.ensure_one()
        begins, ends = zip(*periods, strict=True)
        counter = _hours_counter(self._rma_get_spans(min(begins), max(ends), company))
        return {period: counter(*period) for period in periods}

    def _rma_count_days(self, periods, company):
        """Working days in each (date, date) of these, the first not counted: {period: days}."""
        self.ensure_one()
        begins, ends = zip(*periods, strict=True)
        dates = _get_dates(self._rma_get_spans(min(begins), max(ends), company))
        return {
            (begin, end): bisect_right(dates, end) - bisect_right(dates, begin)
            for begin, end in periods
        }

    def _rma_look_ahead(self, starts, horizon, company, make_finder):
        """Look for an end of each (start, amount), widening the horizon until all are found."""
        waiting, found = set(starts), {}
        while waiting:
            moments = [start for start, _amount in waiting]
            spans = self._rma_get_spans(
                min(moments), max(moments) + timedelta(days=horizon), company
            )
            finder = make_finder(spans)
            found.update((key, end) for key in waiting if (end := finder(*key)))
            waiting -= found.keys()
            if horizon >= HORIZON_DAYS or (waiting and not self._rma_has_hours()):
                break
            horizon = min(horizon * 4, HORIZON_DAYS)
        return found

    def _rma_get_spans(self, start, end, company):
        """Working time from `start` to `end` at least, company holidays left out.

        Spans are (begin, end, date): moments in UTC and the day in the calendar's zone.
        """
        # A day more on either side: the calendar's day may have begun earlier, or end later.
        first, last = ((moment - EPOCH).days for moment in (_to_date(start), _to_date(end)))
        blocks = range((first - 1) // BLOCK_DAYS, (last + 1) // BLOCK_DAYS + 1)
        return list(chain.from_iterable(self._rma_get_block(n, company.id) for n in blocks))

    @tools.ormcache("self.id", "number", "company_id")
    def _rma_get_block(self, number, company_id):
        """The working time of a number of days, kept until somebody changes working hours."""
        zone = pytz.timezone(self._rma_get_zone_name() or "UTC")
        bounds = [
            zone.localize(datetime.combine(EPOCH + timedelta(days=day), time.min))
            for day in (number * BLOCK_DAYS, (number + 1) * BLOCK_DAYS)
        ]
        holidays = [("time_type", "=", "leave"), ("company_id", "in", (False, company_id))]
        calendar = self.with_env(self.env(context={}, su=True))
        return tuple(
            (
                begin.astimezone(pytz.utc).replace(tzinfo=None),
                stop.astimezone(pytz.utc).replace(tzinfo=None),
                begin.astimezone(zone).date(),
            )
            for begin, stop, _meta in calendar._work_intervals_batch(*bounds, domain=holidays)[
                False
            ]
        )

    @tools.ormcache("self.id")
    def _rma_get_zone_name(self):
        return self.sudo().tz


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "rma.kept.mixin"]


class ResourceCalendarLeaves(models.Model):
    """Days on which nobody works change the kept working time; one person's days off do not."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._rma_forget_working_time()
        return leaves

    def write(self, vals):
        self._rma_forget_working_time()
        result = super().write(vals)
        self._rma_forget_working_time()
        return result

    def unlink(self):
        self._rma_forget_working_time()
        return super().unlink()

    def _rma_forget_working_time(self):
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()


def _to_date(moment):
    return moment.date() if isinstance(moment, datetime) else moment


def _get_dates(spans):
    return sorted({date for _begin, _stop, date in spans})


def _add_up(spans):
    """The working time before each of these spans, and after the last."""
    return list(accumulate((stop - begin for begin, stop, _date in spans), initial=timedelta()))


def _hours_finder(spans):
    """A function from a start (naive UTC) and hours to the moment they have passed."""
    totals = _add_up(spans)

    def find(start, hours):
        if not spans or start >= spans[-1][1]:
            return None
        target = _get_time_before(spans, totals, start) + timedelta(hours=hours)
        last = bisect_left(totals, target, lo=1) - 1
        return spans[last][0] + (target - totals[last]) if last < len(spans) else None

    return find


def _hours_counter(spans):
    """A function from two moments (naive UTC) to the working hours between them."""
    totals = _add_up(spans)

    def count(begin, end):
        before = [_get_time_before(spans, totals, moment) for moment in (begin, end)]
        return (before[1] - before[0]).total_seconds() / 3600

    return count


def _get_time_before(spans, totals, moment):
    """The working time of these spans that has passed by `moment`."""
    index = bisect_right([stop for _begin, stop, _date in spans], moment)
    if index == len(spans):
        return totals[-1]
    return totals[index] + max(moment - spans[index][0], timedelta())


def _days_finder(spans):
    """A function from a date and a number to the date so many working days after it."""
    dates = _get_dates(spans)

    def find(start, days):
        index = bisect_right(dates, start) + days - 1
        return dates[index] if index < len(dates) else None

    return find
