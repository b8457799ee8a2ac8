// Devices and events, as they come.
import { call } from "./api.js";
import { clock, element, find, onSubmit } from "./view.js";

const MOST_DEVICES = 100;
const MOST_EVENTS = 50;
let known = null;  // ids of the devices that were shown last

function deviceRow(device) {
  const fresh = known !== null && !known.has(device.id);
  return element("tr", { className: fresh ? "fresh" : "" },
    element("td", {}, device.name),
    element("td", {}, device.type),
    element("td", {}, element("span", { className: `state ${device.status}` }, device.status)),
    element("td", { className: "mono" }, device.id));
}

export async function showDevices() {
  // The newest first: the last page, turned round.
  const { pagination: { total } } = await call("GET", "/v1/devices?limit=1");
  const offset = Math.max(total - MOST_DEVICES, 0);
  const { devices } = await call("GET", `/v1/devices?limit=${MOST_DEVICES}&offset=${offset}`);
  find("device-rows").replaceChildren(...devices.reverse().map(deviceRow));
  find("device-count").textContent = total > MOST_DEVICES ? `the newest ${MOST_DEVICES} of ${total}` : `${total}`;
  known = new Set(devices.map((device) => device.id));
}

export function addEvent(event) {
  const list = find("event-list");
  const device = event.device_id ? [element("span", { className: "mono" }, event.device_id)] : [];
  list.prepend(element("li", {}, element("span", { className: "when" }, clock(event.timestamp)),
    element("strong", {}, event.type), ...device, element("code", {}, JSON.stringify(event.data))));
  if (list.childElementCount > MOST_EVENTS) list.lastElementChild.remove();
  find("event-empty").hidden = true;
}

export async function startDevices() {
  onSubmit(find("device-form"), async (fields) => {
    const device = await call("POST", "/v1/devices", { name: fields.get("name"), type: fields.get("type") });
    find("device-form").reset();
    await showDevices();
    return `Registered as ${device.id}.`;
  });
  onSubmit(find("event-form"), async (fields) => {
    const event = { type: fields.get("type") };
    if (fields.get("device_id")) event.device_id = fields.get("device_id");
    await call("POST", "/v1/events", event);
    return "Sent.";
  });
  const { events } = await call("GET", `/v1/events?limit=20`);
  events.reverse().forEach(addEvent);
  await showDevices();
}
