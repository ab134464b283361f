from . import rma_return, rma_serial_scan
