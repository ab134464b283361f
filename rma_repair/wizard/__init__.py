from . import (
    rma_8d_radar,
    rma_8d_send,
    rma_delay_notice,
    rma_line_split,
    rma_reopen,
    rma_repair_redecide,
    rma_return,
    rma_serial_scan,
    stock_return_picking,
)
