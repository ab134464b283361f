from odoo import api, models, tools

# Kept only where a model asks for them by name.
LARGE_TYPES = ("text", "html", "binary", "json", "properties", "properties_definition")


class RmaRecalledMixin(models.AbstractModel):
    """Settings whose rows are kept in the registry's cache; whoever inherits this empties it."""

    _name = "rma.recalled.mixin"
    _description = "Settings Recalled from Memory"

    # Fields to keep beside the plain columns.
    _recalled_names = ()

    def _recall(self):
        """These records, what they say put into the record cache from memory.

        Saves the queries that read them. What this transaction wrote stays as written.
        """
        names, rows = self._get_kept_rows()
        unread = self._fields[names[-1]]._cache_missing_ids(self)
        known = self.browse(id_ for id_ in unread if id_ in rows)
        for position, name in enumerate(names if known else ()):
            self._fields[name]._insert_cache(known, [rows[id_][position] for id_ in known._ids])
        return self

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_kept_rows(self):
        """(names of the kept fields, {id: their values}) of every record to be recalled."""
        names = tuple(name for name, field in self._fields.items() if self._is_recalled(field))
        context = {"lang": self.env.lang, "active_test": False}
        model = self.with_env(self.env(context=context, su=True))
        return names, {
            record.id: tuple(
                self._fields[name].convert_to_cache(record[name], record) for name in names
            )
            for record in model.search(self._get_recalled_domain())
        }

    @api.model
    def _get_recalled_domain(self):
        """Which records to keep."""
        return []

    @api.model
    def _is_recalled(self, field):
        if field.name in self._recalled_names:
            return True
        return (
            field.name not in ("id", *models.LOG_ACCESS_COLUMNS)
            and field.store
            and field.column_type
            and field.prefetch is True
            and not callable(field.translate)
            and not field.company_dependent
            and field.type not in LARGE_TYPES
        )


class RmaKeptMixin(models.AbstractModel):
    """Settings that every step asks for: what they say is kept in the registry's cache.

    Whenever one comes, changes or goes the cache is emptied, in every process.
    """

    _name = "rma.kept.mixin"
    _description = "Settings Kept in Memory"
    _inherit = "rma.recalled.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _recall_active(self, companies):
        """The active ones of these companies and those for all, as superuser."""
        return self.sudo().browse(self._get_active_ids(companies._ids))._recall()

    @api.model
    @tools.ormcache("company_ids")
    def _get_active_ids(self, company_ids):
        active = self.with_context(active_test=True).sudo()
        return active.search([("company_id", "in", [False, *company_ids])])._ids


class RmaKeptScopeMixin(models.AbstractModel):
    """What kept settings are made for: they are deleted with it, past their own model."""

    _name = "rma.kept.scope.mixin"
    _description = "Scope of Settings Kept in Memory"

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
