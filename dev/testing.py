"""The test suites: the machinery's own, and the addon's under pytest-odoo."""

import os

from dev import database, log_check, odoo, paths, postgres, process, system, templates, translations
from dev.errors import Failure

NOTHING_COLLECTED = 5
MOST_WORKERS = 4


def run_all(arguments):
    """Every test and check; the last line is pytest's about the addon."""
    template = _prepare()
    with postgres.running():
        templates.warm_assets(template.provide())
        problems = log_check.problems_in(template.log) + translations.problems(template.name)
        if _pytest("dev/tests", "-p", "no:odoo"):
            problems.append("the machinery's own tests fail, see above")
        code = _odoo_suite(template, *_in_parallel(), *arguments)
    if problems:
        raise Failure("make test fails: " + "; ".join(problems))
    return code


def run_one(arguments):
    """The addon's tests that match an expression of pytest's -k."""
    if not any(arguments):
        raise Failure("Say which tests: make test-one T=a_part_of_their_name")
    template = _prepare()
    with postgres.running():
        template.provide()
        for problem in log_check.problems_in(template.log):
            print(problem)
        code = _odoo_suite(template, "-k", arguments[0], *arguments[1:])
    if code == NOTHING_COLLECTED:
        raise Failure(f"No test matches {arguments[0]!r}: try a part of its name.")
    return code


def walk(arguments):
    """Take random walks through the actions of a return: so many, 500 if not said."""
    os.environ["RMA_WALKS"] = arguments[0] if arguments and arguments[0] else "500"
    return run_one(["random_walks", "-s"])


def _prepare():
    template = templates.for_tests(odoo.provide().version)
    system.provide(system.TO_TEST)
    return template


def _in_parallel():
    """A process per core, each with a copy of the database; a file's tests stay together."""
    return "-n", str(min(os.cpu_count(), MOST_WORKERS)), "--dist", "loadfile"


def _odoo_suite(template, *words):
    with database.scratch(template.name) as name:
        options = [f"--odoo-config={paths.CONFIG}", f"--odoo-database={name}", "--odoo-http"]
        guard = ["--odoo-log-level=warn", "-p", "dev.inside.log_guard"]
        files = ["-p", "dev.inside.worker_files"]
        return _pytest(paths.ADDON / "tests", *options, *guard, *files, *words)


def _pytest(folder, *words):
    command = [paths.PYTHON, "-m", "pytest", "-c", paths.ROOT / "pyproject.toml", folder, *words]
    return process.call(command)
