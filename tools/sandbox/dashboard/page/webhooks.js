// A delivery of a webhook to a server of this machine.
import { call } from "./api.js";
import { element, find, onSubmit, showOnce } from "./view.js";

function showDelivery(delivery) {
  const fields = [["Answer", `${delivery.status} in ${delivery.ms} ms`],
    ["Signature", element("code", {}, delivery.signature)],
    ["Event", element("pre", {}, JSON.stringify(delivery.event, null, 2))]];
  if (delivery.body) fields.push(["Body", element("pre", {}, delivery.body)]);
  find("delivery").replaceChildren(
    ...fields.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
  find("delivery").hidden = false;
}

export function startWebhooks() {
  find("signing-secret").addEventListener("click", async () => {
    const { secret } = await call("POST", "/signing-secret", {});
    showOnce({ "Signing secret (CONNECTIFY_WEBHOOK_SECRET)": secret });
  });
  onSubmit(find("webhook-form"), async (fields) => {
    find("delivery").hidden = true;
    const delivery = await call("POST", "/deliveries", Object.fromEntries(fields));
    showDelivery(delivery);
    return delivery.status < 300 ? "Delivered." : `Delivered, and refused with ${delivery.status}.`;
  });
}
