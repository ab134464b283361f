"""The virtual environment with Odoo's and our own Python packages."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

from dev import locks, paths, process, system

REQUIREMENTS = (paths.DEV / "requirements.txt", paths.DEV / "requirements-dev.txt")
CONSTRAINTS = paths.DEV / "constraints.txt"


def provide():
    """Have the virtual environment of the pinned packages; `.odoo/venv` points to it."""
    paths.HOME.mkdir(exist_ok=True)
    pinned = [path.read_bytes() for path in (*REQUIREMENTS, CONSTRAINTS)]
    wanted = paths.HOME / f"venv-{paths.digest(sys.version, platform.machine(), *pinned)}"
    with locks.alone("venv"):
        if not (wanted / "complete").exists():
            _create(wanted)
        if not paths.VENV.exists() or paths.VENV.resolve() != wanted:
            _point_to(wanted)


def add_odoo(odoo):
    """Let the environment's Python find this Odoo."""
    packages = next((paths.VENV / "lib").glob("python3*/site-packages"))
    line = f"{odoo.python_path}\n"
    link = packages / "odoo-core.pth"
    if not link.exists() or link.read_text() != line:
        link.write_text(line)


def _create(folder):
    """Build the environment; the file `complete` comes last, so a half one is never used."""
    shutil.rmtree(folder, ignore_errors=True)
    _require_venv_module()
    print("Installing Python packages (about a minute) ...", flush=True)
    process.logged("Creating the environment", [sys.executable, "-m", "venv", folder], "venv")
    words = [word for path in REQUIREMENTS for word in ("-r", path)]
    pip = [folder / "bin/python", "-m", "pip", "install", "--disable-pip-version-check"]
    process.logged("Installing Python packages", [*pip, "-c", CONSTRAINTS, *words], "pip")
    (folder / "complete").touch()


def _require_venv_module():
    """Debian splits the `venv` module off Python."""
    probe = subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True)
    if probe.returncode:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        system.install([name], [system.Need("Python's venv module", None, ())])


def _point_to(folder):
    link = paths.HOME / "venv.new"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    link.replace(paths.VENV)
    for old in paths.HOME.glob("venv-*"):
        if old != Path(folder):
            shutil.rmtree(old, ignore_errors=True)
