"""Odoo 19: the Debian package, unpacked without root, or an existing checkout (`ODOO_HOME`)."""

import getpass
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from dev import locks, paths, process
from dev.errors import Failure

PREFIX = paths.HOME / "odoo"
DOWNLOADS = paths.HOME / "downloads"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NEEDED_SPACE = 4 * 1024**3

# The fonts of sid are too new for the links that Odoo's package holds; bookworm's fit.
PACKAGES = (
    "odoo-19/sid",
    "fonts-montserrat/sid",
    *(
        f"{name}/bookworm"
        for name in (
            "fonts-font-awesome", "fonts-glyphicons-halflings", "fonts-inconsolata", "fonts-ocr-b",
            "fonts-roboto-unhinted", "libjs-jquery", "libjs-jquery-form", "libjs-underscore",
        )
    ),
)  # fmt: skip
# Left out of Debian's package as not free; its absence would fail every browser test.
STUB = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """An Odoo on disk: what goes on Python's path, its addons, and a name for its version."""

    python_path: Path
    addons: tuple
    version: str


def find():
    """The Odoo to use; Debian's package is fetched when there is none yet."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _existing(Path(home).expanduser().resolve())
    with locks.alone("odoo"):
        if not (PREFIX / "VERSION").exists():
            _fetch()
    packages = PREFIX / "usr/lib/python3/dist-packages"
    return Odoo(packages, (packages / "odoo/addons",), (PREFIX / "VERSION").read_text())


def _existing(home):
    if not (home / "odoo/release.py").exists():
        raise Failure(f"ODOO_HOME={home} has no odoo/release.py: name an Odoo 19 checkout.")
    if "(19, 0," not in (home / "odoo/release.py").read_text():
        raise Failure(f"ODOO_HOME={home} is not Odoo 19: name an Odoo 19 checkout.")
    addons = tuple(path for path in (home / "addons", home / "odoo/addons") if path.is_dir())
    return Odoo(home, addons, str(home))


def _fetch():
    """Download and unpack Odoo; `PREFIX` appears only when it is whole."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Failure("Without apt, set ODOO_HOME=/path/to/odoo to an Odoo 19 checkout.")
    if shutil.disk_usage(paths.HOME).free < NEEDED_SPACE:
        raise Failure("Odoo and its databases need 4 GB of disk: free some space and run again.")
    unfinished = PREFIX.with_suffix(".unfinished")
    for leftover in (unfinished, PREFIX, DOWNLOADS):
        shutil.rmtree(leftover, ignore_errors=True)
    print("Downloading Odoo 19 (about 130 MB) ...", flush=True)
    archives = _download()
    print("Unpacking Odoo 19 ...", flush=True)
    for archive in archives:
        process.logged("Unpacking", ["dpkg-deb", "-x", archive, unfinished], "unpack")
    stub = unfinished / "usr/lib/python3/dist-packages" / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text("// not part of Debian's package\n")
    odoo = next(archive for archive in archives if archive.name.startswith("odoo-19_"))
    (unfinished / "VERSION").write_text(odoo.name.split("_")[1])
    unfinished.rename(PREFIX)
    shutil.rmtree(DOWNLOADS)


def _download():
    """Fetch the packages by a private apt, which leaves the machine's own settings alone."""
    debs = DOWNLOADS / "debs"
    for folder in ("lists/partial", "cache/archives/partial", "state", "debs"):
        (DOWNLOADS / folder).mkdir(parents=True)
    (DOWNLOADS / "state/status").touch()
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    sources = [f"deb {signed}{_mirror()} {suite} main\n" for suite in ("sid", "bookworm")]
    (DOWNLOADS / "sources.list").write_text("".join(sources))
    apt = ["apt-get", *_private_options()]
    process.logged("Reading the package lists", [*apt, "update", "--error-on=any"], "odoo-lists")
    process.logged("Downloading Odoo", [*apt, "download", *PACKAGES], "odoo-download", cwd=debs)
    return sorted(debs.glob("*.deb"))


def _private_options():
    options = {
        "Dir::Etc::sourcelist": DOWNLOADS / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State": DOWNLOADS / "state",
        "Dir::State::Lists": DOWNLOADS / "lists",
        "Dir::State::status": DOWNLOADS / "state/status",
        "Dir::Cache": DOWNLOADS / "cache",
        "Debug::NoLocking": "1",
        "Acquire::Languages": "none",
        # A mirror that lags behind is good enough; signatures are checked all the same.
        "Acquire::Check-Valid-Until": "false",
        "APT::Sandbox::User": getpass.getuser(),
    }
    return [word for name, value in options.items() for word in ("-o", f"{name}={value}")]


def _mirror():
    """DEBIAN_MIRROR, or the mirror that apt uses on this machine."""
    given = os.environ.get("DEBIAN_MIRROR")
    if given:
        return given
    listed = process.read(["apt-get", "indextargets", "--format", "$(REPO_URI) $(COMPONENT)"])
    mirrors = re.findall(r"^(\S+/debian/?) main$", listed, re.MULTILINE)
    if not mirrors:
        raise Failure("No Debian mirror in apt's sources: set DEBIAN_MIRROR to the URL of one.")
    return mirrors[0]
