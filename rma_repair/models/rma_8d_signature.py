from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.snapshot import fingerprint
from .rma_8d_report_snapshot import LIVE

# 1 hashed what the paper says, labels included; 2 hashes keys and values, so that a label, a
# translation or a name of a master record may change under a signature that still holds.
FINGERPRINT_VERSION = 2
MEANINGS = [("prepared", "Prepared"), ("checked", "Checked"), ("released", "Released")]


class Rma8dSignature(models.Model):
    """A signature: who, when, with which meaning, over which content.

    The fingerprint of the content is kept; a later change makes the signature visibly invalid.
    """

    _name = "rma.8d.signature"
    _description = "8D Signature"
    _order = "date, id"
    _rec_name = "user_id"

    report_id = fields.Many2one("rma.8d.report", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    meaning = fields.Selection(MEANINGS, required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    fingerprint_version = fields.Integer(
        readonly=True, help="How the content was hashed; signatures before version 2 have none."
    )
    is_valid = fields.Boolean("Valid", compute="_compute_is_valid")

    def _compute_is_valid(self):
        for signature in self:
            signature.is_valid = signature.fingerprint == signature.report_id._get_fingerprint(
                signature.fingerprint_version or 1
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Sign: user, time and fingerprint are taken from the session, never from outside."""
        for vals in vals_list:
            report = self.env["rma.8d.report"].browse(vals["report_id"])
            report._check_open()
            vals.update(
                user_id=self.env.uid,
                date=fields.Datetime.now(),
                fingerprint=report._get_fingerprint(),
                fingerprint_version=FINGERPRINT_VERSION,
            )
        signatures = super().create(vals_list)
        signatures._check_signer()
        return signatures

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A signature can not be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A signature can not be deleted."))

    def _check_signer(self):
        """The sponsor releases; the leader can not release the own report."""
        for signature in self:
            sponsor = signature.report_id.sponsor_id
            if signature.meaning == "released" and signature.user_id != sponsor:
                raise UserError(
                    self.env._(
                        "The sponsor (%(sponsor)s) releases this report.",
                        sponsor=sponsor.name or "-",
                    )
                )


def get_fact(record, name):
    """The value of field `name` of this record without any word of a label."""
    field, value = record._fields[name], record[name]
    if name == "display_name":
        parts = {path.split(".")[0] for path in record.pool.field_depends[field]}
        return [get_fact(record, part) for part in sorted(parts)]
    if field.relational:
        return sorted(value.sudo().ids)
    if field.type in ("float", "monetary"):
        return f"{value:.12g}"
    return str(value) if field.type in ("date", "datetime") else value


class Rma8dReportSignature(models.Model):
    """Signing the report."""

    _inherit = "rma.8d.report"

    signature_ids = fields.One2many("rma.8d.signature", "report_id", "Signatures")

    def action_sign(self):
        """Sign as the person one is in this report: the sponsor releases, the leader prepared
        it."""
        for report in self:
            meaning = {report.sponsor_id: "released", report.leader_id: "prepared"}.get(
                self.env.user, "checked"
            )
            self.env["rma.8d.signature"].create({"report_id": report.id, "meaning": meaning})

    def _get_fingerprint(self, version=FINGERPRINT_VERSION):
        """Fingerprint of the whole content, in one language so that readers do not change it."""
        report = self.with_context(lang="en_US")
        content = {
            code: [entry for entry in rows if entry[0] not in LIVE]
            for code, rows in report._get_snapshot("internal").items()
        }
        if version > 1:
            content = {code: report._get_facts(code, rows) for code, rows in content.items()}
        return fingerprint(content)

    def _get_facts(self, code, rows):
        """What the entries of a section of the snapshot stand for: [[key, value], ...]."""
        report = self if code == "header" else self._get_content()
        facts = []
        for key, _label, _text in rows:
            row, _dot, name = key.rpartition(".")
            table, _dot, place = row.partition(".")
            record = report[table].browse(int(place)) if table else report
            facts.append([key, get_fact(record, name)])
        return facts

    def _missing_signature(self):
        """The sponsor released the content as it stands."""
        released = self.signature_ids.filtered(
            lambda s: s.meaning == "released" and s.user_id == self.sponsor_id and s.is_valid
        )
        if released:
            return []
        return [
            self.env._(
                "%(sponsor)s (sponsor) has not signed this content (button “Sign”).",
                sponsor=self.sponsor_id.name or "-",
            )
        ]
