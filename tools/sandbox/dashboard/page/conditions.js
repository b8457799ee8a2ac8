// Latency, errors and rate limits: two faults that stand for all of the API, and the limit of each key.
import { call } from "./api.js";
import { find, onSubmit } from "./view.js";

const EVERYWHERE = "/v1/*";
const NO_LIMIT = 1_000_000;
const form = find("conditions-form");

function show({ faults, requests_per_minute: limit }) {
  const here = faults.filter((each) => each.path === EVERYWHERE);
  const delay = here.find((each) => each.fault.startsWith("delay="));
  const error = here.find((each) => !each.fault.startsWith("delay="));
  const fields = form.elements;
  fields.slow.checked = delay !== undefined;
  if (delay) fields.delay.value = delay.fault.slice("delay=".length);
  fields.failing.checked = error !== undefined;
  if (error) {
    fields.fault.value = error.fault;
    fields.times.value = error.times ?? "";
  }
  fields.limited.checked = limit < NO_LIMIT;
  if (limit < NO_LIMIT) fields.limit.value = limit;
}

async function apply() {
  const fields = form.elements;
  // What a test asked for stays.
  const { faults: before } = await call("GET", "/state");
  const faults = before.filter((each) => each.path !== EVERYWHERE);
  if (fields.slow.checked) faults.push({ path: EVERYWHERE, fault: `delay=${fields.delay.value}` });
  if (fields.failing.checked) {
    faults.push({ path: EVERYWHERE, fault: fields.fault.value });
    if (fields.times.value) faults.at(-1).times = Number(fields.times.value);
  }
  await call("PUT", "/faults", faults);
  await call("PUT", "/rate-limit", { requests_per_minute: fields.limited.checked ? Number(fields.limit.value) : NO_LIMIT });
  const on = [fields.slow.checked && "latency", fields.failing.checked && "errors", fields.limited.checked && "rate limit"]
    .filter(Boolean);
  return on.length ? `On: ${on.join(", ")}.` : "All is as it should be.";
}

export function startConditions(state) {
  show(state);
  onSubmit(form, apply);
  // A switch takes hold at once; the numbers beside it wait for the button.
  form.addEventListener("change", (event) => {
    if (event.target.getAttribute("role") === "switch") form.requestSubmit();
  });
}
