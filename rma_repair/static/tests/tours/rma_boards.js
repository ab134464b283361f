/**
 * The overview of a department and the work behind one of its queues. The test says who logs in;
 * every tour starts on the overview.
 */
import { addTour } from "./rma_tour";

const card = (name) => `.o_kanban_group .o_kanban_record:contains(${name})`;

/** Open the queue `name`, in which one thing waits, and find `text` there. */
const openQueue = (department, name, text) => () => [
    { content: "Only one's own department", trigger: `.o_kanban_group:only-child:contains(${department})` },
    { trigger: `${card(name)}:contains(1)`, run: "click" },
    { trigger: `.o_last_breadcrumb_item:contains(${name})` },
    { trigger: `.o_data_row:contains(${text}), .o_kanban_record:contains(${text})` },
];

addTour("rma_board_service", openQueue("Customer Service", "New requests", "SN0001"));
addTour("rma_board_warehouse", openQueue("Warehouse", "To receive", "Dealer"));
addTour("rma_board_quality", openQueue("Quality", "To inspect", "SN0003"));
addTour("rma_board_finance", openQueue("Finance", "To approve", "Dealer"));
