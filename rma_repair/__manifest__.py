{
    "name": "RMA, Repair and 8D",
    "summary": "Returns, repairs and 8D reports whose goods and books agree",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Repair",
    "author": "The rma_repair team",
    "license": "LGPL-3",
    "depends": [
        "repair",
        "sale_stock",
        "stock_account",
        "base_automation",
        "portal",
        "rating",
        "barcodes",
    ],
    "data": [
        "security/rma_repair_groups.xml",
        "security/ir.model.access.csv",
        "security/rma_case_security.xml",
    ],
    "application": True,
}
