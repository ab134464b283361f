"""The yardstick: what a returned unit costs per phase, beside core's own documents.

Adapters are measured side by side in one process, each on a database of its own with the same
modules, company, stock and sales; every road is rolled back. SQL queries are exact and the only
figure that gates; CPU and wall time are told.
"""

import gc
import sys
from contextlib import contextmanager
from dataclasses import replace

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from odoo.addons.rma_repair.tests.phases import ROADS

from bench.adapters.core import Core
from bench.adapters.limit import Limit
from bench.adapters.oca import Oca
from bench.adapters.ours import Ours
from bench.yardstick_meter import measure
from bench.yardstick_profile import recorded_queries, report
from bench.yardstick_world import World

ADAPTERS = {adapter.name: adapter for adapter in (Limit, Core, Oca, Ours)}
# Units per road by shape and cost method; others are asked for by --sizes and --costs.
SIZES = {
    ("serials", "average"): (1, 10, 100, 500, 1000),
    ("serials", "standard"): (1, 10, 100, 1000),
    ("lines", "average"): (10, 100),
    ("orders", "average"): (10, 100),
    ("single", "average"): (10,),
}
# A unit alone is walked this often: its CPU is a matter of moments, and the machine is shared.
RUNS_OF_ONE = 5


class Yardstick:
    """Measures adapters on databases; `results` collects one row per phase.

    `keep(results)` is called after each road, so that a long run may be stopped.
    """

    def __init__(self, databases, profiled=(), report=print, keep=lambda results: None):
        self.databases = databases
        self.profiled = profiled
        self.report = report
        self.results = []
        self.keep = keep

    def run(self, adapters, shapes, sizes=(), costs=(), roads=tuple(ROADS)):
        """Measure these roads; without `sizes` or `costs` those of `SIZES`."""
        for adapter in adapters:
            with self._world(adapter) as world:
                player, warm_for = ADAPTERS[adapter], None
                for shape, size, cost in get_settings(shapes, sizes, costs):
                    # Another cost method empties the registry's caches.
                    if cost != warm_for:
                        world.set_cost_method(cost)
                        self._run_road(world, player, ("serials", 2, cost), roads, warm=True)
                        warm_for = cost
                    if size <= getattr(player, "largest", size):
                        self._run_road(world, player, (shape, size, cost), roads)
        return self.results

    def read(self, adapter, statement):
        """The one value of an SQL statement on an adapter's database."""
        if adapter not in self.databases:
            return None
        with Registry(self.databases[adapter]).cursor() as cr:
            cr.execute(statement)
            return cr.fetchone()[0]

    @contextmanager
    def _world(self, adapter):
        with Registry(self.databases[adapter]).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            yield World.open(env, with_departments=adapter == "ours")
            cr.rollback()

    def _run_road(self, world, adapter, setting, roads, warm=False):
        shape, size, cost_method = setting
        with rolled_back(world.env):
            with kept_caches(world.env.registry):
                units = world.sell(shape, size)
            for road in roads:
                if road not in getattr(adapter, "roads", roads):
                    continue
                trips = [[unit] for unit in units] if shape == "single" else [units]
                runs = []
                for _run in range(RUNS_OF_ONE if size == 1 else 1):
                    with rolled_back(world.env):
                        runs.append(self._play(world, adapter, trips, road, warm))
                if not warm:
                    self._add(adapter.name, setting, road, get_best(runs))
        gc.collect()

    def _add(self, adapter, setting, road, costs):
        shape, size, cost_method = setting
        for phase, cost in costs.items():
            self.results.append(
                {
                    "adapter": adapter,
                    "shape": shape,
                    "size": size,
                    "cost_method": cost_method,
                    "road": road,
                    "phase": phase,
                    "queries": cost.queries / size,
                    "cpu": 1000 * cost.cpu / size,
                    "wall": 1000 * cost.wall / size,
                    "memory": cost.memory,
                }
            )
        self.keep(self.results)
        self._tell(adapter, setting, road, costs)

    def _tell(self, adapter, setting, road, costs):
        shape, size, cost_method = setting
        queries = sum(cost.queries for cost in costs.values()) / size
        cpu = 1000 * sum(cost.cpu for cost in costs.values()) / size
        words = " ".join(f"{phase} {cost.queries / size:.2f}" for phase, cost in costs.items())
        self.report(
            f"{adapter:6} {shape:8} {size:5} {cost_method:8} {road:8} {queries:7.2f} q "
            f"{cpu:7.1f} ms | {words}"
        )
        sys.stdout.flush()

    def _play(self, world, adapter, trips, road, warm):
        """Play `road` for each of these lots of units; returns {phase: cost}."""
        totals = {}
        for trip in trips:
            player = adapter(world, trip)
            player.road = road
            for phase in ROADS[road]:
                getattr(player, "open", no_search)(phase)
                call = getattr(player, phase)
                if phase in self.profiled and not warm:
                    call = self._profiled(call, adapter, phase, len(trip))
                cost = measure(world.env, len(trip), call)
                totals[phase] = totals[phase] + cost if phase in totals else cost
            if not player.is_closed():
                raise AssertionError(f"{adapter.name}: {road} did not come to its end")
        return totals

    def _profiled(self, call, adapter, phase, units):
        def profiled():
            with recorded_queries() as calls:
                call()
                player = call.__self__
                player.world.env.flush_all()
            self.report(f"{adapter.name} {phase} of {units}\n{report(calls, units)}")

        return profiled


def get_best(runs):
    """The phases' costs, CPU and wall the least of these runs: what else runs only adds to them."""
    return {
        phase: replace(
            cost,
            cpu=min(run[phase].cpu for run in runs),
            wall=min(run[phase].wall for run in runs),
        )
        for phase, cost in runs[0].items()
    }


def get_settings(shapes, sizes, costs):
    """What is measured: (shape, units, cost method)."""
    for shape in shapes:
        for cost in costs or [cost for own, cost in SIZES if own == shape]:
            for size in sizes or SIZES.get((shape, cost), SIZES[shape, "average"]):
                yield shape, size, cost


def no_search(_phase):
    """Core's adapters keep the documents they made; ours finds them, unmeasured, by its links."""


@contextmanager
def kept_caches(registry):
    """A new product empties the registry's caches; those of a running server stay warm."""
    clear = type(registry).clear_cache
    type(registry).clear_cache = lambda self, *names: None
    try:
        yield
    finally:
        type(registry).clear_cache = clear


@contextmanager
def rolled_back(env):
    """Whatever the block does to the database is undone."""
    env.flush_all()
    savepoint = env.cr.savepoint(flush=False)
    try:
        yield
    finally:
        env.invalidate_all(flush=False)
        savepoint.close()
        env.cr.precommit.clear()
        env.cr.postcommit.clear()
