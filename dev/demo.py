"""The demo company: a database in which the addon's own code has played a whole story."""

import ast

from dev import database, odoo, paths, postgres, system, templates

DATABASE = "rma_demo"
COMPANY = paths.ADDON / "demo" / "company.py"


def rebuild(arguments):
    """Build the demo company anew."""
    version = odoo.provide().version
    system.provide(system.TO_SERVE)
    with postgres.running():
        database.drop(DATABASE)
        provide(version)
    print(*logins(), sep="\n")


def provide(version):
    """Have the demo database, with the addon as it is now."""
    note = database.read_note(DATABASE)
    if COMPANY.exists() and not note.get("has_company"):
        database.drop(DATABASE)
    if not database.exists(DATABASE):
        template = templates.for_demo(version).provide()
        database.build(DATABASE, template, _fill)
    elif note["sources"] != templates.sources_key():
        print("The addon has changed: upgrading the demo database ...", flush=True)
        odoo.change(
            "The upgrade (`make demo` builds anew)", DATABASE, "upgrade", "-u", paths.ADDON.name
        )
        _write_note(DATABASE)


def logins():
    """A line per department: who to log in as."""
    if not COMPANY.exists():
        return ["There is no demo company yet (rma_repair/demo/company.py): log in as admin/admin."]
    rows = _constant("LOGINS")
    return [f"  {department:<24} {login:<24} {password}" for department, login, password in rows]


def _constant(name):
    """A literal constant of the demo module, read without importing Odoo."""
    for statement in ast.parse(COMPANY.read_text()).body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == name:
            return ast.literal_eval(statement.value)
    return []


def _fill(name):
    if COMPANY.exists():
        print("Building the demo company ...", flush=True)
        odoo.execute("The demo company", name, "build_demo.py", "demo")
    _write_note(name)


def _write_note(name):
    database.write_note(name, sources=templates.sources_key(), has_company=COMPANY.exists())
