/**
 * One return as each department's user walks it. Every tour is one department's part; the test
 * says who logs in and on which page the part starts.
 */
import { addTour, button, choose, inState, press } from "./rma_tour";

addTour("rma_service_requests", () => [
    { content: "The form is all there", trigger: ".o-mail-Chatter-topbar button:enabled" },
    ...choose("partner_id", "Dealer"),
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_saved" },
    { trigger: ".o_statusbar_buttons button:contains(Scan Serials)", run: "click" },
    {
        content: "Scan a serial that was sold to him, and one nobody knows",
        trigger: ".modal .o_field_widget[name=serials] textarea",
        run: "edit SN0001 NOBODY1",
    },
    { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit Does not start" },
    { trigger: ".modal .o_data_row:contains(NOBODY1) .text-bg-danger" },
    { trigger: ".modal .o_data_row:contains(SN0001) .text-bg-success" },
    { trigger: ".modal button[name=action_add]", run: "click" },
    {
        content: "The serial nobody knows stays, to be looked at",
        trigger: ".modal:not(:has(.o_data_row:contains(SN0001))) .o_data_row:contains(NOBODY1)",
    },
    { trigger: ".modal footer button:contains(Close)", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_data_row:contains(SN0001)" },
    ...press("action_authorize", inState("Authorized")),
    { trigger: ".oe_stat_button:contains(Receipts)" },
]);

addTour("rma_warehouse_validates", () => press("button_validate", inState("Done")));

addTour("rma_quality_inspects", () => [
    { trigger: inState("Received") },
    { trigger: ".o_notebook a[name=inspection]", run: "click" },
    { trigger: ".o_field_widget[name=finding] input", run: "click" },
    { trigger: ".o_select_menu_item:contains(Defect confirmed)", run: "click" },
    ...choose("failure_code_id", "No power"),
    ...press("action_inspected", inState("Inspected")),
]);

const propose = (disposition) => () => [
    { trigger: button("action_propose_decision"), run: "click" },
    { trigger: ".o_data_row:contains(SN0001)" },
    ...choose("disposition_id", disposition),
    ...press("action_submit", inState("To Approve")),
];

addTour("rma_service_proposes_credit", propose("Refund and restock"));
addTour("rma_service_proposes_exchange", propose("Exchange, scrap the old"));

addTour("rma_finance_authorizes", () => [
    { trigger: ".o_data_row:contains(Dealer) .o_data_cell", run: "click" },
    ...press("action_authorize", inState("Authorized")),
]);

addTour("rma_finance_posts", () => [
    { trigger: ".oe_stat_button:contains(Credit Note)", run: "click" },
    ...press("action_post", inState("Posted")),
]);

addTour("rma_service_sees_closed", () => [{ trigger: inState("Closed") }]);
