"""Due times that skip days without work."""

from datetime import timedelta


def add_working_hours(start, hours, is_working_day):
    """`hours` of the clock after `start`, days without work left out.

    24 hours from a Friday noon end on Monday noon. A start on a day without work counts from the
    beginning of the next working day.

    :param is_working_day: callable(date) -> bool
    """
    moment = _to_working_day(start, is_working_day)
    days, rest = divmod(hours, 24)
    for _day in range(int(days)):
        moment = _to_working_day(moment + timedelta(days=1), is_working_day, keep_time=True)
    return _to_working_day(moment + timedelta(hours=rest), is_working_day, keep_time=True)


def add_calendar_days(start, days, is_working_day):
    """`days` of the calendar after `start`, put off to the next working day."""
    return _to_working_day(start + timedelta(days=days), is_working_day, keep_time=True)


def _to_working_day(moment, is_working_day, keep_time=False):
    shifted = moment
    for _day in range(366):
        if is_working_day(shifted.date()):
            break
        shifted += timedelta(days=1)
    else:
        return moment
    if shifted != moment and not keep_time:
        shifted = shifted.replace(hour=0, minute=0, second=0, microsecond=0)
    return shifted
