"""A random walk through the actions of a return: any order, any user, cancels and edits included.

A walk is a list of numbers. In each step the number is the seed that picks one of the actions that
are possible then, the likelier ones more often, and a record for it, so that a walk can be repeated
and shortened.
"""

from random import Random

from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tools import mute_logger

from .random_walk_case import CaseActions
from .random_walk_goods import GoodsActions
from .random_walk_money import MoneyActions
from .recorded_rows import read_analyses, read_documents

REFUSALS = (UserError, ValidationError, AccessError, RedirectWarning)


class RandomWalk(CaseActions, GoodsActions, MoneyActions):
    """What people do to the goods of one world."""

    def __init__(self, test, world):
        self.test, self.env, self.world = test, test.env, world
        self.product, self.sale_lines = world.product, world.sale_lines
        self.tracking = world.traits["tracking"]
        self.story = [str(world)]
        self.done = []

    def run(self, choices):
        """Take a step per choice; after each, every invariant must hold."""
        for choice in choices:
            if self.step(choice) and (problems := self._get_problems()):
                raise AssertionError("\n".join([*self.story, *problems]))

    def _get_problems(self):
        problems = [str(finding) for finding in self.env["rma.check"]._prove()]
        difference = self.world.get_difference() - self.world.base
        if abs(difference) > self.world.get_noise():
            problems.append(f"Stock value and stock account moved {difference} apart.")
        return problems + self._get_unsaid()

    def _get_unsaid(self):
        """Analyses whose rows, written down after the last step, are not what documents say now."""
        lines = self.lines().sudo()
        said, documents = read_analyses(lines), read_documents(lines)
        lines._record_rows()
        return [
            f"{name}: {said[name]} was written down, {documents[name]} is so."
            for name in documents
            if said[name] != documents[name]
        ]

    def step(self, choice):
        """Do one of the possible actions, and tell whether it was done.

        A readable refusal is fine, and leaves nothing.
        """
        action, record = self._pick(Random(f"{self.world}/{len(self.done)}/{choice}"))
        self.story.append(f"{action.__name__} {record} [{choice}]")
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                action(record)
                self.env.flush_all()
            self.done.append(action.__name__)
        except REFUSALS as refusal:
            self.done.append("refused")
            self.story.append(f"    refused: {refusal}")
            if not str(refusal).strip():
                raise AssertionError("\n".join([*self.story, "an empty refusal"])) from refusal
        except Exception as error:
            raise AssertionError("\n".join([*self.story, repr(error)])) from error
        self.env.invalidate_all()
        return self.done[-1] != "refused"

    def _pick(self, random):
        """One of the actions that are possible now, the likelier by its weight, and its record."""
        actions = [
            (action, find)
            for action, find in self.possible()
            for _weight in range(getattr(action, "weight", 1))
        ]
        random.shuffle(actions)
        for action, find in dict.fromkeys(actions):
            if records := find():
                return action, records[random.randrange(len(records))]
        raise AssertionError("Nothing can be done.")

    def possible(self):
        """The actions with what finds the records they can be tried on, in a fixed order."""
        return [*self.case_actions(), *self.goods_actions(), *self.money_actions()]

    # What there is

    def lines(self):
        return self.env["rma.case.line"].search([("product_id", "=", self.product.id)], order="id")

    def lines_in(self, *states):
        return self.lines().filtered(lambda line: line.state in states)

    def decisions(self, *states):
        decisions = self.lines().decision_ids.sorted("id")
        return decisions.filtered(lambda decision: not states or decision.state in states)
