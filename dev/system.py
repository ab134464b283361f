"""What must come from the operating system: installed by apt where we may, else asked for."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dev import paths, postgres, process
from dev.errors import Failure

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")
CHINESE_FONTS = ("wqy-*", "NotoSansCJK*", "NotoSerifCJK*", "uming*")


@dataclass(frozen=True)
class Need:
    """One thing that the operating system has to offer, and the packages that bring it."""

    label: str
    is_met: object
    packages: tuple


def _has_browser():
    return any(map(shutil.which, BROWSERS))


def _has_chinese_font():
    if sys.platform == "darwin":
        return True
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob(name), None) for folder in folders for name in CHINESE_FONTS)


def _has_database():
    return shutil.which("psql") if os.environ.get("PGHOST") else postgres.find_binaries()


def _has_pdf_tools():
    return shutil.which("pdftotext") and shutil.which("pdftoppm")


def _has_wkhtmltopdf():
    return wkhtmltopdf() is not None


def wkhtmltopdf():
    """The wkhtmltopdf to use: only the patched Qt builds print headers and many records."""
    for candidate in (paths.VENV / "bin" / "wkhtmltopdf-pack", shutil.which("wkhtmltopdf")):
        if candidate and "patched qt" in _version_of(candidate):
            return Path(candidate)
    return None


def _version_of(program):
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout


DATABASE = Need("a PostgreSQL server", _has_database, ("postgresql", "postgresql-client"))
FONTS = Need("a Chinese font", _has_chinese_font, ("fontconfig", "fonts-wqy-zenhei"))
PDF = Need(
    "wkhtmltopdf with patched Qt",
    _has_wkhtmltopdf,
    ("libxrender1", "libfontconfig1", "libx11-6", "libxext6"),
)
BROWSER = Need("Chromium", _has_browser, ("chromium",))
PDF_TOOLS = Need("pdftotext and pdftoppm", _has_pdf_tools, ("poppler-utils",))

TO_SERVE = (DATABASE, FONTS, PDF)
TO_TEST = (*TO_SERVE, BROWSER, PDF_TOOLS)


def provide(needs):
    """Install what is missing; where we may not, say what to install."""
    missing = [need for need in needs if not need.is_met()]
    if missing:
        install([package for need in missing for package in need.packages], missing)
    still = [need.label for need in missing if not need.is_met()]
    if still:
        raise Failure(f"Still missing after the installation: {', '.join(still)}.")
    paths.BIN.mkdir(parents=True, exist_ok=True)
    link = paths.BIN / "wkhtmltopdf"
    if wkhtmltopdf() and not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(wkhtmltopdf())


def install(packages, needs):
    """Install Debian packages, as root or by sudo."""
    labels = ", ".join(need.label for need in needs)
    prefix = _as_administrator()
    if not shutil.which("apt-get") or prefix is None:
        raise Failure(f"Please install {labels} (on Debian: apt-get install {' '.join(packages)}).")
    print(f"Installing {labels} ...", flush=True)
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    process.logged("apt-get update", [*command, "update"], "apt-update")
    options = ["install", "-y", "--no-install-recommends"]
    process.logged(f"Installing {labels}", [*command, *options, *packages], "apt-install")


def _as_administrator():
    """The words before a command that needs root: none as root, None if impossible."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    if silent.returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() else None
