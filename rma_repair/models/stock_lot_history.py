"""The history of a serial: sold, returned, repaired with which parts, replaced by which."""

from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    rma_history = fields.Html(
        "History", compute="_compute_rma_history", sanitize=False, groups="rma_repair.group_user"
    )

    def _compute_rma_history(self):
        for lot in self:
            lot.rma_history = self.env["ir.qweb"]._render(
                "rma_repair.stock_lot_history", {"lot": lot, "events": lot._get_rma_events()}
            )

    def _get_rma_events(self):
        """What happened to this serial, oldest first: dicts of date, kind, record and details.

        Only what the user may read.
        """
        self.ensure_one()
        events = [
            *self._get_delivery_events(),
            *self._get_return_events(),
            *self._get_repair_events(),
        ]
        return sorted(events, key=lambda event: (event["date"], event["rank"]))

    def _prepare_event(self, kind, date, record, details=""):
        """One row of the history; `record` is what it links to."""
        kinds = self._get_event_kinds()
        return {
            "kind": kind,
            "rank": list(kinds).index(kind),
            "title": kinds[kind],
            "date": date,
            "record": record,
            "details": details,
        }

    def _get_event_kinds(self):
        """Kinds of events and their names, in the order they happen within one moment."""
        return {
            "sold": self.env._("Delivered"),
            "returned": self.env._("Return requested"),
            "received": self.env._("Received"),
            "inspected": self.env._("Inspected"),
            "repaired": self.env._("Repaired"),
            "sent_back": self.env._("Sent back"),
            "scrapped": self.env._("Scrapped"),
            "stocked": self.env._("Taken into stock"),
            "replaced": self.env._("Replaced by"),
            "replacement": self.env._("Given as replacement of"),
            "credited": self.env._("Credited"),
        }

    def _get_delivery_events(self):
        move_lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "=", self.id),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                ("move_id.rma_operation", "not in", ("take_over", "return")),
            ]
        )
        events = []
        for move_line in move_lines:
            picking, line = move_line.picking_id, move_line.rma_line_id
            if move_line.move_id.rma_operation == "replacement":
                other = line.lot_id or line
                events.append(
                    self._prepare_event("replacement", move_line.date, picking, other.display_name)
                )
                continue
            order = move_line.move_id.sale_line_id.order_id
            partner = picking.partner_id or order.partner_id
            details = " · ".join(filter(None, (partner.display_name, order.name)))
            events.append(self._prepare_event("sold", move_line.date, order or picking, details))
        return events

    def _get_return_events(self):
        events = []
        for line in self.env["rma.case.line"].search([("lot_id", "=", self.id)]):
            case = line.case_id
            events.append(
                self._prepare_event("returned", case.date_request, case, line.reason or "")
            )
            if line.date_received:
                events.append(self._prepare_event("received", line.date_received, case))
            if line.date_inspected:
                finding = dict(line._fields["finding"]._description_selection(self.env))
                found = (finding.get(line.finding), line.failure_code_id.display_name)
                details = " · ".join(filter(None, found))
                events.append(self._prepare_event("inspected", line.date_inspected, case, details))
            events += self._get_outcome_events(line)
        return events

    def _get_outcome_events(self, line):
        """What became of the unit and of its customer, from the documents that are done."""
        kinds = {"return": "sent_back", "scrap": "scrapped", "restock": "stocked"}
        events = []
        for move_line in line.move_line_ids.filtered(lambda ml: ml.state == "done"):
            operation = move_line.move_id.rma_operation
            document = move_line.picking_id or line.case_id
            if operation == "replacement" and move_line.location_dest_id.usage == "customer":
                details = (move_line.lot_id or move_line.product_id).display_name
                events.append(self._prepare_event("replaced", move_line.date, document, details))
            elif operation in kinds:
                events.append(self._prepare_event(kinds[operation], move_line.date, document))
        note = line.credit_line_id.sudo().move_id.with_env(self.env)
        if note and note.has_access("read") and note.state == "posted":
            date = fields.Datetime.to_datetime(note.invoice_date)
            events.append(self._prepare_event("credited", date, note, note.name))
        return events

    def _get_repair_events(self):
        events = []
        repairs = self.env["repair.order"].search(
            [("lot_id", "=", self.id), ("state", "=", "done")]
        )
        for repair in repairs:
            parts = [move._describe_rma_part() for move in repair.move_ids._get_done_parts()]
            work = repair.work_done or repair.plan_work
            details = " · ".join(filter(None, (repair.user_id.name, work, "; ".join(parts))))
            date = repair.date_done or repair.write_date
            events.append(self._prepare_event("repaired", date, repair, details))
        return events


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_done_parts(self):
        return self.filtered(lambda move: move.state == "done" and move.repair_line_type)

    def _describe_rma_part(self):
        """This part in words: put in or taken out, how many of what, which serials."""
        self.ensure_one()
        sign = "+" if self.repair_line_type == "add" else "−"
        serials = ", ".join(self.lot_ids.mapped("name"))
        words = (f"{sign}{self.quantity:g}", self.product_id.display_name, serials)
        return " ".join(filter(None, words))
