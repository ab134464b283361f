from . import rma_repair_redecide, rma_return, rma_serial_scan
