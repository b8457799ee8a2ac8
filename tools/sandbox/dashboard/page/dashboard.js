// Starts the sections, and keeps them up to date with what happens in the sandbox.
import { call, follow } from "./api.js";
import { startConditions } from "./conditions.js";
import { showApplications, showKeys, startCredentials } from "./credentials.js";
import { addEvent, showDevices, startDevices } from "./devices.js";
import { addRequest, clearRequests, startRequests } from "./requests.js";
import { find } from "./view.js";
import { startWebhooks } from "./webhooks.js";

const PAUSE = 1500;  // ms before the stream is opened again

function tell(text, className) {
  const connection = find("connection");
  connection.textContent = text;
  connection.className = className;
}

// What a request changed is read anew, once for all of a burst.
const waiting = new Map();
function soon(show) {
  clearTimeout(waiting.get(show));
  waiting.set(show, setTimeout(() => show().catch(lost), 150));
}

function onRequest(request) {
  addRequest(request);
  if (request.method === "GET" || request.status >= 400) return;
  if (request.operation.startsWith("devices.")) soon(showDevices);
  if (request.operation.startsWith("keys.")) soon(showKeys);
  if (request.target.startsWith("/oauth/register")) soon(showApplications);
}

function lost(error) {
  tell(error.status === 401 ? error.message : "The sandbox does not answer; is it still running?", "lost");
}

// What a button asked for and did not get.
window.addEventListener("unhandledrejection", (event) => {
  tell(event.reason.message, "lost");
  event.preventDefault();
});

async function keepUp() {
  for (;;) {
    try {
      await follow("/live", { request: onRequest, event: addEvent }, () => {
        clearRequests();
        tell(`Live at ${location.host}`, "live");
      });
    } catch (error) {
      lost(error);
      if (error.status === 401) return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function start() {
  try {
    const state = await call("GET", "/state");
    find("main").hidden = false;
    startRequests();
    startWebhooks();
    startConditions(state);
    await Promise.all([startDevices(), startCredentials(state.scopes)]);
    keepUp();
  } catch (error) {
    tell(error.message, "lost");
  }
}

start();
