"""Who sees to a case, and is asked to tell its customer what no mail told him."""

from odoo import SUPERUSER_ID, models

from .activity_kinds import INSPECT, TELL


class RmaCase(models.Model):
    _inherit = "rma.case"

    def _get_responsible(self):
        """Who is asked about this case: its responsible, else the after-sales manager.

        Someone who left, or who may open no case, is not asked. Where there is nobody, it is who
        works right now, or the system for a customer.
        """
        self.ensure_one()
        user = self.user_id.filtered(
            lambda user: user.active and user.has_group("rma_repair.group_user")
        )
        user = user or self.company_id._rma_get_manager() or self.env.user
        return user if user._is_internal() else user.browse(SUPERUSER_ID)

    def _note_unsent(self, template, reason):
        """Somebody tells the customer by other means; one activity at a time asks for it."""
        result = super()._note_unsent(template, reason)
        if not self.activity_search([TELL]):
            self.activity_schedule(
                TELL,
                note=self.env._(
                    "%(paper)s was not mailed: %(reason)s. Call the customer, or print the paper "
                    "and send it by hand.",
                    paper=template.name,
                    reason=reason,
                ),
                user_id=self._get_responsible().id,
            )
        return result

    def _ask_manager_to_inspect(self, note):
        self.ensure_one()
        if self.company_id.sudo().rma_quality_user_id.active:
            return
        manager = self.company_id._rma_get_manager()
        if manager and self._get_to_inspect() and not self.activity_search([INSPECT]):
            self.activity_schedule(INSPECT, note=note, user_id=manager.id)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _send_confirmation(self):
        """As before; where nobody in quality was told of the receipt, the manager is."""
        for picking in self.filtered("rma_is_receipt"):
            picking.rma_case_id._ask_manager_to_inspect(picking.name)
        return super()._send_confirmation()
