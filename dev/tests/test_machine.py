"""The machinery's failures are one line, and its databases are keyed by what they hold."""

import errno
import os
import socket
import subprocess
import sys

import pytest

from dev import errors, locks, paths, serve, templates


def test_disk_full_says_so():
    assert "disk is full" in str(errors.from_os_error(OSError(errno.ENOSPC, "write")))
    assert "disk is full" in errors.advice_for("tar: x: Cannot write: No space left on device")


def test_network_failure_says_so():
    assert "network" in errors.advice_for("E: Temporary failure resolving 'mirror'")


def test_taken_port_is_one_line(monkeypatch):
    with socket.socket() as other:
        other.bind((serve.HOST, 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))

        with pytest.raises(errors.Failure, match="is taken"):
            serve.free_port()


def test_unknown_command_is_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "dev", "dance"], cwd=paths.ROOT, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert done.stderr.strip().startswith("Unknown command 'dance'")
    assert len(done.stderr.strip().splitlines()) == 1


def test_tests_do_not_change_the_template(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ADDON", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "data.xml").write_text("<odoo/>")
    before = templates.sources_key()

    (tmp_path / "tests" / "test_new.py").write_text("pass")
    assert templates.sources_key() == before

    (tmp_path / "data.xml").write_text("<odoo>more</odoo>")
    assert templates.sources_key() != before


def test_another_odoo_makes_other_templates():
    assert templates.for_tests("one").name != templates.for_tests("two").name


def test_only_the_last_user_clears_away(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCKS", tmp_path)
    first, second = locks.Presence("server"), locks.Presence("server")

    assert not first.leave()
    assert second.leave()


def test_nothing_of_this_machine_is_written_down():
    words = subprocess.run(
        ["git", "grep", "-lE", r"(deb\.debian|pypi|npmjs)\.org|/home/[a-z]|/root/"],
        cwd=paths.ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found = set(words.stdout.split()) - {os.path.relpath(__file__, paths.ROOT)}

    assert not found
