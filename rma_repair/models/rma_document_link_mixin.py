from typing import NamedTuple

from odoo import models
from odoo.fields import Domain


class DocumentLink(NamedTuple):
    """How the documents of one kind are found: records of `model` whose `path` is the owner.

    The documents are those records themselves, or what `document` (a path on them) leads to.
    """

    model: str
    path: str
    domain: list = []
    document: str = ""


class RmaDocumentLinkMixin(models.AbstractModel):
    """Smart buttons of a case, a line or a decision: counts and actions of its documents.

    A user counts what he may read and no more, so that no button leads to a refusal.
    """

    _name = "rma.document.link.mixin"
    _description = "Documents of an RMA Record"
    _document_links = {}

    def action_view_credit_notes(self):
        return self._action_view_documents(
            "credit_note_count", "account.action_move_out_refund_type"
        )

    def action_view_charges(self):
        return self._action_view_documents(
            "charge_entry_count", "account.action_move_out_invoice_type"
        )

    def action_view_repairs(self):
        return self._action_view_documents("repair_count", "repair.action_repair_order_tree")

    def action_view_scraps(self):
        return self._action_view_documents("scrap_count", "stock.action_stock_scrap")

    def _compute_document_counts(self):
        for name, link in self._document_links.items():
            counts = self._count_documents(link)
            for record in self:
                record[name] = counts.get(record._origin.id, 0)

    def _count_documents(self, link):
        """The number of readable documents of `link`, by id of the owner."""
        counts = {}
        if not self._may_read(link):
            return counts
        groupby = [link.path, link.document] if link.document else [link.path]
        groups = self.env[link.model]._read_group(self._get_link_domain(link), groupby, ["__count"])
        for owner, *documents, count in groups:
            counts[owner.id] = counts.get(owner.id, 0) + (1 if documents else count)
        return counts

    def _get_documents(self, name):
        """The documents behind the counter `name`."""
        link = self._document_links[name]
        records = self.env[link.model].search(self._get_link_domain(link))
        return records.mapped(link.document) if link.document else records

    def _get_link_domain(self, link):
        domain = Domain(link.path, "in", self.ids) & Domain(link.domain)
        return domain & Domain(link.document, "!=", False) if link.document else domain

    def _may_read(self, link):
        """Whether the user may read every model on the way to the documents."""
        records = self.env[link.model]
        models_read = [records]
        for name in filter(None, link.document.split(".")):
            records = records[name]
            models_read.append(records)
        return all(model.has_access("read") for model in models_read)

    def _action_view_documents(self, name, action_xmlid, context=None):
        """The window action on the documents of counter `name`, on the form where it is one."""
        documents = self._get_documents(name)
        action = self.env["ir.actions.act_window"]._for_xml_id(action_xmlid)
        action["context"] = {"create": False, **(context or {})}
        action["domain"] = [("id", "in", documents.ids)]
        if len(documents) == 1:
            views = [view for view in action["views"] if view[1] == "form"]
            action.update(views=views or [(False, "form")], res_id=documents.id, view_mode="form")
        return action
