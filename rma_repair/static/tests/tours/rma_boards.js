/**
 * The overview of a department and the work behind one of its queues. The test says who logs in;
 * every tour starts on the overview.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const card = (name) => `.o_kanban_group .o_kanban_record:contains(${name})`;

/** Open the queue `name`, in which one thing waits, and find `text` there. */
const openQueue = (department, name, text) => () => [
    { content: "Only one's own department", trigger: `.o_kanban_group:only-child:contains(${department})` },
    { trigger: `${card(name)}:contains(1)`, run: "click" },
    { trigger: `.o_last_breadcrumb_item:contains(${name})` },
    { trigger: `.o_data_row:contains(${text}), .o_kanban_record:contains(${text})` },
];

tours.add("rma_board_service", { steps: openQueue("Customer Service", "New requests", "SN0001") });
tours.add("rma_board_warehouse", { steps: openQueue("Warehouse", "To receive", "Dealer") });
tours.add("rma_board_quality", { steps: openQueue("Quality", "To inspect", "SN0003") });
tours.add("rma_board_finance", { steps: openQueue("Finance", "To approve", "Dealer") });
