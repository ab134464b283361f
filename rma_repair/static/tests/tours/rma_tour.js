import { registry } from "@web/core/registry";

/** Milliseconds a step waits for what it looks for: core's ten seconds are few under load. */
const PATIENCE = 30000;

/** A tour whose steps have patience. */
export function addTour(name, steps) {
    registry.category("web_tour.tours").add(name, {
        steps: () => steps().map((step) => ({ timeout: PATIENCE, ...step })),
    });
}

export const button = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;
export const inState = (state) =>
    `.o_statusbar_status button.o_arrow_button_current:contains(${state})`;

/** Press a button, and wait for what it brings. */
export const press = (name, then) => [
    { trigger: button(name), run: "click" },
    { trigger: then },
];

/** Press a button that asks whether it is meant, and say yes. */
export const confirm = (name) => [
    { trigger: button(name), run: "click" },
    { trigger: ".modal .modal-footer .btn-primary", run: "click" },
];

/** Choose a record by its name. Found names are highlighted: those listed before the search is
 * done are not, and go away under the click. */
export const choose = (field, value, row = "") => [
    { trigger: `${row}.o_field_widget[name=${field}] input`, run: `edit ${value}` },
    {
        trigger: `.o-autocomplete--dropdown-menu li a:has(.text-primary):contains(${value})`,
        run: "click",
    },
    { trigger: `body:not(:has(.o-autocomplete--dropdown-menu)) ${row}.o_field_widget[name=${field}]` },
];
