/**
 * One return as each department's user walks it. Every tour is one department's part; the test
 * says who logs in and on which page the part starts.
 */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const FORM = ".modal:not(.o_inactive_modal) .o_form_view, .o_action_manager .o_form_view";
const button = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;
const inState = (state) => `.o_statusbar_status button.o_arrow_button_current:contains(${state})`;

function choose(field, value) {
    return [
        { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${value}` },
        { trigger: `.o-autocomplete--dropdown-menu li a:contains(${value})`, run: "click" },
    ];
}

function press(name, state) {
    return [
        { trigger: button(name), run: "click" },
        { trigger: inState(state) },
    ];
}

tours.add("rma_service_requests", {
    steps: () => [
        { trigger: FORM },
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
        ...press("action_authorize", "Authorized"),
        { trigger: ".oe_stat_button:contains(Receipts)" },
    ],
});

tours.add("rma_warehouse_validates", { steps: () => press("button_validate", "Done") });

tours.add("rma_quality_inspects", {
    steps: () => [
        { trigger: inState("Received") },
        { trigger: ".o_notebook a[name=inspection]", run: "click" },
        { trigger: ".o_field_widget[name=finding] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Defect confirmed)", run: "click" },
        ...choose("failure_code_id", "No power"),
        ...press("action_inspected", "Inspected"),
    ],
});

const propose = (disposition) => () => [
    { trigger: button("action_propose_decision"), run: "click" },
    { trigger: ".o_data_row:contains(SN0001)" },
    ...choose("disposition_id", disposition),
    ...press("action_submit", "To Approve"),
];

tours.add("rma_service_proposes_credit", { steps: propose("Refund and restock") });
tours.add("rma_service_proposes_exchange", { steps: propose("Exchange, scrap the old") });

tours.add("rma_finance_authorizes", {
    steps: () => [
        { trigger: ".o_data_row:contains(Dealer) .o_data_cell", run: "click" },
        ...press("action_authorize", "Authorized"),
    ],
});

tours.add("rma_finance_posts", {
    steps: () => [
        { trigger: ".oe_stat_button:contains(Credit Note)", run: "click" },
        ...press("action_post", "Posted"),
    ],
});

tours.add("rma_service_sees_closed", {
    steps: () => [{ trigger: inState("Closed") }],
});
