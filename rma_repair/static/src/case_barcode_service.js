import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/**
 * Scanning a return slip anywhere opens its case, or for the warehouse the check of its receipt.
 *
 * Forms that listen to the scanner themselves keep their scans.
 */
export const caseBarcodeService = {
    dependencies: ["action", "barcode", "orm"],
    async start(env, { action, barcode, orm }) {
        if (!(await user.hasGroup("rma_repair.group_user"))) {
            return;
        }
        barcode.bus.addEventListener("barcode_scanned", async ({ detail }) => {
            const isOwnCommand = /^(OBT|OCD|O-)/.test(detail.barcode);
            if (isOwnCommand || document.querySelector(".o_field_barcode_handler")) {
                return;
            }
            const opened = await orm.call("rma.case", "action_open_scanned", [detail.barcode]);
            if (opened) {
                await action.doAction(opened);
            }
        });
    },
};

registry.category("services").add("rma_case_barcode", caseBarcodeService);
