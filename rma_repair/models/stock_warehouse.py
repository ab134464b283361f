from odoo import api, fields, models

# Field of the warehouse -> prefix of its numbers and end of its barcode.
RMA_TYPE_CODES = {
    "rma_receipt_type_id": "RMAIN",
    "rma_return_type_id": "RMAOUT",
    "rma_repair_type_id": "RMARO",
}


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    rma_location_id = fields.Many2one(
        "stock.location",
        "Customers' Returns",
        copy=False,
        check_company=True,
        help="Returned goods that are still the customers' property. Outside the warehouse's "
        "locations, so that they are never promised to anybody.",
    )
    rma_stock_location_id = fields.Many2one(
        "stock.location",
        "Taken-over Returns",
        copy=False,
        check_company=True,
        help="Returned goods the company took over: in the stock value, not for sale yet.",
    )
    rma_receipt_type_id = fields.Many2one(
        "stock.picking.type", "RMA Receipts", copy=False, check_company=True
    )
    rma_return_type_id = fields.Many2one(
        "stock.picking.type", "RMA Deliveries", copy=False, check_company=True
    )
    rma_repair_type_id = fields.Many2one(
        "stock.picking.type", "Warranty Repairs", copy=False, check_company=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses.sudo()._create_missing_rma_records()
        return warehouses

    def write(self, vals):
        result = super().write(vals)
        if "code" in vals:
            self.sudo()._update_rma_codes()
        if "active" in vals:
            locations = self.rma_location_id
            locations.filtered(lambda location: location.active != vals["active"]).write(
                {"active": vals["active"]}
            )
        return result

    def _create_missing_rma_records(self):
        """Give these warehouses the locations and operation types returns need, where they lack
        them. May be called any number of times; never touches what is set.
        """
        self.company_id._create_missing_rma_records()
        for warehouse in self:
            warehouse._create_missing_rma_locations()
            warehouse._create_missing_rma_types()

    def _create_missing_rma_locations(self):
        self.ensure_one()
        missing = {
            name: vals for name, vals in self._get_rma_location_values().items() if not self[name]
        }
        locations = self.env["stock.location"].create(
            [
                {"company_id": self.company_id.id, "usage": "internal", **vals}
                for vals in missing.values()
            ]
        )
        self.write({name: location.id for name, location in zip(missing, locations, strict=True)})

    def _get_rma_location_values(self):
        """Values of the warehouse's locations by field."""
        self.ensure_one()
        code = self.code.replace(" ", "").upper()
        company = self.company_id
        return {
            "rma_location_id": {
                "name": self.code,
                "location_id": company.rma_view_location_id.id,
                "barcode": self._valid_barcode(f"{code}RETURNS", company.id),
            },
            "rma_stock_location_id": {
                "name": self.env._("Taken-over Returns"),
                "location_id": self.view_location_id.id,
                "barcode": self._valid_barcode(f"{code}TAKEOVER", company.id),
            },
        }

    def _create_missing_rma_types(self):
        """Create the missing operation types behind core's: purchases and others take the first."""
        self.ensure_one()
        missing = {
            name: vals for name, vals in self._get_rma_type_values().items() if not self[name]
        }
        last = self.env["stock.picking.type"].search(
            [("sequence", "!=", False)], order="sequence desc", limit=1
        )
        vals_list = [
            {
                "warehouse_id": self.id,
                "company_id": self.company_id.id,
                "color": self.in_type_id.color,
                "sequence": last.sequence + index,
                "sequence_code": RMA_TYPE_CODES[name],
                "barcode": self._get_rma_type_barcode(name),
                **vals,
            }
            for index, (name, vals) in enumerate(missing.items(), start=1)
        ]
        types = self.env["stock.picking.type"].create(vals_list)
        self.write({name: new.id for name, new in zip(missing, types, strict=True)})
        self._translate_rma_types(missing)
        self._pair_rma_types()

    def _translate_rma_types(self, names):
        """Name the operation types in these fields in every language of the database."""
        for lang, _label in self.env["res.lang"].get_installed():
            warehouse = self.with_context(lang=lang)
            vals = warehouse._get_rma_type_values()
            for name in names:
                warehouse[name].name = vals[name]["name"]

    def _pair_rma_types(self):
        """A receipt sent back goes out as an RMA delivery, and the other way round."""
        receipt, delivery = self.rma_receipt_type_id, self.rma_return_type_id
        receipt.return_picking_type_id = receipt.return_picking_type_id or delivery
        delivery.return_picking_type_id = delivery.return_picking_type_id or receipt

    def _get_rma_type_values(self):
        """Values of the warehouse's operation types by field."""
        self.ensure_one()
        customers = self._get_partner_locations()[0]
        return {
            "rma_receipt_type_id": {
                "name": self.env._("RMA Receipts"),
                "code": "incoming",
                "default_location_src_id": customers.id,
                "default_location_dest_id": self.rma_location_id.id,
                "use_create_lots": False,
                "use_existing_lots": True,
            },
            "rma_return_type_id": {
                "name": self.env._("RMA Deliveries"),
                "code": "outgoing",
                "default_location_src_id": self.rma_location_id.id,
                "default_location_dest_id": customers.id,
                "use_create_lots": False,
                "use_existing_lots": True,
            },
            "rma_repair_type_id": self._get_rma_repair_type_values(),
        }

    def _get_rma_repair_type_values(self):
        """Repairs take place where the unit lies; what they use up is warranty cost."""
        return {
            "name": self.env._("Warranty Repairs"),
            "code": "repair_operation",
            "default_location_src_id": self.lot_stock_id.id,
            "default_location_dest_id": self.company_id.rma_parts_location_id.id,
            "default_product_location_src_id": self.rma_location_id.id,
            "default_product_location_dest_id": self.rma_location_id.id,
            "default_recycle_location_dest_id": self.lot_stock_id.id,
            "use_create_lots": True,
            "use_existing_lots": True,
        }

    def _get_rma_type_prefix(self, field_name):
        return f"{self.code}/{self[field_name].sequence_code}/"

    def _get_rma_type_barcode(self, field_name):
        return self.code.replace(" ", "").upper() + RMA_TYPE_CODES[field_name]

    def _update_rma_codes(self):
        """Numbers, barcodes and the location's name follow the warehouse's short name."""
        for warehouse in self:
            warehouse.rma_location_id.name = warehouse.code
            for name in RMA_TYPE_CODES:
                if operation_type := warehouse[name]:
                    operation_type.barcode = warehouse._get_rma_type_barcode(name)
                    operation_type.sequence_id.sudo().prefix = warehouse._get_rma_type_prefix(name)
