from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

INSPECTION_TYPES = [
    ("incoming", "Returned Goods"),
    ("sample", "Sample"),
    ("first_piece", "First piece"),
    ("after_repair", "After repair"),
]
ITEM_KINDS = [
    ("yes_no", "Yes or no"),
    ("measure", "Measured value"),
    ("text", "Text"),
    ("photo", "Photo"),
]
SECTIONS = [
    ("appearance", "Appearance"),
    ("function", "Function"),
    ("accessories", "Accessories"),
    ("other", "Other"),
]
TESTS = [("standard", "Standard test"), ("load", "Load test")]


class RmaChecklist(models.Model):
    """What an inspection of a product, or of a category's products, has to look at."""

    _name = "rma.checklist"
    _description = "Inspection Checklist"
    _inherit = "rma.kept.mixin"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", index="btree_not_null", check_company=True
    )
    categ_id = fields.Many2one("product.category", "Product Category", index="btree_not_null")
    inspection_type = fields.Selection(
        INSPECTION_TYPES, "Used for", help="Empty: for every kind of inspection."
    )
    instruction = fields.Html(translate=True, help="Shown to the inspector.")
    item_ids = fields.One2many("rma.checklist.item", "checklist_id", "Items", copy=True)

    @api.constrains("product_tmpl_id", "categ_id")
    def _check_scope(self):
        for checklist in self:
            if bool(checklist.product_tmpl_id) == bool(checklist.categ_id):
                raise ValidationError(
                    self.env._("%(name)s is for a product or for a category.", name=checklist.name)
                )

    @api.constrains("product_tmpl_id", "categ_id", "inspection_type", "company_id", "active")
    def _check_unique_scope(self):
        """Two checklists for the same thing would leave it to chance which one counts."""
        for checklist in self.filtered("active"):
            twins = self.sudo().search(
                [
                    ("id", "!=", checklist.id),
                    ("product_tmpl_id", "=", checklist.product_tmpl_id.id),
                    ("categ_id", "=", checklist.categ_id.id),
                    ("inspection_type", "=", checklist.inspection_type),
                    ("company_id", "=", checklist.company_id.id),
                ],
                limit=1,
            )
            if twins:
                raise ValidationError(
                    self.env._(
                        "%(other)s is already the checklist for this product or category.",
                        other=twins.name,
                    )
                )

    @api.constrains("item_ids")
    def _check_items(self):
        for checklist in self:
            if not checklist.item_ids:
                raise ValidationError(
                    self.env._("%(name)s has no items to check.", name=checklist.name)
                )

    @api.model
    def _find_by_product(self, products, inspection_type):
        """The checklist of each product: {product: checklist}; those without are left out.

        A product's own before its category's, the nearest category before its parents; one for
        this type of inspection before one for all, the company's own before the shared one. A
        sample of what came in is checked like what came in, where it has no checklist of its own.
        """
        by_scope = self._get_ids_by_scope(inspection_type, self.env.companies._ids)
        found = {}
        for product in products if by_scope else ():
            categories = (product.categ_id.parent_path or "").split("/")[:-1]
            scopes = [("product_tmpl_id", product.product_tmpl_id.id)]
            scopes += [("categ_id", int(category)) for category in categories]
            ids = [id_ for scope in scopes for id_ in by_scope.get(scope, ())]
            if fitting := self.sudo().browse(ids)._recall():
                best = max(fitting, key=lambda checklist: checklist._rank(inspection_type))
                found[product] = best.with_env(self.env)
        return found

    @api.model
    @tools.ormcache("inspection_type", "company_ids")
    def _get_ids_by_scope(self, inspection_type, company_ids):
        """{(field, id of the product or category): ids of its checklists with items}."""
        types = [inspection_type, *(["incoming"] if inspection_type == "sample" else []), False]
        checklists = self.with_context(active_test=True).sudo()
        found = checklists.search(
            [
                ("inspection_type", "in", types),
                ("company_id", "in", (*company_ids, False)),
                ("item_ids", "!=", False),
            ]
        )
        by_scope = {}
        for checklist in found:
            name = "product_tmpl_id" if checklist.product_tmpl_id else "categ_id"
            by_scope.setdefault((name, checklist[name].id), []).append(checklist.id)
        return by_scope

    def _rank(self, inspection_type):
        """How specific a fitting checklist is for this type of inspection: the greatest wins."""
        self.ensure_one()
        depth = len((self.categ_id.parent_path or "").split("/"))
        is_own = self.inspection_type == inspection_type
        used_for = is_own + bool(self.inspection_type)
        return bool(self.product_tmpl_id), depth, used_for, bool(self.company_id)


class RmaChecklistItem(models.Model):
    """One thing to look at or to measure."""

    _name = "rma.checklist.item"
    _description = "Checklist Item"
    _inherit = "rma.kept.mixin"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one("rma.checklist", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Item", required=True, translate=True)
    section = fields.Selection(SECTIONS, required=True, default="function")
    kind = fields.Selection(ITEM_KINDS, required=True, default="yes_no")
    expected_answer = fields.Selection([("yes", "Yes"), ("no", "No")], "Good Answer", default="yes")
    uom_id = fields.Many2one("uom.uom", "Unit")
    has_minimum = fields.Boolean("Lower Limit")
    minimum = fields.Float(digits=(16, 4))
    has_maximum = fields.Boolean("Upper Limit")
    maximum = fields.Float(digits=(16, 4))
    is_photo_required = fields.Boolean("Photo Mandatory")
    test = fields.Selection(
        TESTS, help="No trouble found needs every item of the standard and of the load test."
    )

    @api.constrains("kind", "uom_id", "has_minimum", "has_maximum", "minimum", "maximum")
    def _check_limits(self):
        for item in self.filtered(lambda item: item.kind == "measure"):
            if not item.uom_id:
                raise ValidationError(
                    self.env._("%(item)s is measured: enter its unit.", item=item.name)
                )
            if not (item.has_minimum or item.has_maximum):
                raise ValidationError(
                    self.env._("%(item)s is measured: enter a limit.", item=item.name)
                )
            if item.has_minimum and item.has_maximum and item.minimum > item.maximum:
                raise ValidationError(
                    self.env._(
                        "%(item)s: the lower limit is above the upper limit.", item=item.name
                    )
                )

    def _get_names(self):
        """The item's name in every language."""
        self.ensure_one()
        translations, _context = self.get_field_translations("name")
        return {self.name, *(term["value"] or term["source"] for term in translations)}

    def _prepare_result_vals(self):
        """The open result of this item; copies its terms, so that later changes leave it alone."""
        self.ensure_one()
        names = (
            "sequence", "name", "section", "kind", "expected_answer", "has_minimum", "minimum",
            "has_maximum", "maximum", "is_photo_required", "test",
        )  # fmt: skip
        return {
            **{name: self[name] for name in names},
            "item_id": self.id,
            "limit_uom_id": self.uom_id.id,
            "uom_id": self.uom_id.id,
        }
