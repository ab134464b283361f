"""The developer machinery: gets what the addon needs, then runs, tests and lints it.

Everything in this folder uses only the standard library, except `inside/` and `tests/`,
which run in the virtual environment that the machinery builds.
"""
