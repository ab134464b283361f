"""Whatever people do, in whatever order: the invariants hold after every step.

The suite takes a fixed few walks. `make walk` takes `RMA_WALKS` (500) new ones and tells every one
that fails; `RMA_SEED` repeats a run, and `RMA_SHRINK=1` shrinks the first failure to its simplest
form.
"""

import logging
import os
import time
from collections import Counter
from importlib.util import find_spec

from odoo.tests import tagged

from .common import RmaCommon
from .random_walk import RandomWalk
from .random_walk_world import WORLDS, World

WALKS = int(os.environ.get("RMA_WALKS") or 0)
SEED = int(os.environ.get("RMA_SEED") or time.time())
SHRINK = bool(os.environ.get("RMA_SHRINK"))
# Every costing with every valuation, and every tracking with either.
FIXED_WORLDS = [WORLDS[number] for number in (0, 4, 8, 11, 13, 15)]
STEPS = 16 if WALKS else 14

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestProperties(RmaCommon):
    @classmethod
    def _set_up(cls):
        """As usual, without notes in the chatter: nothing here looks at them."""
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        return super()._set_up()

    def test_random_walks_keep_every_invariant(self):
        if not find_spec("hypothesis"):
            self.skipTest("hypothesis is not installed")
        self.done, self.failures = Counter(), []
        traits_list = WORLDS if WALKS else FIXED_WORLDS

        for traits in traits_list:
            self._walk_in(World(self, traits), -(-WALKS // len(WORLDS)) or 1)

        _logger.info("Seed %s, done: %s", SEED, self.done)
        self.assertFalse(self.failures, "\n\n".join(self.failures))

    def _walk_in(self, world, count):
        """Take `count` walks that begin in `world`."""
        from hypothesis import HealthCheck, Phase, given, seed, settings
        from hypothesis import strategies as st

        choices = st.lists(st.integers(0, 2**32), min_size=1 if SHRINK else STEPS, max_size=STEPS)
        options = settings(
            max_examples=count,
            derandomize=not WALKS,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )

        @options
        @given(choices)
        def walk(steps):
            self._try(world, steps)

        (seed(SEED)(walk) if WALKS else walk)()

    def _try(self, world, steps):
        """Walk; a nightly run goes on after a failure, to tell all of them."""
        try:
            self._walk(world, steps)
        except AssertionError as failure:
            if SHRINK or not WALKS:
                raise
            self.failures.append(str(failure))
            print("", failure, "", sep="\n", flush=True)

    def _walk(self, world, steps):
        """One walk, of which nothing stays."""
        savepoint = self.env.cr.savepoint()
        walk = RandomWalk(self, world)
        try:
            walk.run(steps)
        finally:
            self.done.update(walk.done)
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.cr.precommit.clear()
            self.env.invalidate_all()
