from . import portal, rma_export
