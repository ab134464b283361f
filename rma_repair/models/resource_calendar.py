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

    def _rma_add_hours(self, starts, hours, company):
        """When `hours` of working time after each start are over: {start: end}, in UTC.

        Starts that find no such time within three years are left out.
        """
        self.ensure_one()
        return self._rma_look_ahead(
            starts, int(hours / 4) + 14, company, lambda spans: _hours_finder(spans, hours)
        )

    def _rma_add_days(self, dates, days, company):
        """The n-th working day after each date, that date not counted: {date: date}.

        Dates that find none within three years are left out.
        """
        self.ensure_one()
        return self._rma_look_ahead(
            dates, days * 2 + 14, company, lambda spans: _days_finder(spans, days)
        )

    def _rma_look_ahead(self, starts, horizon, company, make_finder):
        """Look for an end of each start, doubling the horizon until all are found."""
        waiting, found = set(starts), {}
        while waiting and self._rma_has_hours():
            spans = self._rma_get_spans(
                min(waiting), max(waiting) + timedelta(days=horizon), company
            )
            finder = make_finder(spans)
            found.update((start, end) for start in waiting if (end := finder(start)))
            waiting -= found.keys()
            if horizon >= HORIZON_DAYS:
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


def _hours_finder(spans, hours):
    """A function from a start (naive UTC) to the moment `hours` of these spans have passed."""
    spans = [
        tuple(moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in span) for span in spans
    ]
    stops = [stop for _begin, stop in spans]
    totals = list(accumulate((stop - begin for begin, stop in spans), initial=timedelta()))

    def find(start):
        index = bisect_right(stops, start)
        if index == len(spans):
            return None
        before = totals[index] + max(start - spans[index][0], timedelta())
        target = before + timedelta(hours=hours)
        last = bisect_left(totals, target, lo=1) - 1
        return spans[last][0] + (target - totals[last]) if last < len(spans) else None

    return find


def _days_finder(spans, days):
    """A function from a date to the `days`-th date with working time after it."""
    dates = sorted({begin.date() for begin, _stop in spans})

    def find(start):
        index = bisect_right(dates, start) + days - 1
        return dates[index] if index < len(dates) else None

    return find
