from odoo import api, models
from odoo.fields import Domain

TEXT_OPERATORS = ("ilike", "like", "=ilike", "=like")
# Found records that are written into a statement one by one; more are left to PostgreSQL.
FEW = 1000


class RmaNarrowedSearchMixin(models.AbstractModel):
    """A model of many records that is searched by the text of what they link to.

    "Serial, product or case is like ..." is three subqueries joined by OR: PostgreSQL reads every
    record and looks whether one of them holds. So what the text matches is looked up first, under
    the same rights, and the records are found by the indexes of their links.
    """

    _name = "rma.narrowed.search.mixin"
    _description = "Search by Text of Linked Records"

    @api.model
    def _search(self, domain, *args, **options):
        domain = Domain(domain).map_conditions(self._narrow)
        return super()._search(domain, *args, **options)

    def _narrow(self, condition):
        """The condition with the few linked records that match its text, or as it is."""
        operator, value = condition.operator, condition.value
        if operator not in TEXT_OPERATORS or not value or not isinstance(value, str):
            return condition
        if condition.field_expr == "display_name" and (self._rec_names_search or self._rec_name):
            return Domain(self._search_display_name(operator, value)).map_conditions(self._narrow)
        name, _dot, path = condition.field_expr.partition(".")
        field = self._fields.get(name)
        if field is None or not field.relational or not field.store:
            return condition
        to_one = field.type == "many2one"
        comodel = self.env[field.comodel_name].with_context(**({} if to_one else field.context))
        domain = Domain(path or "display_name", operator, value)
        # As the ORM searches: what is archived still counts as linked to, but not in a list.
        found = comodel._search(domain, active_test=not to_one, limit=FEW + 1).get_result_ids()
        if len(found) > FEW:
            return condition
        if to_one:
            return Domain(name, "in", found)
        return Domain(name, "any", Domain("id", "in", found))
