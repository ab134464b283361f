from . import portal, portal_answer, portal_request, rma_export
