"""Where things are. All that is fetched or built lives in `.odoo/`, which git ignores."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "rma_repair"
DEV = ROOT / "dev"

HOME = ROOT / ".odoo"
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
BIN = HOME / "bin"
LOGS = HOME / "log"
DATA = HOME / "data"
FILESTORE = DATA / "filestore"
CONFIG = HOME / "odoo.conf"
LOCKS = HOME / "locks"


def digest(*parts):
    """A short name for the given texts or bytes: equal parts, equal name."""
    result = hashlib.sha256()
    for part in parts:
        result.update(part if isinstance(part, bytes) else str(part).encode())
        result.update(b"\0")
    return result.hexdigest()[:10]


CHECKOUT_KEY = digest(ROOT)
