import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .field_groups import MONEY_READERS

EVENT_KINDS = [
    ("create", "Created"),
    ("state", "Moved on"),
    ("change", "Changed"),
    ("delete", "Deleted"),
    ("document", "Document"),
    ("exception", "Exception granted"),
    ("reopen", "Reopened"),
    ("erase", "Text erased"),
]
# What the hash covers, in this order; a new field needs a new version, old events keep theirs.
HASHED_FIELDS = {
    1: (
        "case_ref", "sequence", "date", "user_ref", "kind", "res_model", "record_ids", "state_from",
        "state_to", "changes", "amount", "document", "reason_digest", "previous_hash",
    ),
}  # fmt: skip
HASH_VERSION = 1
# Under this the transaction keeps the events that are chained and not written yet.
PENDING = "rma_repair.pending_events"


class RmaEvent(models.Model):
    """What happened on a case: who, when, what, from where to where, why, with which document.

    Events are only ever added. Each carries the hash of the one before it, and the case the
    number and the hash of the last, so that a changed, removed or inserted event is found. Names
    and texts stay out of the hash: it covers ids and facts, and of a reason only a salted digest,
    so that personal text can be erased and the chain still holds.
    """

    _name = "rma.event"
    _description = "RMA Event"
    _inherit = "rma.large.mixin"
    _order = "id desc"
    _log_access = False

    case_id = fields.Many2one("rma.case", index=True, readonly=True, ondelete="set null")
    case_ref = fields.Integer("Case No.", required=True, readonly=True)
    company_id = fields.Many2one("res.company", index=True, readonly=True, ondelete="set null")
    sequence = fields.Integer("No.", required=True, readonly=True)
    date = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who", index=True, readonly=True, ondelete="set null")
    user_ref = fields.Integer("User No.", required=True, readonly=True)
    kind = fields.Selection(EVENT_KINDS, "What", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    record_ids = fields.Text(readonly=True, help="Ids of the records, as a list.")
    record_count = fields.Integer("Records", readonly=True)
    state_from = fields.Char("From", readonly=True)
    state_to = fields.Char("To", readonly=True)
    changes = fields.Text(readonly=True, help="Fields with their old and new values, as JSON.")
    amount = fields.Char(readonly=True, groups=MONEY_READERS)
    document = fields.Char(readonly=True, index="trigram")
    reason = fields.Text(readonly=True, help="Erasable: the chain holds a digest of it only.")
    reason_salt = fields.Char(readonly=True, groups="base.group_no_one")
    reason_digest = fields.Char(readonly=True)
    version = fields.Integer(required=True, readonly=True, default=HASH_VERSION)
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)
    summary = fields.Char(compute="_compute_summary")

    _place_uniq = models.Constraint(
        "unique(case_ref, sequence)", "Two events can not stand at one place of a trail."
    )

    @api.depends("kind", "res_model", "record_count", "state_from", "state_to", "document")
    def _compute_summary(self):
        models_by_name = {}
        for event in self:
            name = event.res_model
            if name not in models_by_name:
                models_by_name[name] = self.env["ir.model"].sudo()._get(name).name or name
            what = models_by_name[name]
            if event.record_count > 1:
                what = self.env._("%(count)s × %(model)s", count=event.record_count, model=what)
            event.summary = " ".join(
                part for part in (what, event.document, event._get_state_words()) if part
            )

    def _get_state_words(self):
        """The states of the event as the user knows them."""
        field = self.env[self.res_model]._fields.get("state") if self.res_model in self.env else 0
        labels = dict(field._description_selection(self.env)) if field else {}
        states = (self.state_from, self.state_to)
        return " → ".join(labels.get(state, state) for state in states if state)

    def _compute_display_name(self):
        for event in self:
            event.display_name = f"{event.case_id.name or event.case_ref} #{event.sequence}"

    @api.model_create_multi
    def create(self, vals_list):
        """Add these events to the trails of their cases, in one go.

        Place and hash are this method's own, whatever was posted.
        """
        self.browse().check_access("create")
        self._write_pending()
        self._chain(vals_list)
        self._flush_heads()
        return super().create(vals_list)

    def _search(self, *args, **kwargs):
        self._write_pending()
        return super()._search(*args, **kwargs)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What happened can not be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What happened can not be deleted."))

    def action_erase_reasons(self):
        """Erase the texts of these events for good, as privacy law asks; the chain holds."""
        if not self.env.user.has_group("rma_repair.group_manager"):
            raise UserError(self.env._("Only an after-sales manager erases texts."))
        self.check_access("read")
        erased = self.filtered("reason")
        self.env.execute_query(
            SQL(
                "UPDATE rma_event SET reason = NULL, reason_salt = NULL"
                " WHERE id IN %s RETURNING id",
                tuple(erased.ids) or (0,),
            )
        )
        erased.invalidate_recordset(["reason", "reason_salt"])
        for case, events in erased.grouped("case_id").items():
            if case:
                self._append("erase", events, case)

    @api.model
    def _append(self, kind, records, case, **facts):
        """Note one event of `records` on the trail of `case`.

        Facts: state_from, state_to, changes (dict), amount, document, reason.
        """
        self._append_many([self._prepare_event_vals(kind, records, case, facts)])

    @api.model
    def _append_many(self, vals_list):
        """Chain these events now; they are written together, before the commit or when read."""
        if not vals_list:
            return
        self._chain(vals_list)
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.add(self.sudo()._write_pending)
        precommit.data.setdefault(PENDING, []).extend(vals_list)

    @api.model
    def _write_pending(self):
        """Write the events noted so far."""
        if vals_list := self.env.cr.precommit.data.pop(PENDING, None):
            self._flush_heads()
            models.BaseModel.create(self.sudo(), vals_list)

    @api.model
    def _flush_heads(self):
        """Write the heads of the trails, before the events they stand for.

        Of two transactions on one case the second can not: Odoo repeats it, and it finds the
        first's events. So no two events come to stand at one place.
        """
        self.env["rma.case"].flush_model(["trail_length", "trail_head"])

    @api.model
    def _chain(self, vals_list):
        """Give these events their places and hashes, and the trails their new heads."""
        cases = self.env["rma.case"].sudo().browse({vals["case_ref"] for vals in vals_list})
        heads = {case.id: (case.trail_length, case.trail_head) for case in cases}
        for vals in vals_list:
            length, head = heads[vals["case_ref"]]
            vals.update(sequence=length + 1, previous_hash=head, version=HASH_VERSION)
            self._seal_reason(vals)
            vals["hash"] = self._compute_hash(vals)
            heads[vals["case_ref"]] = (length + 1, vals["hash"])
        self._set_heads(heads)

    @api.model
    def _prepare_event_vals(self, kind, records, case, facts):
        changes, amount = facts.pop("changes", None), facts.pop("amount", None)
        return {
            "case_id": case.id,
            "case_ref": case.id,
            "company_id": case.sudo().company_id.id,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "user_ref": self.env.uid,
            "kind": kind,
            "res_model": records._name,
            "record_ids": json.dumps(sorted(records.ids)),
            "record_count": len(records),
            "changes": json.dumps(changes, sort_keys=True) if changes else False,
            "amount": f"{amount:.2f}" if amount else False,
            **facts,
        }

    @api.model
    def _set_heads(self, heads):
        """Written with whatever else is written to the cases, past their rules and trails."""
        cases = self.env["rma.case"].sudo()
        for case_id, head in heads.items():
            for name, value in zip(("trail_length", "trail_head"), head, strict=True):
                cases._fields[name]._update_cache(cases.browse(case_id), value, dirty=True)

    @api.model
    def _seal_reason(self, vals):
        """Take the reason into the chain as a salted digest only."""
        if reason := (vals.get("reason") or "").strip():
            salt = secrets.token_hex(8)
            vals.update(reason=reason, reason_salt=salt)
            vals["reason_digest"] = self._digest_reason(salt, reason)

    @api.model
    def _digest_reason(self, salt, reason):
        return hashlib.sha256(f"{salt}{reason}".encode()).hexdigest()

    @api.model
    def _compute_hash(self, vals):
        """The hash of an event: of every fact it states, and of the event before it."""
        values = [vals.get(name) or "" for name in HASHED_FIELDS[vals["version"]]]
        content = json.dumps([str(value) for value in values], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()
