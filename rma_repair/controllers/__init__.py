from . import portal, portal_request, rma_export
