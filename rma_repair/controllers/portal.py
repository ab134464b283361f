"""The customer's own pages: his returns, one return, and its papers."""

from itertools import chain

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.rma_case_line import CLOSED_STATES
from ..models.rma_case_portal import TO_CUSTOMER

PAPERS = {
    "slip": "rma_repair.action_report_return_slip",
    "receipt": "rma_repair.action_report_receipt_confirmation",
    "repair": "rma_repair.action_report_repair_customer",
}
# What the pages show of a case and of its lines: nothing else of them is read.
LIST_FIELDS = ("name", "customer_reference", "date_request", "state")
LINE_FIELDS = (
    "product_id", "lot_id", "quantity", "product_uom_id", "reason", "state", "decision_id",
    "settlement", "unit_outcome",
)  # fmt: skip
# What is searched of the case, or of its lines, by the kind of search.
SEARCHED = {
    "name": ["name"],
    "lot": ["lot_id"],
    "product": ["product_id"],
    "reference": ["customer_reference"],
}
HISTORY = "my_returns_history"


class ReturnsPortal(CustomerPortal):
    """Portal users hold no right on any RMA model: these pages read for them, past the rules.

    So each page asks first whose return it is (`_prepare_returns_domain`), and shows what
    `rma_case_portal` prepares; nothing can be asked for over RPC.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "return_count" in counters:
            values["return_count"] = self._count_returns()
        return values

    def _count_returns(self):
        """The customer's returns, or whether he bought anything: the card is there for both."""
        cases, user = request.env["rma.case"].sudo(), request.env.user
        count = cases.search_count(self._prepare_returns_domain())
        if count or not user._is_portal():
            return count
        customer = user.partner_id.commercial_partner_id
        return len(cases._search_customer_orders(customer, user.company_id, limit=1))

    def _prepare_returns_domain(self):
        """The returns of the customer's company, in the companies he deals with.

        Employees have the app, with their own rules: here they find none.
        """
        user = request.env.user
        if not user._is_portal():
            return Domain.FALSE
        return Domain(
            "commercial_partner_id", "=", user.partner_id.commercial_partner_id.id
        ) & Domain("company_id", "in", user.company_ids.ids)

    def _get_returns_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "date_request desc, id desc"},
            "name": {"label": request.env._("Number"), "order": "name desc, id desc"},
            "state": {
                "label": request.env._("Status"),
                "order": "state, date_request desc, id desc",
            },
        }

    def _get_returns_filters(self):
        closed = Domain("state", "in", sorted(CLOSED_STATES))
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "open": {"label": request.env._("Open"), "domain": ~closed},
            "closed": {"label": request.env._("Finished"), "domain": closed},
        }

    def _get_returns_inputs(self):
        return {
            "all": {"input": "all", "label": request.env._("Search in All")},
            "name": {"input": "name", "label": request.env._("Search in Number")},
            "lot": {"input": "lot", "label": request.env._("Search in Serial")},
            "product": {"input": "product", "label": request.env._("Search in Product")},
            "reference": {"input": "reference", "label": request.env._("Search in Your Reference")},
        }

    def _get_returns_search_domain(self, search_in, search):
        """What is like `search`; units are looked for among the customer's own only."""

        customer = request.env.user.partner_id.commercial_partner_id
        lines = request.env["rma.case.line"].sudo()
        found = []
        for name in SEARCHED.get(search_in) or chain.from_iterable(SEARCHED.values()):
            if name in request.env["rma.case"]._fields:
                found.append(Domain(name, "ilike", search))
            else:
                ids = lines._search_customer_units(customer, name, search)
                found.append(Domain("id", "in", ids))
        return Domain.OR(found)

    # What is written at most is the session, and that is no record.
    @http.route(
        ["/my/returns", "/my/returns/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True,
    )  # fmt: skip
    def portal_my_returns(self, page=1, **options):
        values = self._prepare_portal_layout_values()
        values.update(self._prepare_returns_values(page, **options))
        request.session[HISTORY] = values["cases"].ids[:100]
        return request.render("rma_repair.portal_my_returns", values)

    def _prepare_returns_values(self, page, **options):
        bar = self._prepare_returns_searchbar(**options)
        domain = self._prepare_returns_domain()
        domain &= bar["searchbar_filters"][bar["filterby"]]["domain"]
        if bar["search"]:
            domain &= self._get_returns_search_domain(bar["search_in"], bar["search"])
        cases = request.env["rma.case"].sudo().with_context(rma_order_by_road=True)
        pager = portal_pager(
            url="/my/returns",
            url_args={name: bar[name] for name in ("sortby", "filterby", "search_in", "search")},
            total=cases.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        order = bar["searchbar_sortings"][bar["sortby"]]["order"]
        window = {"limit": self._items_per_page, "offset": pager["offset"]}
        return {
            **bar,
            "cases": cases.search_fetch(domain, LIST_FIELDS, order=order, **window),
            "states": cases._get_customer_states(),
            "pager": pager,
            "page_name": "returns",
            "default_url": "/my/returns",
        }

    def _prepare_returns_searchbar(
        self, sortby=None, filterby=None, search=None, search_in=None, **_options
    ):
        """What can be asked for, and what is: nothing else of what was sent."""
        sortings, filters = self._get_returns_sortings(), self._get_returns_filters()
        inputs = self._get_returns_inputs()
        return {
            "searchbar_sortings": sortings,
            "searchbar_filters": filters,
            "searchbar_inputs": inputs,
            "sortby": sortby if sortby in sortings else "date",
            "filterby": filterby if filterby in filters else "all",
            "search_in": search_in if search_in in inputs else "all",
            "search": (search or "").replace("\0", "").strip(),
        }

    def _get_return(self, case_id, access_token=None):
        """The case, past the rules, if it is the user's own or he has its token or the rights.

        :raise AccessError: it is another's
        :raise MissingError: there is none
        """
        own = self._prepare_returns_domain() & Domain("id", "=", case_id)
        if case := request.env["rma.case"].sudo().search(own):
            return case
        case = self._document_check_access("rma.case", case_id, access_token=access_token)
        return case.with_user(request.env.user).sudo()

    @http.route(
        ["/my/returns/<int:case_id>", "/my/returns/<int:case_id>/page/<int:page>"],
        type="http", auth="public", website=True, readonly=True,
    )  # fmt: skip
    def portal_return_page(self, case_id, access_token=None, page=1, **options):
        try:
            case = self._get_return(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        token = case._portal_ensure_token()
        values = self._get_page_view_values(
            case, token, self._prepare_return_values(case, page), HISTORY, False, **options
        )
        return request.render("rma_repair.portal_return_page", values)

    def _prepare_return_values(self, case, page):
        lines = request.env["rma.case.line"].sudo()
        domain = Domain("case_id", "=", case.id)
        pager = portal_pager(
            url=f"/my/returns/{case.id}",
            url_args={"access_token": case._portal_ensure_token()},
            total=lines.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        lines = lines.search(domain, order="id", limit=self._items_per_page, offset=pager["offset"])
        return {
            "case": case,
            "lines": lines,
            "pager": pager,
            "states": case._get_customer_states(),
            "steps": case._get_customer_steps(),
            **self._prepare_return_documents(case),
            "repairs": lines._search_customer_repairs().grouped("rma_line_id"),
            "res_company": case.company_id,
            "backend_url": f"/odoo/rma-cases/{case.id}",
            "page_name": "return",
        }

    def _prepare_return_documents(self, case):
        """The papers and transfers of a return, and the quotations that wait for its customer."""
        return {
            "has_slip": case._has_customer_slip(),
            "quotations": case._search_customer_quotations(),
            # Whoever else sees this page, by its link or in the house, does not sign for him.
            "may_sign": bool(case.filtered_domain(self._prepare_returns_domain())),
            "receipts": case._search_customer_pickings(("receipt",)),
            "shipments": case._search_customer_pickings(TO_CUSTOMER),
        }

    @http.route(
        "/my/returns/<int:case_id>/<any(slip,receipt,repair):kind>/<int:document_id>",
        type="http", auth="public", website=True,
    )  # fmt: skip
    def portal_return_paper(
        self, case_id, kind, document_id, access_token=None, report_type="pdf", **_options
    ):
        """A paper of a return, if it is the customer's to print."""
        try:
            case = self._get_return(case_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        document = case._search_customer_paper(kind, document_id)
        if not document or report_type not in ("pdf", "html"):
            raise request.not_found()
        return self._show_report(document, report_type, PAPERS[kind])
