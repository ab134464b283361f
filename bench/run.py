"""`make bench`: the benchmarks of this addon; `make bench ARGS=--help` tells the options."""

import argparse
import logging
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main(words):
    options = parse(words)
    start_odoo(options.config)
    from odoo.addons.rma_repair.tests.phases import ROADS

    from bench import yardstick_table
    from bench.yardstick import Yardstick

    databases = dict(pair.split("=") for pair in options.databases.split(","))
    figures = Path(options.figures)
    yardstick = Yardstick(
        databases,
        options.profile.split(","),
        keep=lambda results: yardstick_table.merge(figures, results),
    )
    adapters = [name for name in options.adapters.split(",") if name in databases]
    yardstick.run(
        adapters,
        options.shapes.split(","),
        [int(size) for size in options.sizes.split(",") if size],
        [cost for cost in options.costs.split(",") if cost],
        options.roads.split(",") if options.roads else tuple(ROADS),
    )
    rows = yardstick_table.merge(figures, yardstick.results)
    yardstick_table.write(ROOT / "docs" / "benchmarks.md", rows, describe(yardstick))


def describe(yardstick):
    """Date and versions of what was measured."""
    from odoo.release import version

    postgres = yardstick.read("ours", "SHOW server_version")
    oca = yardstick.read("oca", "SELECT latest_version FROM ir_module_module WHERE name = 'rma'")
    versions = (
        f"Odoo {version}",
        f"PostgreSQL {postgres.split()[0]}",
        f"Python {sys.version.split()[0]}",
        f"OCA rma {oca}" if oca else "OCA rma not available",
    )
    return f"Written {date.today()}: {', '.join(versions)}."


def parse(words):
    parser = argparse.ArgumentParser(prog="bench/run.py", description=__doc__)
    parser.add_argument("--config", required=True, help="Odoo's configuration file")
    parser.add_argument("--databases", required=True, help="limit=db1,core=db1,ours=db2,oca=db3")
    parser.add_argument("--adapters", default="limit,core,oca,ours")
    parser.add_argument("--shapes", default="serials,lines,orders,single")
    parser.add_argument("--sizes", default="", help="units per road; else those of each shape")
    parser.add_argument("--costs", default="", help="average,standard; else those of each shape")
    parser.add_argument("--roads", default="")
    parser.add_argument("--profile", default="", help="phases whose queries are told by caller")
    parser.add_argument("--figures", required=True, help="JSON file that keeps the figures")
    return parser.parse_args(words)


def start_odoo(config):
    """Odoo's settings and log, without a server."""
    import odoo
    from odoo.tools import config as settings

    settings.parse_config(["-c", config, "--no-http", "--log-level=error"], setup_logging=True)
    logging.getLogger("odoo").setLevel(logging.ERROR)
    return odoo


if __name__ == "__main__":
    main(sys.argv[1:])
