"""Checking the trails: is every event there, in its place and as it was written."""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .activity_kinds import TRAIL
from .rma_event import HASHED_FIELDS

_logger = logging.getLogger(__name__)

CASES_PER_BATCH = 500


class RmaEvent(models.Model):
    _inherit = "rma.event"

    def _find_breaks(self, case_ids):
        """Where the trails of these cases break, in words: {case id: message}. No break, no key."""
        heads = self._read_heads(case_ids)
        events = self.sudo().search([("case_ref", "in", list(case_ids))], order="case_ref,sequence")
        events.invalidate_recordset(flush=False)
        by_case = events.grouped("case_ref")
        breaks = {}
        for case_id in heads:
            trail = by_case.get(case_id, self.browse())
            if message := trail._find_break() or trail._find_lost_end(heads[case_id]):
                breaks[case_id] = message
        return breaks

    def _read_heads(self, case_ids):
        """What the cases say of their last events, as it stands in the database."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, COALESCE(trail_length, 0), trail_head FROM rma_case WHERE id IN %s",
                tuple(case_ids),
            )
        )
        return {case_id: (length, head or False) for case_id, length, head in rows}

    def _find_break(self):
        """The first event of this trail that is not as it was written."""
        previous = False
        for number, event in enumerate(self, start=1):
            if event.sequence != number:
                return self.env._("Event %(number)s is missing.", number=number)
            if event.previous_hash != previous or event._get_content_hash() != event.hash:
                return self.env._("Event %(number)s was changed.", number=number)
            digest = self._digest_reason(event.reason_salt, event.reason)
            if event.reason and digest != event.reason_digest:
                return self.env._("The reason of event %(number)s was changed.", number=number)
            previous = event.hash
        return False

    def _find_lost_end(self, head):
        """Whether the trail ends where its case says it does."""
        if (len(self), self[-1:].hash) != head:
            return self.env._(
                "The case has %(expected)s events, the trail %(found)s.",
                expected=head[0],
                found=len(self),
            )
        return False

    def _get_content_hash(self):
        """The hash of this event as it stands in the database now."""
        vals = {name: self[name] for name in HASHED_FIELDS.get(self.version, ())}
        return self._compute_hash({**vals, "version": self.version}) if vals else False


class RmaCase(models.Model):
    _inherit = "rma.case"

    trail_length = fields.Integer("Events", readonly=True, copy=False)
    trail_head = fields.Char(readonly=True, copy=False, groups="base.group_no_one")
    trail_date = fields.Datetime(
        "Trail Verified on", readonly=True, copy=False, groups="base.group_no_one", index=True
    )

    def action_view_trail(self):
        """Open what happened on this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_event_action")
        action["domain"] = [("case_ref", "=", self.id)]
        action["context"] = {"search_default_group_kind": 0, "active_id": self.id}
        return action

    def action_verify_trail(self):
        """Recompute the chain of these cases and say whether it is whole."""
        self.check_access("read")
        breaks = self.env["rma.event"]._find_breaks(self.ids)
        cases = {case.id: case.name for case in self}
        message = "\n".join(f"{cases[case_id]}: {text}" for case_id, text in breaks.items())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if breaks else "success",
                "sticky": bool(breaks),
                "title": self.env._("The trail is broken")
                if breaks
                else self.env._("The trail is whole"),
                "message": message
                or self.env._(
                    "%(count)s events are as they were written.",
                    count=sum(self.mapped("trail_length")),
                ),
            },
        }

    def _cron_verify_trails(self):
        """Verify every trail once a day, as far as the night reaches; the oldest check first."""
        today = fields.Datetime.now() - timedelta(hours=20)
        pending = [
            ("trail_length", ">", 0),
            "|",
            ("trail_date", "=", False),
            ("trail_date", "<", today),
        ]
        cases = self.with_context(active_test=False)
        self.env["ir.cron"]._commit_progress(remaining=cases.search_count(pending))
        while batch := cases.search(pending, limit=CASES_PER_BATCH, order="trail_date, id"):
            batch._verify_trails()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    def _verify_trails(self):
        """Note that these trails were verified, and tell a manager of each that is broken."""
        breaks = self.env["rma.event"]._find_breaks(self.ids)
        self.env.cr.execute(
            SQL(
                "UPDATE rma_case SET trail_date = %s WHERE id IN %s",
                fields.Datetime.now(),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["trail_date"], flush=False)
        self.filtered(lambda case: case.id not in breaks).activity_unlink([TRAIL])
        for case_id, message in breaks.items():
            case = self.browse(case_id)
            _logger.error("The trail of %s is broken: %s", case.name, message)
            case._report_broken_trail(message)

    def _report_broken_trail(self, message):
        managers = self.env.ref("rma_repair.group_manager").sudo().all_user_ids
        manager = managers.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )[:1]
        self.activity_unlink([TRAIL])
        self.activity_schedule(
            TRAIL,
            summary=self.env._("The trail is broken"),
            note=message,
            user_id=manager.id or self.env.uid,
        )
