"""The addon's wheel holds all of the addon, and Odoo finds it once installed."""

import ast
import shutil
import subprocess
import zipfile

import pytest

from dev import paths

INSIDE = f"odoo/addons/{paths.ADDON.name}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / paths.ADDON.name
    shutil.copytree(paths.ADDON, source, ignore=shutil.ignore_patterns("__pycache__"))
    # A copy has no history to count commits in.
    environment = {"WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none", "PATH": ""}
    command = [paths.PYTHON, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", source]
    subprocess.run([*command, "-w", folder], check=True, env=environment, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_the_manifest_and_its_data(wheel):
    manifest = ast.literal_eval((paths.ADDON / "__manifest__.py").read_text())
    data = [f"{INSIDE}/{name}" for name in manifest["data"] + manifest.get("demo", [])]

    names = zipfile.ZipFile(wheel).namelist()

    assert {f"{INSIDE}/__manifest__.py", *data} <= set(names)


def test_odoo_finds_the_installed_wheel(wheel, tmp_path):
    pip = [paths.PYTHON, "-m", "pip", "install", "--no-deps", "--target", tmp_path, wheel]
    subprocess.run(pip, check=True, capture_output=True)
    question = (
        "import odoo.addons, odoo.modules.module as module;"
        "module.initialize_sys_path();"
        f"print(module.get_module_path('{paths.ADDON.name}'))"
    )

    done = subprocess.run(
        [paths.PYTHON, "-c", question], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert done.stdout.strip() == str(tmp_path / INSIDE)
