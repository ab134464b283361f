from odoo import api, models


class RmaTrailMixin(models.AbstractModel):
    """Writes down what happens to a record on the trail of its case: one event per action.

    A model names in `_trail_fields` the facts whose changes are written down with their old and
    new values: numbers, choices and links, never texts. It can not be switched off.
    """

    _name = "rma.trail.mixin"
    _description = "Record with a Trail"

    _trail_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._log("create")
        return records

    def write(self, vals):
        names = self._trail_fields.intersection(vals)
        before = self._get_trail_values(names) if names else {}
        result = super().write(vals)
        if before:
            self._log_changes(before, names)
        return result

    @api.ondelete(at_uninstall=False)
    def _log_unlink(self):
        self._log("delete")
        # Later the case may be gone with its lines.
        self.env["rma.event"]._write_pending()

    def _get_trail_case(self):
        """The case on whose trail this record's events stand; none keeps it off any trail."""
        for path in ("case_id", "line_id.case_id", "rma_line_id.case_id"):
            if path.split(".")[0] in self._fields:
                return self.mapped(path)
        return self.env["rma.case"]

    def _get_trail_name(self):
        """What an event calls this record; the case is known."""
        return self.display_name

    def _get_trail_reason(self, state=False):
        """Why, in the user's words; may be personal, is erasable."""
        return False

    def _get_trail_amount(self):
        """What it is worth, in the company's currency."""
        return 0.0

    def _group_by_trail(self):
        """These records by their case, without those that have none."""
        by_case = self.sudo().grouped(lambda record: record._get_trail_case()[:1])
        return {case: records for case, records in by_case.items() if case}

    def _log(self, kind, **facts):
        """One event per case for all of these records."""
        events = self.env["rma.event"]
        events._append_many(
            [
                events._prepare_event_vals(kind, records, case, dict(facts))
                for case, records in self._group_by_trail().items()
            ]
        )

    def _log_states(self, before, state):
        """One event per case and former state; `before` is {record id: state}."""
        events = self.env["rma.event"]
        vals_list = []
        for case, records in self._group_by_trail().items():
            for former, moved in records.grouped(lambda record: before.get(record.id)).items():
                facts = {
                    "state_from": former,
                    "state_to": state,
                    "amount": sum(record._get_trail_amount() for record in moved),
                    "reason": moved[0]._get_trail_reason(state),
                    "document": moved._get_trail_name() if len(moved) == 1 else False,
                }
                vals_list.append(events._prepare_event_vals("state", moved, case, facts))
        events._append_many(vals_list)

    def _get_trail_values(self, names):
        """The facts named, comparable and without texts: {record id: {field: value}}."""
        return {
            record.id: {name: record._get_trail_value(name) for name in names}
            for record in self.sudo()
        }

    def _get_trail_value(self, name):
        value = self[name]
        if isinstance(value, models.BaseModel):
            return sorted(value.ids) if self._fields[name].type.endswith("2many") else value.id
        return value if isinstance(value, bool | int | float) else str(value)

    def _log_changes(self, before, names):
        """One event per case and change: many records changed alike are one event."""
        after = self._get_trail_values(names)
        alike = {}
        for record in self.sudo():
            changes = {
                name: [before[record.id][name], after[record.id][name]]
                for name in names
                if before[record.id][name] != after[record.id][name]
            }
            if changes and (case := record._get_trail_case()[:1]):
                key = (case, str(sorted(changes.items())))
                alike.setdefault(key, ([], changes))[0].append(record.id)
        events = self.env["rma.event"]
        events._append_many(
            [
                events._prepare_event_vals("change", self.browse(ids), case, {"changes": changes})
                for (case, _key), (ids, changes) in alike.items()
            ]
        )
