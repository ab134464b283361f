"""Dates on a working calendar, for many starts in a constant number of queries."""

from bisect import bisect_left, bisect_right
from datetime import datetime, time, timedelta
from itertools import accumulate

import pytz

from odoo import models

# How far ahead to look for enough working time before giving up.
HORIZON_DAYS = 366 * 3


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

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
        spans = self._rma_get_spans(min(begins), max(ends) + timedelta(days=1), company)
        dates = _get_dates(spans)
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
        """Working time from `start` to `end`, company holidays left out, in the calendar's zone."""
        zone = pytz.timezone(self.tz or "UTC")
        bounds = [
            pytz.utc.localize(moment)
            if isinstance(moment, datetime)
            else zone.localize(datetime.combine(moment, time.min))
            for moment in (start, end)
        ]
        holidays = [("time_type", "=", "leave"), ("company_id", "in", (False, company.id))]
        spans = self.sudo()._work_intervals_batch(*bounds, domain=holidays)[False]
        return [(begin.astimezone(zone), stop.astimezone(zone)) for begin, stop, _meta in spans]


def _get_dates(spans):
    return sorted({begin.date() for begin, _stop in spans})


def _to_utc(spans):
    """These spans as naive moments in UTC, and the working time before each of them."""
    spans = [
        tuple(moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in span) for span in spans
    ]
    return spans, list(accumulate((stop - begin for begin, stop in spans), initial=timedelta()))


def _hours_finder(spans):
    """A function from a start (naive UTC) and hours to the moment they have passed."""
    spans, totals = _to_utc(spans)

    def find(start, hours):
        if not spans or start >= spans[-1][1]:
            return None
        target = _get_time_before(spans, totals, start) + timedelta(hours=hours)
        last = bisect_left(totals, target, lo=1) - 1
        return spans[last][0] + (target - totals[last]) if last < len(spans) else None

    return find


def _hours_counter(spans):
    """A function from two moments (naive UTC) to the working hours between them."""
    spans, totals = _to_utc(spans)

    def count(begin, end):
        before = [_get_time_before(spans, totals, moment) for moment in (begin, end)]
        return (before[1] - before[0]).total_seconds() / 3600

    return count


def _get_time_before(spans, totals, moment):
    """The working time of these spans that has passed by `moment`."""
    index = bisect_right([stop for _begin, stop in spans], moment)
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
