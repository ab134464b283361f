"""Odoo's own commands, with our configuration."""

from dev import odoo_source, paths, process, python_packages

TAIL = 25  # lines of Odoo's log that usually hold the whole traceback
CONFIG = """\
[options]
addons_path = {addons}
data_dir = {data}
http_interface = 127.0.0.1
list_db = False
"""


def provide():
    """Have Odoo, its Python packages and a configuration file; return the Odoo."""
    python_packages.provide()
    odoo = odoo_source.find()
    python_packages.add_odoo(odoo)
    paths.CONFIG.write_text(CONFIG.format(addons=addons_path(odoo), data=paths.DATA))
    return odoo


def addons_path(odoo=None):
    """Where Odoo looks for addons: its own, and this repository."""
    odoo = odoo or odoo_source.find()
    return ",".join(map(str, (*odoo.addons, paths.ROOT)))


def command(subcommand, database, *words):
    """The words that run an Odoo command on a database."""
    program = [paths.PYTHON, "-m", "odoo", *subcommand.split()]
    return [*program, "-c", paths.CONFIG, "-d", database, *words]


def change(what, database, log, *words):
    """Install or upgrade modules, without serving; return the log's path."""
    options = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
    return process.logged(what, command("server", database, *options, *words), log, tail=TAIL)


def execute(what, database, script, log):
    """Run a Python file of `dev/inside` in an Odoo shell; what it prints is shown."""
    words = command("shell", database, "--no-http")
    with open(paths.DEV / "inside" / script) as source:
        return process.logged(what, words, log, tail=TAIL, stdin=source, stdout=None)
