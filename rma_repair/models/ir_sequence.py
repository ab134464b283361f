from odoo import api, models, tools
from odoo.tools import SQL


class IrSequence(models.Model):
    _name = "ir.sequence"
    _inherit = ["ir.sequence", "rma.kept.mixin"]

    def _is_recalled(self, field):
        """The next number is asked of the database, never of memory."""
        return not field.name.startswith("number_next") and super()._is_recalled(field)

    @api.model
    def _get_recalled_domain(self):
        return [("code", "=like", "rma.%"), ("implementation", "=", "standard")]

    @api.model
    def next_by_code(self, sequence_code, sequence_date=None):
        """As core's, which searches the sequence of each of our numbers anew."""
        if not sequence_code.startswith("rma."):
            return super().next_by_code(sequence_code, sequence_date)
        self.browse().check_access("read")
        sequence = self.browse(self._get_id_by_code(sequence_code, self.env.company.id))
        return sequence._recall()._next(sequence_date) if sequence else False

    @api.model
    @tools.ormcache("code", "company_id")
    def _get_id_by_code(self, code, company_id):
        domain = [("code", "=", code), ("company_id", "in", [company_id, False])]
        sequences = self.with_context(active_test=True).sudo()
        return sequences.search(domain, order="company_id", limit=1).id

    @api.model
    def _next_many(self, code, count):
        """The next `count` numbers of the company's sequence `code`, as `next_by_code` would draw.

        Numbers that may have gaps come in one query; the others one by one, as their rows ask for.
        """
        sequence = self.search(
            [("code", "=", code), ("company_id", "in", [self.env.company.id, False])],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [self.next_by_code(code) for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for [number] in rows]
