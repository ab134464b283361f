/**
 * A unit out of warranty, from diagnosis to its delivery with report. Every tour is one user's
 * part; the test says who logs in and on which page the part starts.
 */
import { addTour, button, choose, confirm, inState, press } from "./rma_tour";

const badge = (field, text) => `.o_field_widget[name=${field}] .badge:contains(${text})`;
const write = (field, text) => ({
    trigger: `.o_field_widget[name=${field}]:is(textarea, input), .o_field_widget[name=${field}] :is(textarea, input)`,
    run: `edit ${text}`,
});
const open = (page) => ({ trigger: `.o_notebook a[name=${page}]`, run: "click" });

addTour("rma_service_decides_repair", () => [
    { trigger: button("action_propose_decision"), run: "click" },
    { trigger: ".o_data_row:contains(OLD0001)" },
    ...choose("disposition_id", "Repair and return"),
    {
        content: "The unit is out of warranty: its repair is quoted",
        trigger: ".o_field_widget[name=is_repair_charged] input:checked",
    },
    ...press("action_submit", inState("To Approve")),
    ...press("action_authorize", inState("Authorized")),
    { trigger: ".oe_stat_button:contains(Repair)" },
]);

addTour("rma_workshop_plans", () => [
    { trigger: badge("quotation_state", "To quote") },
    open("plan"),
    write("plan_findings", "The board is burnt"),
    write("plan_work", "Replace the board"),
    write("plan_hours", "2:00"),
    open("parts"),
    {
        trigger: "[name=move_ids] .o_field_x2many_list_row_add a:contains(Add a line)",
        run: "click",
    },
    ...choose("product_id", "Board", "[name=move_ids] .o_selected_row "),
    ...press("action_plan_submit", badge("plan_state", "To approve")),
]);

addTour("rma_supervisor_approves_plan", () =>
    press("action_plan_approve", badge("plan_state", "Approved"))
);

addTour("rma_service_quotes", () => [
    { trigger: button("action_quote"), run: "click" },
    { trigger: ".o_data_row:contains(Board)" },
    { trigger: ".o_data_row:contains(Labor)" },
    { trigger: button("action_quotation_send"), run: "click" },
    { trigger: ".modal button.o_mail_send:enabled, .modal button[name=action_send_mail]:enabled", run: "click" },
    { trigger: inState("Quotation Sent") },
]);

addTour("rma_customer_signs", () => [
    { trigger: ".o_portal_my_doc_table a:contains(S)", run: "click", expectUnloadPage: true },
    { trigger: "#quote_content:contains(Replace the board), #quote_content:contains(Board)" },
    { trigger: ".o_portal_sale_sidebar a:contains(Sign)", run: "click" },
    {
        trigger: ".modal .o_web_sign_name_and_signature input",
        run: "edit Dana Dealer",
    },
    { trigger: ".modal canvas.o_web_sign_signature", run: "canvasNotEmpty" },
    {
        trigger: ".modal .o_portal_sign_submit:enabled",
        run: "click",
        expectUnloadPage: true,
    },
    { trigger: "#quote_content:contains(Thank You)" },
]);

addTour("rma_workshop_repairs", () => [
    { trigger: badge("quotation_state", "Accepted") },
    ...press("action_repair_start", button("action_control_request")),
    ...press("action_timer_start", button("action_timer_stop")),
    ...press("action_timer_stop", button("action_timer_start")),
    open("work"),
    { trigger: ".o_field_widget[name=labour_ids] .o_data_row" },
    write("cause", "A capacitor leaked"),
    write("tests_done", "24 V at 5 A for an hour"),
    write("firmware_before", "1.0"),
    write("firmware_after", "2.3"),
    ...press("action_control_request", badge("control_state", "Waiting")),
]);

addTour("rma_quality_fails_repair", () => [
    { trigger: badge("control_state", "Waiting") },
    open("control"),
    write("control_findings", "The fan is loud"),
    ...press("action_control_fail", badge("control_state", "Failed")),
]);

addTour("rma_workshop_repairs_again", () => [
    { trigger: ".alert-danger:contains(The fan is loud)" },
    open("work"),
    write("work_done", "Board replaced, fan greased"),
    ...press("action_control_request", badge("control_state", "Waiting")),
]);

addTour("rma_quality_passes_repair", () => [
    { trigger: badge("control_state", "Waiting") },
    ...confirm("action_control_pass"),
    { trigger: badge("control_state", "Passed") },
    open("control"),
    { trigger: ".o_field_widget[name=control_ids] .o_data_row:contains(The fan is loud)" },
    { trigger: ".o_field_widget[name=control_ids] .o_data_row:contains(Passed)" },
]);

addTour("rma_finance_posts_repair", () => [
    { trigger: ".o_data_row:contains(Dealer) .o_data_cell", run: "click" },
    { trigger: ".o_form_view .o_data_row:contains(Board)" },
    ...press("action_post", inState("Posted")),
]);

addTour("rma_warehouse_ships_repaired", () => [
    { trigger: ".o_data_row:contains(Dealer) .o_data_cell", run: "click" },
    { content: "The repair report is printed from the delivery", trigger: ".o_cp_action_menus button:has(.fa-cog)", run: "click" },
    { trigger: ".o-dropdown--menu .o-dropdown-caret:contains(Print), .o-dropdown--menu button:contains(Print)", run: "hover" },
    { trigger: ".o-dropdown--menu .dropdown-item:contains(Repair Reports)" },
    ...press("button_validate", inState("Done")),
]);
