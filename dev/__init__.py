"""The developer machinery: gets Odoo, PostgreSQL and a browser, then runs, tests and lints the addon.

Everything in this folder uses only the standard library, except `inside/` and `tests/`,
which run in the virtual environment that the machinery builds.
"""
