"""A pytest plugin: a test during which Odoo logs a warning fails, unless the warning is allowed.

In CI a browser test that is skipped fails too: there a missing browser is an error.
"""

import logging
import os

import pytest

from dev import log_check


class Collector(logging.Handler):
    """Keeps the messages that nobody has allowed."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        message = f"{record.name}: {record.getMessage()}"
        if record.name.startswith(("odoo", "py.warnings")) and not log_check.is_allowed(message):
            self.messages.append(message)

    def take(self):
        messages, self.messages = self.messages, []
        return messages


collector = Collector()


def pytest_sessionstart():
    logging.getLogger().addHandler(collector)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Warnings while the test runs are its own."""
    collector.take()
    result = yield
    messages = collector.take()
    if messages:
        pytest.fail("Odoo's log has warnings:\n" + "\n".join(messages), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """In CI, a browser test may not be skipped."""
    report = yield
    if report.skipped and os.environ.get("CI") and _needs_browser(item):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"
    return report


def _needs_browser(item):
    from odoo.tests import HttpCase

    return issubclass(getattr(item, "cls", None) or object, HttpCase)
