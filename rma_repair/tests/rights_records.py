"""A record of every model in every situation of the rights table."""

from odoo import fields

FIRST_VALUES = {
    "rma.8d.team.member": lambda world: {"user_id": world.env.uid},
    "rma.repair.labour": lambda world: {"date_end": fields.Datetime.now()},
    "char": "x",
    "text": "x",
    "html": "x",
    "integer": 1,
    "float": 1.0,
    "monetary": 1.0,
    "json": {"work": "x"},
}
# Links that a record takes from its situation, when the model has them.
LINKS = (
    "company_id", "case_id", "line_id", "decision_id", "report_id", "revision_id", "repair_id",
    "inspection_id", "check_id", "meeting_id", "run_id", "result_id", "signoff_id", "profile_id",
    "checklist_id",
)  # fmt: skip
# Values no rule of thumb finds.
VALUES = {
    "rma.8d.profile": lambda world: {"partner_id": world.partner.id},
    "rma.8d.report": lambda world: {"partner_id": world.partner.id},
    "rma.8d.team.member": lambda world: {"name": "x"},
    "rma.approval": lambda world: {"case_ids": world.case.ids},
    "rma.authority": lambda world: {"user_id": world.env.uid, "settlement": "credit"},
    "rma.authority.deputy": lambda world: {
        "user_id": world.env.ref("base.user_admin").id,
        "deputy_id": world.env.ref("base.user_root").id,
        "date_to": fields.Date.today(),
    },
    "rma.checklist": lambda world: {
        "categ_id": world.env["product.category"].create({"name": "x"}).id,
    },
    "rma.cost.budget": lambda world: {"year": 2026},
    "rma.decision": lambda world: {"line_ids": world.line.ids},
    # Of a repair it would be the workshop's, whose ever the case is.
    "rma.inspection": lambda world: {"line_ids": world.line.ids, "repair_id": False},
    "rma.receipt.check": lambda world: {"picking_id": world.picking.id},
    "rma.product.accessory": lambda world: {
        "product_tmpl_id": world.env["product.template"].create({"name": "x"}).id,
    },
    "rma.repair.batch": lambda world: {"first_piece_id": world.repair.id},
    "rma.repair.labour": lambda world: {
        "date_start": fields.Datetime.now(),
        "date_end": fields.Datetime.now(),
    },
    "rma.review.meeting": lambda world: {"case_ids": world.case.ids},
    "rma.segregation.override": lambda world: {
        "res_model": "rma.decision",
        "res_id": world.get("rma.decision").id,
        "user_id": world.env.ref("base.user_admin").id,
    },
    "rma.warranty.change": lambda world: {
        "lot_id": world.lot.id,
        "line_id": False,
        "date_until": fields.Date.add(fields.Date.today(), years=5),
    },
}


# What another record brings along.
FOUND = {
    "rma.8d.discipline": lambda world: world.report.discipline_ids[:1],
    "rma.line.stay": lambda world: world.line.sudo().stay_ids.sorted("id")[-1:],
}


class World:
    """One situation: its company, case, line, decision, repair ... and a record of each model."""

    def __init__(self, env, **records):
        self.env = env
        self._records = {}
        for name, record in records.items():
            setattr(self, name, record)
            self._records.setdefault(record._name, record.sudo())

    def get(self, model):
        """The record of `model`, made when there is none yet."""
        if model not in self._records:
            records = self.env[model].sudo()
            find = FOUND.get(model, lambda world: records)
            self._records[model] = find(self) or records.create(self.prepare_vals(records))
        return self._records[model]

    def prepare_vals(self, records):
        """Values of one more record in this situation."""
        vals = VALUES.get(records._name, lambda world: {})(self)
        for name, field in records._fields.items():
            if name not in vals and self._is_wanted(name, field):
                vals[name] = self._get_value(records, field)
        return vals

    def _is_wanted(self, name, field):
        if not field.store or field.related:
            return False
        if field.type == "many2one" and name in LINKS:
            return True
        return field.required and not field.compute and not field.default

    def _get_value(self, records, field):
        if field.type == "many2one":
            return self.get(field.comodel_name).id
        if field.type == "selection":
            return field.get_values(records.env)[0]
        if field.type in ("date", "datetime"):
            return fields.Datetime.now()
        return FIRST_VALUES[field.type]
