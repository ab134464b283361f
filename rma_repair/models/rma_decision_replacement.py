"""Replacements: another unit for the customer, free of charge."""

from odoo import fields, models


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_replacement(self):
        """Procure the replacements of these decisions, stock to customer, on his routes.

        They end in the company's warranty location, whose account shows their cost, and touch no
        sales order. Returns the moves made.
        """
        missing = self._get_missing_lines("replacement")
        procurements = []
        for decision, lines in (
            self.line_ids.browse().union(*missing).grouped("decision_id").items()
        ):
            quantities = {line: missing[line] for line in lines}
            procurements += decision._prepare_replacements(quantities)
        before = self.move_ids
        if procurements:
            self.env["stock.rule"].run(procurements)
        return self.move_ids - before

    def _prepare_replacements(self, quantities):
        """The procurements of these lines: serials of one product together, else one per line."""
        self.ensure_one()
        groups = {}
        for line, quantity in quantities.items():
            product = line._get_product_of("replacement")
            is_serial = product.tracking == "serial" and product.uom_id.compare(quantity, 1) == 0
            groups.setdefault((product, is_serial or line), []).append(line)
        return [
            self._prepare_replacement(
                product,
                sum(quantities[line] for line in lines),
                # What several lines share finds them when it ships.
                line=lines[0] if len(lines) == 1 else None,
            )
            for (product, _shared), lines in groups.items()
        ]

    def _prepare_replacement(self, product, quantity, line=None):
        """One procurement of `quantity` (product's unit), for one line or several serials."""
        return self.env["stock.rule"].Procurement(
            product,
            quantity,
            product.uom_id,
            self.company_id.rma_warranty_location_id,
            product.display_name,
            self.case_id.name,
            self.company_id,
            self._prepare_replacement_vals(line),
        )

    def _prepare_replacement_vals(self, line=None):
        """Values of a replacement's procurement; those of the RMA end on the moves."""
        self.ensure_one()
        case = self.case_id
        return {
            "warehouse_id": case.warehouse_id,
            "company_id": self.company_id,
            "partner_id": (case.shipping_partner_id or case.partner_id).id,
            "date_planned": fields.Datetime.now(),
            "reference_ids": case._get_reference(),
            "rma_operation": "replacement",
            "rma_decision_id": self.id,
            "rma_line_id": line.id if line else False,
        }
