import { addTour, confirm } from "./rma_tour";

/** A step that scans: the keys of a hand scanner, as fast as it types them. */
function scan(barcode) {
    return {
        content: `scan ${barcode}`,
        trigger: "body",
        run() {
            document.activeElement?.blur();
            for (const key of [...barcode, "Enter"]) {
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            }
        },
    };
}

const card = (serial) => `.o_rma_receipt_check .o_kanban_record:contains(${serial})`;
const result = (item) => `.o_field_widget[name=result_ids] tr.o_data_row:contains(${item})`;

/** Steps that answer an item of the checklist, and wait until the server has judged the answer:
 * a judgement that comes late draws the list anew under the next click. */
const answer = (item, choice, state) => [
    { trigger: `${result(item)} td[name=answer]`, run: "click" },
    { trigger: `${result(item)} [name=answer] input`, run: "click" },
    { trigger: `.o_select_menu_item:contains(${choice})`, run: "click" },
    { trigger: `${result(item)} .badge:contains(${state})` },
];

// The warehouse opens a parcel: one unit is right, one has a serial that nobody announced, and of
// one an accessory is missing.
addTour("rma_receive_mixed_parcel", () => [
    { trigger: ".o_breadcrumb:contains(Receipts of Returns)" },
    scan("RMA-TOUR-1"),
    { content: "the slip opens the check", trigger: card("TOUR0001") },
    scan("TOUR0001"),
    { trigger: `${card("TOUR0001")} .badge:contains(To check)` },
    scan("TOUR0002"),
    { trigger: `${card("TOUR0002")} .badge:contains(To check)` },
    scan("TOUR-ALIEN"),
    { trigger: "[name=parked_ids] .o_data_row:contains(TOUR-ALIEN)" },
    {
        trigger: "[name=parked_place] input",
        run: "edit Cage 3",
    },
    { trigger: `${card("TOUR0002")} a:contains(Details)`, run: "click" },
    {
        trigger: ".modal [name=accessory_state] .o_selection_badge:contains(Something)",
        run: "click",
    },
    {
        trigger: ".modal [name=accessory_ids] td[name=quantity_received]",
        run: "click",
    },
    { trigger: ".modal [name=quantity_received] input", run: "edit 1" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    { trigger: `body:not(:has(.modal)) ${card("TOUR0002")}` },
    { trigger: "button[name=action_all_in_order]", run: "click" },
    { trigger: `${card("TOUR0001")} .badge:contains(In order)` },
    { trigger: `${card("TOUR0002")} .badge:contains(Differs)` },
    { trigger: "button[name=action_confirm]", run: "click" },
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
]);

// Quality inspects the two units: out of limits, so it is not "no trouble found".
addTour("rma_inspect_units", () => [
    { trigger: "button[name=action_inspect]", run: "click" },
    ...answer("Housing", "Yes", "OK"),
    { trigger: `${result("Voltage")} td[name=value]`, run: "click" },
    { trigger: `${result("Voltage")} [name=value] input`, run: "edit 12.9" },
    { trigger: "[name=finding]", run: "click" },
    { trigger: `${result("Voltage")} .badge:contains(Failed)` },
    ...answer("Overheats", "No", "OK"),
    { trigger: "[name=finding] .o_selection_badge:contains(No trouble)", run: "click" },
    { trigger: "[name=grade] input", run: "click" },
    { trigger: ".o_select_menu_item:contains(B: good)", run: "click" },
    { trigger: "[name=repairable] .o_selection_badge:contains(Repairable)", run: "click" },
    ...confirm("action_pass"),
    {
        content: "trouble was found",
        trigger: ".modal:contains(12.9 V is above 12.5 V)",
    },
    { trigger: ".modal .modal-footer button", run: "click" },
    { trigger: "[name=finding] .o_selection_badge:contains(Misuse)", run: "click" },
    ...confirm("action_pass"),
    { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Passed)" },
]);
