"""The demo company's past: what happened earlier is walked on its own day, not written later."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from freezegun import freeze_time

# Days before today on which the story of the pallet took place.
PRODUCED, SOLD, RETURNED, IMPROVED, SOLD_AFTER = 300, 260, 150, 128, 110
# Days before today on which the units of the other returns were sold.
SOLD_LATELY = 20


@contextmanager
def days_ago(env, days):
    """What is done inside is dated so many days before today; the clock goes on meanwhile."""
    today, moment = env.cr.now(), datetime.now() - timedelta(days=days)
    with freeze_time(moment, tick=True):
        env.cr._now = moment
        try:
            yield
            env.flush_all()
        finally:
            env.cr._now = today
