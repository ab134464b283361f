from odoo import models
from odoo.exceptions import AccessError

DUTIES = [
    ("inspect", "Inspect"),
    ("propose", "Propose"),
    ("approve", "Approve money"),
    ("repair", "Repair"),
    ("control", "Quality control"),
    ("own", "Own the 8D action"),
    ("validate", "Validate the 8D action"),
]
# Pairs that one person does not do on one case, administrators included.
SEGREGATED_DUTIES = (
    ("inspect", "approve"),
    ("propose", "approve"),
    ("repair", "control"),
    ("own", "validate"),
)


NAMED = 5  # people named to whoever may not; more of them help nobody


def tell_who_may(users):
    """Who of `users` may do it instead, in words; nothing where nobody is known."""
    names = users.sudo().filtered("active").sorted("name").mapped("name")[:NAMED]
    if not names:
        return ""
    return users.env._("%(users)s may.", users=users.env._(" or ").join(names))


class RmaSegregationMixin(models.AbstractModel):
    """Segregation of duties, checked on who really did what on this very record.

    A model says in `_get_duty_users` who did which duty. Rights play no part: an administrator
    who inspected does not approve. Only `rma.segregation.override`, granted by a second person
    with a reason, lifts a pair, for one user on one record.
    """

    _name = "rma.segregation.mixin"
    _description = "Segregation of Duties"

    def action_allow_exception(self):
        """Ask a second person for the exception: for whom, and why."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allow Exception"),
            "res_model": "rma.segregation.override",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_duty": self.env.context.get("duty", "approve"),
            },
        }

    def _get_duty_users(self):
        """Who did what on this record: {duty: users}."""
        self.ensure_one()
        return {}

    def _get_duty_holders(self, duty):
        """The users whose work `duty` is; a model that knows them says so."""
        return self.env["res.users"]

    def _get_free_holders(self, duty):
        """Who of them did nothing on this record that keeps them from `duty`."""
        self.ensure_one()
        return self._get_duty_holders(duty).filtered(
            lambda user: self.company_id in user.company_ids
            and not self._get_conflicting_duty(user, duty)
        )

    def _get_conflicting_duty(self, user, duty):
        """The duty `user` did on this record that keeps him from `duty`; False where none does."""
        self.ensure_one()
        done = self.sudo()._get_duty_users()
        for pair in SEGREGATED_DUTIES:
            if duty not in pair:
                continue
            other = pair[0] if duty == pair[1] else pair[1]
            if user in done.get(other, ()) and not self._is_overridden(user, duty):
                return other
        return False

    def _is_overridden(self, user, duty):
        """Whether a second person allowed `user` to do `duty` on this record."""
        return bool(
            self.env["rma.segregation.override"]
            .sudo()
            .search_count(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("user_id", "=", user.id),
                    ("duty", "=", duty),
                ],
                limit=1,
            )
        )

    def _check_duty(self, duty):
        """Refuse `duty` to a user who did what it must not be joined with."""
        for record in self:
            if done := record._get_conflicting_duty(self.env.user, duty):
                words = record._get_duty_words(done, duty)
                who = tell_who_may(record.sudo()._get_free_holders(duty))
                raise AccessError(f"{words} {who}".strip())

    def _get_duty_words(self, done, duty):
        """Why whoever did `done` may not do `duty`, told to him."""
        self.ensure_one()
        name = self.display_name
        because = {
            "inspect": self.env._("You inspected goods of %(record)s", record=name),
            "propose": self.env._("You proposed %(record)s", record=name),
            "approve": self.env._("You authorized %(record)s", record=name),
            "repair": self.env._("You repaired %(record)s", record=name),
            "control": self.env._("You controlled %(record)s", record=name),
            "own": self.env._("You are responsible for %(record)s", record=name),
            "validate": self.env._("You validated %(record)s", record=name),
        }
        therefore = {
            "inspect": self.env._("somebody else must inspect it."),
            "propose": self.env._("somebody else must propose it."),
            "approve": self.env._("somebody else must authorize what it costs."),
            "repair": self.env._("somebody else must repair it."),
            "control": self.env._("somebody else must control the repair."),
            "own": self.env._("somebody else must be responsible for it."),
            "validate": self.env._("somebody else must validate it."),
        }
        return self.env._(
            "%(because)s, so %(therefore)s", because=because[done], therefore=therefore[duty]
        )
