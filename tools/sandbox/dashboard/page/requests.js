// The requests that the sandbox saw, the newest first.
import { clock, element, find } from "./view.js";

const MOST = 200;
const list = find("request-list");
const filter = find("request-filter");
const pause = find("request-pause");
let held = [];  // what came during a pause

function fits(row) {
  return row.dataset.text.includes(filter.value.trim().toLowerCase());
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function detail(request) {
  const fields = [["Request id", element("span", { className: "mono" }, request.id)],
    ["Operation", request.operation || "none of the API"],
    ["Scopes", request.scopes.join(", ") || "none"],
    ["Headers", element("pre", {}, request.headers.map(([name, value]) => `${name}: ${value}`).join("\n"))]];
  if (request.body) fields.push(["Body", element("pre", {}, pretty(request.body))]);
  if (request.answer) fields.push(["Answer", element("pre", {}, pretty(request.answer))]);
  return element("dl", { className: "detail" },
    ...fields.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

function row(request) {
  const kind = request.status >= 500 ? "bad" : request.status >= 400 ? "warn" : "good";
  const made = element("details", {}, element("summary", {},
    element("span", { className: "time" }, clock(request.time)),
    element("span", { className: "method mono" }, request.method),
    element("span", { className: "target mono", title: request.target }, request.target),
    element("span", { className: "scope" }, request.scopes.join(", ")),
    element("span", { className: `status ${kind}` }, String(request.status)),
    element("span", { className: "ms" }, `${request.ms.toFixed(1)} ms`)));
  made.dataset.text = JSON.stringify(request).toLowerCase();
  made.addEventListener("toggle", () => made.append(detail(request)), { once: true });
  made.hidden = !fits(made);
  return made;
}

function show(request) {
  list.prepend(row(request));
  if (list.childElementCount > MOST) list.lastElementChild.remove();
  find("request-empty").hidden = true;
}

export function addRequest(request) {
  if (pause.getAttribute("aria-pressed") === "true") held.push(request);
  else show(request);
}

/** A stream that begins anew tells all of them again. */
export function clearRequests() {
  list.replaceChildren();
  held = [];
}

export function startRequests() {
  filter.addEventListener("input", () => {
    for (const each of list.children) each.hidden = !fits(each);
  });
  pause.addEventListener("click", () => {
    const pressed = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(pressed));
    if (!pressed) held.splice(0).forEach(show);
  });
}
