"""Static checks, all of them offline hooks of pre-commit."""

from dev import paths, process, python_packages


def run(arguments):
    """Check every file of the repository."""
    python_packages.provide()
    return process.call([paths.VENV / "bin/pre-commit", "run", "--all-files", *arguments])
