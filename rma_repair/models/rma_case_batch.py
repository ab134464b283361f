"""Sporadic or batch: what one customer asks for on one day decides it, across his cases."""

from odoo import api, fields, models

from .rma_case_line import DROPPED_STATES

# A change of these may take a customer's day over a threshold.
COUNTED_FIELDS = {"quantity", "product_id", "product_uom_id", "lot_id", "case_id"}
DAY = ("company_id", "partner_id", "request_day")


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    request_day = fields.Date(related="case_id.request_day", store=True, precompute=True)

    # Analyses and groups read this index and no row.
    _analysis_idx = models.Index(
        "(request_day, company_id) INCLUDE (product_id, disposition_id, quantity, create_date,"
        " case_id, partner_id, state, finding, failure_code_id, user_id)"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: not line.split_from_id)._detect_batches()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if (
            not self.env.su
            and COUNTED_FIELDS.intersection(vals)
            or vals.get("state") == "requested"
        ):
            self._detect_batches()
        return result

    def _detect_batches(self):
        """Turn every case that a crossed threshold involves into a batch return.

        Counted are units asked for, in the product's unit, by one customer on one calendar day
        of the company's time zone, in all his cases; refused, cancelled and advice are not.
        """
        lines = self.sudo()
        if not lines.company_id.filtered(lambda company: company._rma_has_batches()):
            return
        for day, counts in lines._count_by_day().items():
            for cases, reason in lines._get_crossings(day, counts):
                cases._become_batch(reason)

    def _get_counted_domain(self):
        """The lines that count together with these."""
        return [
            ("company_id", "in", self.company_id.ids),
            ("partner_id", "in", self.partner_id.ids),
            ("request_day", "in", list(set(self.mapped("request_day")))),
            ("state", "not in", DROPPED_STATES),
            ("is_guidance", "=", False),
        ]

    def _count_by_day(self):
        """What was asked for: {(company, customer, day): {product: (quantity, cases)}}."""
        days = {tuple(line[name] for name in DAY) for line in self}
        counts = {}
        for company, partner, day, product, uom, quantity, cases in self._read_group(
            self._get_counted_domain(),
            ["company_id", "partner_id", "request_day:day", "product_id", "product_uom_id"],
            ["quantity:sum", "case_id:recordset"],
        ):
            if (company, partner, day) in days:
                products = counts.setdefault((company, partner, day), {})
                before, with_cases = products.get(product, (0.0, cases.browse()))
                quantity = uom._compute_quantity(quantity, product.uom_id, round=False)
                products[product] = (before + quantity, with_cases | cases)
        return counts

    def _get_crossings(self, key, counts):
        """The thresholds crossed by one customer's day: a list of (cases, reason)."""
        company, _partner, _day = key
        crossings = []
        limit = company.rma_batch_product_quantity
        for product, (quantity, cases) in counts.items():
            if limit and product.uom_id.compare(quantity, limit) >= 0:
                reason = self.env._(
                    "%(limit)s or more of one model in a day are a batch", limit=limit
                )
                what = product.display_name
                crossings.append((cases, self._describe_batch(key, cases, quantity, what), reason))
        total = sum(quantity for quantity, _cases in counts.values())
        limit = company.rma_batch_total_quantity
        if limit and total >= limit:
            cases = self.case_id.browse().union(*(cases for _quantity, cases in counts.values()))
            reason = self.env._("%(limit)s or more in total in a day are a batch", limit=limit)
            what = self.env._("units")
            crossings.append((cases, self._describe_batch(key, cases, total, what), reason))
        return [(cases, f"{found}: {reason}.") for cases, found, reason in crossings]

    def _describe_batch(self, key, cases, quantity, what):
        """What was counted, of whom, when and in which cases."""
        _company, partner, day = key
        return self.env._(
            "%(quantity)g %(what)s from %(customer)s on %(day)s (%(cases)s)",
            quantity=quantity,
            what=what,
            customer=partner.display_name,
            day=fields.Date.to_string(day),
            cases=", ".join(cases.sorted("id").mapped("name")),
        )


class RmaCase(models.Model):
    _inherit = "rma.case"

    request_day = fields.Date(
        compute="_compute_request_day",
        store=True,
        precompute=True,
        help="The calendar day of the request in the company's time zone.",
    )
    batch_reason = fields.Text("Why a Batch", readonly=True, copy=False)

    @api.depends("date_request", "company_id")
    def _compute_request_day(self):
        for case in self:
            case.request_day = case.company_id._rma_local_date(case.date_request)

    def write(self, vals):
        result = super().write(vals)
        if not {"date_request", "partner_id"}.isdisjoint(vals):
            self.line_ids._detect_batches()
        return result

    def _become_batch(self, reason):
        """Make these cases batch returns for `reason`, say so, and ask for the approvals."""
        fresh = self.filtered(lambda case: not case.batch_reason)
        if fresh:
            fresh.write({"is_batch": True, "batch_reason": reason})
            fresh._message_log_batch(dict.fromkeys(fresh.ids, reason))
        self.filtered("is_batch")._ask_approvals()


class ResCompany(models.Model):
    _inherit = "res.company"

    def _rma_has_batches(self):
        self.ensure_one()
        return bool(self.rma_batch_product_quantity or self.rma_batch_total_quantity)
