"""Template databases: what takes minutes to install is installed once and then copied."""

import ast
from dataclasses import dataclass

from dev import database, odoo, paths

# The first is the default of new users and partners.
LANGUAGES = ("en_US", "zh_CN")
# Not dependencies of the addon: the tests prove that it works beside them.
TEST_MODULES = (
    "l10n_cn",
    "l10n_fr_account",
    "mrp",
    "privacy_lookup",
    "purchase_stock",
    "stock_dropshipping",
    "stock_landed_costs",
)
NOT_INSTALLED = {"tests", "static", "demo", "__pycache__"}


@dataclass(frozen=True)
class Template:
    """A database with modules, on top of its parent's; another key makes another database."""

    label: str
    modules: tuple
    key: str
    parent: "Template | None" = None
    is_warm: bool = False

    @property
    def name(self):
        ancestry = self.parent.name if self.parent else ""
        return f"{self.label}_{paths.digest(ancestry, self.key, *self.modules)}"

    @property
    def log(self):
        """The log of the installation, kept as long as the database."""
        return paths.LOGS / f"{self.name}.log"

    def provide(self):
        """Have the database, and drop those that it replaces; return its name."""
        if not database.exists(self.name):
            if self.parent:
                self.parent.provide()
            database.build(self.name, self.parent and self.parent.name, self._install)
            self._drop_predecessors()
        return self.name

    def _install(self, name):
        print(f"Installing {', '.join(self.modules)} ...", flush=True)
        words = ["-i", ",".join(self.modules)]
        if not self.parent:
            words.append(f"--load-language={','.join(LANGUAGES)}")
        odoo.change("The installation", name, self.name, *words)
        if self.is_warm:
            warm_assets(name)

    def _drop_predecessors(self):
        for name in database.names(f"{self.label}_"):
            if name != self.name and not database.is_used(name):
                database.drop(name)
                (paths.LOGS / f"{name}.log").unlink(missing_ok=True)


def dependencies(version):
    """What the addon depends on."""
    key = "-".join((version, *LANGUAGES))
    return Template("rma_depends", tuple(sorted(manifest()["depends"])), key)


def for_demo(version):
    """The addon with nothing else."""
    name = paths.ADDON.name
    return Template("rma_demo_addon", (name,), sources_key(), dependencies(version), is_warm=True)


def for_tests(version):
    """The addon beside the modules that it must get along with."""
    extras = Template("rma_extras", TEST_MODULES, version, dependencies(version), is_warm=True)
    return Template("rma_addon", (paths.ADDON.name,), sources_key(), extras)


def warm_assets(name):
    """Bundle the web assets into the database, so that the first page need not."""
    if not database.read_note(name).get("has_assets"):
        print("Bundling the web assets ...", flush=True)
        odoo.execute("Bundling the assets", name, "warm_assets.py", "assets")
        database.write_note(name, has_assets=True)


def manifest():
    return ast.literal_eval((paths.ADDON / "__manifest__.py").read_text())


def sources_key():
    """Changes with every file of the addon that an installation reads."""
    files = sorted(path for path in paths.ADDON.rglob("*") if path.is_file())
    parts = []
    for path in files:
        inside = path.relative_to(paths.ADDON)
        if not NOT_INSTALLED.intersection(inside.parts):
            parts += [inside, path.read_bytes()]
    return paths.digest(*parts)
