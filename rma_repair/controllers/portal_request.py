"""The page on which a customer asks for a return."""

from datetime import date

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.rma_case_request import PHOTOS_AT_ONCE, VIDEO_MEGABYTES
from ..models.rma_photo_mixin import PHOTO_MEGABYTES
from ..wizard.rma_serial_scan import SEPARATORS
from .portal import ReturnsPortal

# One video of the size allowed, and photos beside it.
MOST_BYTES = 64 * 1024 * 1024
WORDS = ("reason", "wish", "customer_reference", "occurrence", "environment")
TEXTS = ("order_id", "serials", "date_failed", *WORDS)


class ReturnsRequest(ReturnsPortal):
    @http.route(
        "/my/returns/new", type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def portal_new_return(self, order=None, **_options):
        """The form: the goods of one of his orders to choose from, and room for serials."""
        if not request.env.user._is_portal():
            return request.redirect("/my")
        return self._render_request({"order_id": self._to_int(order)})

    @http.route(
        "/my/returns/new", type="http", auth="user", website=True, methods=["POST"],
        max_content_length=MOST_BYTES,
    )  # fmt: skip
    def portal_create_return(self, **form):
        """Make the case, or show what is to be corrected."""
        if not request.env.user._is_portal():
            return request.redirect("/my")
        asked = self._read_request(form)
        try:
            with request.env.cr.savepoint():
                cases = request.env["rma.case"].sudo()
                case = cases._create_customer_request(request.env.user, asked)
        except UserError as error:
            return self._render_request({**asked, "error": str(error)})
        return request.redirect(f"/my/returns/{case.id}")

    def _read_request(self, form):
        """What was sent, as plain values; what it means is looked up later."""
        form = {name: text.replace("\0", "") for name, text in form.items() if name in TEXTS}
        fields = request.httprequest.form
        keys = {name[9:]: fields[name] for name in fields if name.startswith("quantity_")}
        files = request.httprequest.files.getlist("photos")[: PHOTOS_AT_ONCE + 1]
        return {
            "order_id": self._to_int(form.get("order_id")),
            "quantities": {key: self._to_float(value) for key, value in keys.items()},
            "serials": [name for name in SEPARATORS.split(form.get("serials") or "") if name],
            "photos": [(file.filename, file.read()) for file in files if file.filename],
            "date_failed": self._to_date(form.get("date_failed")),
            **{name: (form.get(name) or "").strip() for name in WORDS},
        }

    def _to_int(self, text):
        return int(text) if (text or "").isdecimal() and len(text) < 10 else False

    def _to_float(self, text):
        """The number, or 0: a quantity that is none asks for nothing."""
        try:
            number = float(text or 0)
        except ValueError:
            return 0.0
        return number if 0 < number < 1e9 else 0.0

    def _to_date(self, text):
        """The day, or False: a day that is none is not told."""
        try:
            return date.fromisoformat(text or "")
        except ValueError:
            return False

    def _render_request(self, asked):
        user, cases = request.env.user, request.env["rma.case"].sudo()
        customer, company = user.partner_id.commercial_partner_id, user.company_id
        units = cases._get_customer_order_units(customer, company, asked["order_id"])
        told = cases.line_ids._fields
        values = {
            **self._prepare_portal_layout_values(),
            "asked": asked,
            "orders": cases._get_customer_orders_offered(customer, company),
            "units": [self._prepare_unit(key, unit) for key, unit in units.items()],
            "wishes": told["wish"]._description_selection(request.env),
            "occurrences": told["occurrence"]._description_selection(request.env),
            "files_help": self._describe_files(),
            "page_name": "new_return",
        }
        return request.render("rma_repair.portal_new_return", values)

    def _prepare_unit(self, key, unit):
        return {
            "key": key,
            "product": request.env["product.product"].sudo().browse(unit["product_id"]),
            "lot": request.env["stock.lot"].sudo().browse(unit["lot_id"] or []),
            "quantity": unit["quantity"],
        }

    def _describe_files(self):
        return request.env._(
            "Photos of up to %(photo)s MB, videos (MP4, MOV) of up to %(video)s MB; "
            "%(most)s MB altogether.",
            photo=PHOTO_MEGABYTES,
            video=VIDEO_MEGABYTES,
            most=MOST_BYTES // 1024 // 1024,
        )
