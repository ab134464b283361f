import re
import unicodedata
from collections import Counter

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.rma_case_line import CLOSED_STATES, WISHES

SEPARATORS = re.compile(r"[\s,;|、]+")
VERDICTS = [
    ("ok", "Ready to Add"),
    ("unknown", "Unknown"),
    ("foreign", "Not This Customer's"),
    ("open", "In an Open Case"),
    ("settled", "Settled Before"),
    ("ambiguous", "Several Products"),
    ("duplicate", "Twice in the List"),
]
VERDICT_ORDER = {verdict: position for position, (verdict, _label) in enumerate(VERDICTS[1:])}


class RmaSerialScan(models.TransientModel):
    """Scanned or pasted serials of one case, each with its verdict before it becomes a line.

    The verdicts are found in a number of queries that does not grow with the serials.
    """

    _name = "rma.serial.scan"
    _description = "Scan Serials of a Return"

    case_id = fields.Many2one(
        "rma.case",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_case_id(),
    )
    company_id = fields.Many2one(related="case_id.company_id", related_sudo=False)
    partner_id = fields.Many2one(related="case_id.commercial_partner_id", related_sudo=False)
    serials = fields.Text()
    product_id = fields.Many2one(
        "product.product",
        "Only of Product",
        domain="[('tracking', '!=', 'none')]",
        help="Decides where several products have the same serial number.",
    )
    wish = fields.Selection(WISHES, "Customer's Wish")
    reason = fields.Text(help="What the customer says; goes on every line.")
    line_ids = fields.One2many(
        "rma.serial.scan.line", "scan_id", compute="_compute_line_ids", store=True
    )
    ok_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _default_case_id(self):
        is_case = self.env.context.get("active_model") == "rma.case"
        return self.env.context.get("active_id") if is_case else False

    @api.depends("serials", "product_id", "case_id")
    def _compute_line_ids(self):
        for scan in self:
            rows = scan._get_rows()
            scan.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]

    @api.depends("line_ids.verdict")
    def _compute_counts(self):
        for scan in self:
            scan.ok_count = len(scan.line_ids.filtered(lambda line: line.verdict == "ok"))
            scan.problem_count = len(scan.line_ids) - scan.ok_count

    def action_add(self):
        """Make lines of the good serials; the others stay in the dialog with their verdict."""
        self.ensure_one()
        self._compute_line_ids()
        good = self.line_ids.filtered(lambda line: line.verdict == "ok")
        if not good:
            raise UserError(self.env._("None of these serials can be added. See their verdicts."))
        self.env["rma.case.line"].create([self._prepare_case_line_vals(line) for line in good])
        problems = self.line_ids - good
        self.serials = "\n".join(dict.fromkeys(problems.mapped("name")))
        if not self.serials:
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id("rma_repair.rma_serial_scan_action")
        return {**action, "res_id": self.id}

    def _prepare_case_line_vals(self, line):
        """Values of the case line that `line`, a good serial, becomes."""
        return {
            "case_id": self.case_id.id,
            "lot_id": line.lot_id.id,
            "quantity": line.quantity,
            "wish": self.wish,
            "reason": self.reason,
        }

    def _get_rows(self):
        """One row of values per distinct serial, those with a problem first."""
        self.ensure_one()
        numbers = Counter(self._split_serials())
        if not numbers or not self.case_id:
            return []
        lots_by_name = self._get_lots_by_name(numbers)
        single_lots = self.env["stock.lot"].union(
            *(lots for lots in lots_by_name.values() if len(lots) == 1)
        )
        facts = self._get_facts(single_lots)
        rows = []
        for name, count in numbers.items():
            rows += self._get_serial_rows(name, count, lots_by_name[name], facts)
        return sorted(rows, key=lambda row: VERDICT_ORDER.get(row["verdict"], len(VERDICT_ORDER)))

    def _split_serials(self):
        """The serials as typed; full-width characters of a Chinese keyboard become plain ones."""
        text = unicodedata.normalize("NFKC", self.serials or "")
        return [name for name in SEPARATORS.split(text) if name]

    def _get_lots_by_name(self, names):
        """The lots of these names, by the name as typed; upper case counts as the same."""
        spellings = {spelling for name in names for spelling in (name, name.upper())}
        domain = [
            ("name", "in", list(spellings)),
            ("company_id", "in", (False, self.case_id.company_id.id)),
        ]
        if self.product_id:
            domain.append(("product_id", "=", self.product_id.id))
        lots = self.env["stock.lot"].search(domain)
        found = lots.grouped("name")
        return {name: found.get(name) or found.get(name.upper()) or lots.browse() for name in names}

    def _get_facts(self, lots):
        """The owner of each lot, and the RMA line that is open or settled what he has of it:
        ({lot id: partner}, {lot id: line}).
        """
        lines = self.env["rma.case.line"]
        moves = lines._find_last_deliveries(lots, self.company_id)
        owners = {lot_id: lines._get_delivered_partner(move) for lot_id, move in moves.items()}
        known = lines.sudo().search(
            [("lot_id", "in", lots.ids), ("is_serial", "=", True)], order="id"
        )
        standing = known.filtered(
            lambda line: line.state not in CLOSED_STATES
            or (line._is_used_up() and line.origin_move_id == moves.get(line.lot_id.id))
        )
        # Where a serial is open again, that is what counts.
        standing = standing.sorted(lambda line: line.state not in CLOSED_STATES)
        return owners, {line.lot_id.id: line for line in standing}

    def _get_serial_rows(self, name, count, lots, facts):
        """The row of a serial; a second one where a serial number was scanned several times."""
        if not lots or len(lots) > 1:
            verdict = "ambiguous" if lots else "unknown"
            return [{"name": name, "verdict": verdict, "note": self._get_lots_note(lots)}]
        is_serial = lots.product_id.tracking == "serial"
        verdict, note = self._get_verdict(lots, facts)
        row = {
            "name": name,
            "lot_id": lots.id,
            "product_id": lots.product_id.id,
            "quantity": 1 if is_serial else count,
            "verdict": verdict,
            "note": note,
        }
        if verdict != "ok" or not is_serial or count == 1:
            return [row]
        note = self.env._("Scanned %(count)s times, added once.", count=count)
        return [row, {**row, "verdict": "duplicate", "note": note}]

    def _get_lots_note(self, lots):
        if not lots:
            return self.env._("No product has this number.")
        return self.env._(
            "Choose the product: %(products)s.",
            products=", ".join(lots.product_id.mapped("display_name")),
        )

    def _get_verdict(self, lot, facts):
        """The verdict of one lot and the sentence behind it."""
        owners, lines = facts
        if line := lines.get(lot.id):
            return "settled" if line.state == "closed" else "open", line.case_id.name
        owner = owners.get(lot.id)
        if owner is None:
            return "unknown", self.env._("It was never delivered to anybody.")
        if owner and owner != self.case_id.commercial_partner_id:
            return "foreign", self.env._("Delivered to %(owner)s.", owner=owner.sudo().display_name)
        return "ok", ""


class RmaSerialScanLine(models.TransientModel):
    """One scanned serial with its verdict."""

    _name = "rma.serial.scan.line"
    _description = "Scanned Serial"

    scan_id = fields.Many2one("rma.serial.scan", required=True, ondelete="cascade")
    name = fields.Char("Serial", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, default=1.0)
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    note = fields.Char(readonly=True)
