"""PostgreSQL databases together with their filestores."""

import json
import os
import shutil
from contextlib import contextmanager

from dev import locks, paths, postgres, process

SCRATCH = "rma_scratch_"


def names(prefix):
    """The databases whose name starts with `prefix`."""
    rows = _query("SELECT datname FROM pg_database WHERE NOT datistemplate")
    return [name for name in rows.splitlines() if name.startswith(prefix)]


def exists(name):
    """Whether there is the database and its files: a server may be shared, the files are not."""
    return name in names(name) and (paths.FILESTORE / name).is_dir()


def copy(source, target):
    """A copy, files included."""
    _query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    copy_files(source, target)


def copy_files(source, target):
    """Files never change once written, so hard links do."""
    drop_files(target)
    if (paths.FILESTORE / source).exists():
        shutil.copytree(paths.FILESTORE / source, paths.FILESTORE / target, copy_function=os.link)


def create(name):
    """An empty database, sorted by code point as Odoo wants it."""
    _query(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")


def drop(name):
    _query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    drop_files(name)


def drop_files(name):
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)


def rename(name, new_name):
    """Files first: the database under its new name is the sign that all is there."""
    drop_files(new_name)
    if (paths.FILESTORE / name).exists():
        (paths.FILESTORE / name).rename(paths.FILESTORE / new_name)
    _query(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')


def is_used(name):
    """Whether somebody is connected."""
    return bool(_query(f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'").strip())


def read_note(name):
    """What `write_note` left on the database."""
    text = _query(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    ).strip()
    return json.loads(text) if text else {}


def write_note(name, **note):
    """Keep a note with the database itself, so that it can never belong to another one."""
    _query(f"COMMENT ON DATABASE \"{name}\" IS '{json.dumps(note)}'")


def build(name, parent, fill):
    """Make a database by `fill(its temporary name)`: it appears under `name` when complete."""
    with locks.alone(f"build-{name}"):
        if exists(name):
            return
        unfinished = f"{name}_unfinished"
        drop(unfinished)
        copy(parent, unfinished) if parent else create(unfinished)
        fill(unfinished)
        drop(name)
        rename(unfinished, name)


@contextmanager
def scratch(source):
    """A copy for one run, dropped afterwards; copies of runs that died are cleared away.

    The workers of a parallel run copy it again, under its name with a suffix after a dash.
    """
    for name in names(SCRATCH):
        if not _is_alive(int(name.removeprefix(SCRATCH).partition("-")[0])):
            drop(name)
    own = f"{SCRATCH}{os.getpid()}"
    copy(source, own)
    try:
        yield own
    finally:
        for name in (own, *names(f"{own}-")):
            drop(name)


def _is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _query(statement):
    folder = postgres.find_binaries()
    psql = folder / "psql" if folder and (folder / "psql").exists() else "psql"
    options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres"]
    return process.read([psql, *options, "-c", statement])
