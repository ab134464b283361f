"""`python -m dev <command>`: what the Makefile calls."""

import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def main():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return (
            "Python 3.10 to 3.13 is needed, this is {}.{}: "
            "name one that you have, as in `make run PYTHON=python3.12`."
        ).format(*sys.version_info[:2])
    # Imported late: an old Python could not even read these modules.
    from dev import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
