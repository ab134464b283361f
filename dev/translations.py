"""The translation template and the translations, kept in step with the sources."""

from dev import odoo, paths, postgres, process, system, templates

FOLDER = paths.ADDON / "i18n"
POT = FOLDER / f"{paths.ADDON.name}.pot"
FRESH = paths.HOME / POT.name


def update(arguments):
    """Write the .pot anew and merge its terms into every .po."""
    version = odoo.provide().version
    system.provide(system.TO_SERVE)
    with postgres.running():
        _export(templates.for_tests(version).provide())
    FOLDER.mkdir(exist_ok=True)
    return _terms("update", FRESH, POT)


def problems(database_name):
    """What is wrong with the committed translations; nothing while there are none."""
    if not POT.exists():
        print("No translation template yet: `make pot` writes one.")
        return []
    _export(database_name)
    return ["the translations are stale: run `make pot`"] if _terms("check", FRESH, POT) else []


def _export(database_name):
    words = (paths.ADDON.name, "-l", "pot", "-o", str(FRESH))
    process.logged("The export", odoo.command("i18n export", database_name, *words), "pot")


def _terms(*words):
    return process.call([paths.PYTHON, "-m", "dev.inside.terms", *words])
