"""A return asked for by the customer himself: nothing he sends is trusted, all is looked up."""

from odoo import SUPERUSER_ID, Command, api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mimetypes import guess_mimetype

from .rma_case_line import WISHES
from .rma_case_line_problem import OCCURRENCES
from .rma_photo_mixin import PHOTO_MEGABYTES

ORDERS_OFFERED = 40
ORDERS_LOOKED_AT = 100
SERIALS_AT_ONCE = 500
PHOTOS_AT_ONCE = 10
REASON_LENGTH = 2000
TEXT_LENGTH = 250
PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
VIDEO_MEGABYTES = 50
# A video of MP4 or MOV says so in its bytes 4 to 8, and then which kind it is.
VIDEO_MARK = b"ftyp"
VIDEO_BRANDS = (b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"3gp", b"qt  ")


class RmaCase(models.Model):
    _inherit = "rma.case"

    @api.model
    def _search_customer_orders(self, customer, company, domain=(), limit=ORDERS_OFFERED):
        """The confirmed orders of this customer, the newest first."""
        return self.env["sale.order"].search(
            [
                ("partner_id", "child_of", customer.id),
                ("company_id", "=", company.id),
                ("state", "=", "sale"),
                *domain,
            ],
            order="date_order desc, id desc",
            limit=limit,
        )

    @api.model
    def _get_customer_orders_offered(self, customer, company):
        """His newest orders of which something may come back."""
        delivered = [("order_line.move_ids.state", "=", "done")]
        orders = self._search_customer_orders(customer, company, delivered, ORDERS_LOOKED_AT)
        rows = self.env["rma.return"]._get_rows(orders.order_line.move_ids)
        moves = self.env["stock.move"].browse(row["origin_move_id"] for row in rows)
        return (orders & moves.sale_line_id.order_id)[:ORDERS_OFFERED]

    @api.model
    def _get_customer_order_units(self, customer, company, order_id):
        """What may come back of this order, if it is the customer's: {key: line values}."""
        orders = self._search_customer_orders(customer, company, [("id", "=", order_id)], limit=1)
        return self._key_units(self.env["rma.return"]._get_rows(orders.order_line.move_ids))

    @api.model
    def _get_customer_serial_units(self, customer, company, names):
        """What may come back of these serials, delivered to the customer: {key: line values}."""
        spellings = {spelling for name in names for spelling in (name, name.upper())}
        lots = self.env["stock.lot"].search(
            [
                ("name", "in", list(spellings)),
                ("company_id", "in", (False, company.id)),
                ("product_id.tracking", "=", "serial"),
            ]
        )
        lines = self.env["rma.case.line"]
        moves = {
            lot_id: move
            for lot_id, move in lines._find_last_deliveries(lots, company).items()
            if lines._get_delivered_partner(move) == customer
        }
        rows = self.env["rma.return"]._get_rows(self.env["stock.move"].union(*moves.values()))
        last = {(move.id, lot_id) for lot_id, move in moves.items()}
        return self._key_units(
            row for row in rows if (row["origin_move_id"], row["lot_id"]) in last
        )

    @api.model
    def _key_units(self, rows):
        return {f"{row['origin_move_id']}-{row['lot_id'] or 0}": row for row in rows}

    @api.model
    def _choose_customer_units(self, customer, company, asked):
        """The lines the customer asks for, of what he may send back: [line values].

        :param dict asked: order_id (int or False), quantities ({key: float}), serials (texts)
        :raise UserError: what he has to correct
        """
        offered = self._get_customer_order_units(customer, company, asked["order_id"])
        chosen = {
            key: {**offered[key], "quantity": self._check_asked(offered[key], quantity)}
            for key, quantity in asked["quantities"].items()
            if key in offered and quantity
        }
        if names := list(dict.fromkeys(asked["serials"])):
            typed = self._get_customer_serial_units(customer, company, names[:SERIALS_AT_ONCE])
            self._check_found(names, typed)
            chosen.update(typed)
        if not chosen:
            raise UserError(self.env._("Choose what comes back, or enter its serial number."))
        return list(chosen.values())

    def _check_asked(self, unit, quantity):
        product = self.env["product.product"].browse(unit["product_id"])
        if not 0 < quantity or product.uom_id.compare(quantity, unit["quantity"]) > 0:
            raise UserError(
                self.env._(
                    "Of %(product)s at most %(quantity)s can come back.",
                    product=product.display_name,
                    quantity=f"{unit['quantity']:g}",
                )
            )
        return quantity

    def _check_found(self, names, units):
        """Name the numbers that are not his to return; whose they are is not said."""
        if len(names) > SERIALS_AT_ONCE:
            raise UserError(
                self.env._("Send at most %(count)s numbers at once.", count=SERIALS_AT_ONCE)
            )
        lots = self.env["stock.lot"].browse(unit["lot_id"] for unit in units.values())
        found = {spelling for name in lots.mapped("name") for spelling in (name, name.upper())}
        if missing := [name for name in names if not {name, name.upper()} & found]:
            raise UserError(
                self.env._(
                    "We do not find these numbers among what you bought, or they are being "
                    "returned already: %(numbers)s.",
                    numbers=", ".join(missing[:20]),
                )
            )

    @api.model
    def _create_customer_request(self, user, asked):
        """The case this portal user asks for; he is told by mail that it is here.

        :param dict asked: as for `_choose_customer_units`, and reason, wish, customer_reference,
            photos ([(name, bytes)], videos too); optional: date_failed, occurrence, environment
        :raise UserError: what he has to correct
        """
        if not asked["reason"]:
            raise UserError(self.env._("Tell us what is wrong."))
        photos = self._check_customer_photos(asked["photos"])
        partner, company = user.partner_id, user.company_id
        units = self._choose_customer_units(partner.commercial_partner_id, company, asked)
        case = self.with_company(company).create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "user_id": partner.commercial_partner_id.user_id.id,
                "channel": "portal",
                "customer_reference": asked["customer_reference"][:64],
                "line_ids": [
                    Command.create(self._prepare_customer_line_vals(unit, asked)) for unit in units
                ],
            }
        )
        case._post_customer_request(partner, asked["reason"][:REASON_LENGTH], photos)
        return case

    @api.model
    def _prepare_customer_line_vals(self, unit, asked):
        names = ("product_id", "lot_id", "origin_move_id", "quantity")
        return {
            **{name: unit[name] for name in names},
            "reason": asked["reason"][:REASON_LENGTH],
            "wish": asked["wish"] if asked["wish"] in dict(WISHES) else False,
            "date_failed": asked.get("date_failed"),
            "occurrence": asked.get("occurrence") in dict(OCCURRENCES) and asked["occurrence"],
            "environment": (asked.get("environment") or "")[:TEXT_LENGTH],
        }

    def _post_customer_request(self, partner, reason, photos):
        """Keep what the customer said and showed in the chatter, and acknowledge it."""
        self.message_post(
            body=reason,
            attachments=photos,
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        # By the system: who writes a message gets no mail of it.
        case = self.with_user(SUPERUSER_ID)
        case._mail_paper(case, self.env.ref("rma_repair.mail_template_return_request"))

    @api.model
    def _check_customer_photos(self, photos):
        """Refuse what is no picture or video (by content, not name), too large or too many."""
        if len(photos) > PHOTOS_AT_ONCE:
            raise ValidationError(
                self.env._("Send at most %(count)s photos and videos.", count=PHOTOS_AT_ONCE)
            )
        for name, content in photos:
            if len(content) > self._get_megabytes_allowed(content) * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "%(file)s is no photo of at most %(limit)s MB (JPEG, PNG, GIF or WebP), "
                        "and no video of at most %(video)s MB (MP4 or MOV). Send a smaller "
                        "one, or another kind of file.",
                        file=name,
                        limit=PHOTO_MEGABYTES,
                        video=VIDEO_MEGABYTES,
                    )
                )
        return photos

    def _get_megabytes_allowed(self, content):
        """How large a file of this content may be; 0 for what is neither photo nor video."""
        if content[4:8] == VIDEO_MARK and content[8:12].startswith(VIDEO_BRANDS):
            return VIDEO_MEGABYTES
        return PHOTO_MEGABYTES if guess_mimetype(content) in PHOTO_TYPES else 0
