"""A pytest plugin: each worker of a parallel run has the files of its own database.

pytest-odoo leads all workers to one folder. What one of them then clears away, because nothing in
its database needs it any more, another one still serves.
"""

from contextlib import contextmanager

import pytest_odoo

from dev import database


@contextmanager
def own_files(source, name):
    """The files of a worker's database, for as long as it works."""
    if source == name:
        yield
        return
    database.copy_files(source, name)
    try:
        yield
    finally:
        database.drop_files(name)


def pytest_configure():
    pytest_odoo._shared_filestore = own_files
