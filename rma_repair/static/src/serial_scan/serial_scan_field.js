import { registry } from "@web/core/registry";
import { TextField, textField } from "@web/views/fields/text/text_field";

import { useEffect } from "@odoo/owl";

/**
 * A text field for scanners: every Enter and every paste is sent to the server at once, so that
 * its onchange answers while the next serial is scanned. The focus stays where it is.
 */
export class SerialScanField extends TextField {
    setup() {
        super.setup();
        const onInput = (ev) => {
            if (["insertLineBreak", "insertFromPaste"].includes(ev.inputType)) {
                ev.target.dispatchEvent(new Event("change"));
            }
        };
        useEffect(
            (textarea) => {
                textarea?.addEventListener("input", onInput);
                return () => textarea?.removeEventListener("input", onInput);
            },
            () => [this.textareaRef.el]
        );
    }
}

export const serialScanField = { ...textField, component: SerialScanField };

registry.category("fields").add("rma_serial_scan", serialScanField);
