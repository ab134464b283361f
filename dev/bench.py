"""The yardstick's databases: core, OCA's modules and ours, each beside the same other modules."""

import zipfile
from contextlib import ExitStack, contextmanager

from dev import database, odoo, paths, postgres, process, system, templates
from dev.errors import Failure

HOME = paths.HOME / "bench"
FIGURES = HOME / "yardstick.json"
# For the benchmark alone; never a dependency. A later 19.0 build makes another database.
OCA = ("odoo-addon-rma==19.0.*", "odoo-addon-rma-sale==19.0.*")
OCA_MODULES = ("rma", "rma_sale")


def run(arguments):
    """Measure core, OCA's RMA and this addon side by side; see bench/run.py --help."""
    version = odoo.provide().version
    system.provide(system.TO_SERVE)
    with postgres.running(), ExitStack() as stack:
        ours = templates.for_tests(version)
        names = {"ours": ours.provide(), "limit": ours.parent.provide()}
        addons = odoo.addons_path()
        if folder := _provide_oca():
            addons = f"{addons},{folder}"
            names["oca"] = _install_oca(ours.parent.name, addons, folder)
        copies = {name: stack.enter_context(_copy(name, names[name])) for name in names}
        copies["core"] = copies["limit"]
        config = HOME / "odoo.conf"
        config.write_text(odoo.CONFIG.format(addons=addons, data=paths.DATA))
        databases = ",".join(f"{name}={copy}" for name, copy in copies.items())
        options = ["--config", config, "--databases", databases, "--figures", FIGURES]
        command = [paths.PYTHON, paths.ROOT / "bench" / "run.py", *options, *arguments]
        return process.call(command)


@contextmanager
def _copy(name, source):
    """A database that is thrown away after the run."""
    copy = f"rma_bench_{name}"
    database.drop(copy)
    database.copy(source, copy)
    try:
        yield copy
    finally:
        database.drop(copy)


def _provide_oca():
    """The folder of OCA's addons, downloaded once; None where there is no way to get them."""
    folder = HOME / "oca" / "odoo" / "addons"
    if folder.exists():
        return folder
    wheels = HOME / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    pip = [paths.PYTHON, "-m", "pip", "download", "--no-deps", "--dest", wheels, *OCA]
    try:
        process.logged("Downloading OCA's RMA", pip, "bench-oca")
    except Failure as failure:
        print(f"The OCA column is left out. {failure}", flush=True)
        return None
    for wheel in wheels.glob("*.whl"):
        zipfile.ZipFile(wheel).extractall(HOME / "oca")
    return folder


def _install_oca(parent, addons, folder):
    """A template with OCA's modules on top of the others."""
    manifests = [(folder / name / "__manifest__.py").read_bytes() for name in OCA_MODULES]
    name = f"rma_oca_{paths.digest(parent, *manifests)}"

    def install(unfinished):
        print(f"Installing OCA's {', '.join(OCA_MODULES)} ...", flush=True)
        words = ["-i", ",".join(OCA_MODULES), f"--addons-path={addons}"]
        odoo.change("The installation of OCA's RMA", unfinished, name, *words)

    database.build(name, parent, install)
    return name
