from odoo import Command
from odoo.tests import Form

from .common import RmaCommon

GOOD = {
    "packing_state": "good",
    "appearance_state": "good",
    "seal_state": "intact",
    "accessory_state": "none",
}


class InspectionCommon(RmaCommon):
    """Products with accessories and checklists, and the verbs of receipt checks and inspections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plug = cls._create_product("Plug")
        cls.volt = cls.env["uom.uom"].create({"name": "V"})
        cls.millivolt = cls.env["uom.uom"].create(
            {"name": "mV", "relative_factor": 0.001, "relative_uom_id": cls.volt.id}
        )

    @classmethod
    def _add_accessory(cls, product=None, accessory=None, quantity=2):
        return cls.env["rma.product.accessory"].create(
            {
                "product_tmpl_id": (product or cls.drive).product_tmpl_id.id,
                "product_id": (accessory or cls.plug).id,
                "quantity": quantity,
            }
        )

    @classmethod
    def _check(cls, case):
        """The receipt check of the case's open receipt, as the warehouse sees it."""
        action = cls._receipt(case).action_rma_receipt_check()
        check = cls.env["rma.receipt.check"].with_user(cls.user_warehouse)
        return check.browse(action["res_id"])

    def _scan(self, check, *barcodes):
        """Scan in the form and save, as the tablet does; returns what it said last."""
        with Form(check) as form:
            for barcode in barcodes:
                form._barcode_scanned = barcode
        return check

    @classmethod
    def _add_checklist(cls, product=None, **values):
        """Appearance, a voltage of 11.5 to 12.5 V (standard test), heat under load (load test)."""
        voltage = {"kind": "measure", "uom_id": cls.volt.id, "test": "standard"}
        limits = {"has_minimum": True, "minimum": 11.5, "has_maximum": True, "maximum": 12.5}
        items = [
            {"name": "Housing intact", "section": "appearance"},
            {"name": "Voltage", **voltage, **limits},
            {"name": "Overheats under load", "expected_answer": "no", "test": "load"},
        ]
        return cls.env["rma.checklist"].create(
            {
                "name": "Drives",
                "product_tmpl_id": (product or cls.drive).product_tmpl_id.id,
                "item_ids": [Command.create(vals) for vals in items],
                **values,
            }
        )

    @classmethod
    def _received_case(cls, *lines):
        return cls._receive(cls._authorize(cls._request(*lines)))

    @classmethod
    def _open_inspection(cls, lines, **values):
        """The inspection that quality opens on received lines."""
        action = lines.with_user(cls.user_quality).action_inspect()
        inspection = cls.env["rma.inspection"].with_user(cls.user_quality).browse(action["res_id"])
        inspection.write(values)
        return inspection

    @classmethod
    def _fill_in(cls, inspection, voltage=12.0, **answers):
        """Fill in every result of the checklist of `_add_checklist`."""
        cls._fill_in_results(inspection.result_ids, voltage, **answers)

    @classmethod
    def _fill_in_results(cls, results, voltage=12.0, **answers):
        """Fill in the three results of one unit, or of an inspection that is no sample."""
        housing, measured, heat = results
        housing.answer = answers.get("housing", "yes")
        measured.value = voltage
        heat.answer = answers.get("heat", "no")

    @classmethod
    def _verdict(cls, finding="confirmed", **values):
        return {
            "finding": finding,
            "failure_code_id": cls.failure.id if finding == "confirmed" else False,
            "grade": "b",
            "repairable": "yes",
            **values,
        }


class ReceiptCheckCommon(InspectionCommon):
    """Four drives with serials and ten cables without were sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._sell_serials(4)
        cls._sell_cables(10, spare=10)
