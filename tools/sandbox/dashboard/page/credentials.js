// API keys and OAuth applications: what there is, a new one, the end of one.
import { call } from "./api.js";
import { addScopes, date, element, find, onSubmit, revokeButton, showOnce } from "./view.js";

function scopesCell(scopes) {
  if (scopes.length < 4) return element("td", {}, scopes.join(", ") || "none");
  return element("td", {}, element("details", {}, element("summary", {}, `${scopes.length} scopes`), scopes.join(", ")));
}

export async function showKeys() {
  const { keys } = await call("GET", "/v1/keys?limit=100");
  find("key-rows").replaceChildren(...keys.map((key) => element("tr", {},
    element("td", {}, key.name),
    scopesCell(key.scopes),
    element("td", { className: "whole" }, date(key.last_used_at, "never")),
    element("td", { className: "whole" }, date(key.expires_at, "never")),
    element("td", { className: "end" }, revokeButton(`the key ${key.name}`, "Whoever uses it is refused from now on.",
      () => call("DELETE", `/v1/keys/${encodeURIComponent(key.id)}`).then(showKeys))))));
}

export async function showApplications() {
  const { applications } = await call("GET", "/applications");
  find("application-rows").replaceChildren(...applications.map((application) => element("tr", {},
    element("td", {}, application.client_name),
    element("td", { className: "mono" }, application.client_id),
    element("td", {}, application.token_endpoint_auth_method === "none" ? "nothing (public)" : application.token_endpoint_auth_method),
    element("td", { className: "end" }, revokeButton(`the application ${application.client_name}`,
      "Its tokens end, and nobody can log in to it any more.",
      () => call("DELETE", `/applications/${encodeURIComponent(application.client_id)}`).then(showApplications))))));
}

// What each kind of application registers (RFC 7591).
const KINDS = {
  public: { token_endpoint_auth_method: "none", grant_types: ["authorization_code", "refresh_token"] },
  web: { token_endpoint_auth_method: "client_secret_basic", grant_types: ["authorization_code", "refresh_token"] },
  service: { token_endpoint_auth_method: "client_secret_basic", grant_types: ["client_credentials"] },
};

async function createKey(fields) {
  const wish = { name: fields.get("name"), scopes: fields.getAll("scopes") };
  if (fields.get("expires_in_days")) wish.expires_in_days = Number(fields.get("expires_in_days"));
  const made = await call("POST", "/v1/keys", wish);
  await showKeys();
  showOnce({ "API key": made.key });
  return `Created ${made.name}.`;
}

async function registerApplication(fields) {
  const wish = { client_name: fields.get("client_name"), scope: fields.getAll("scopes").join(" "), ...KINDS[fields.get("kind")] };
  if (fields.get("kind") !== "service") wish.redirect_uris = [fields.get("redirect_uri")];
  const made = await call("POST", "/applications", wish);
  await showApplications();
  const values = { "Client id": made.client_id };
  if (made.client_secret) values["Client secret"] = made.client_secret;
  showOnce({ ...values, "Registration token": made.registration_access_token });
  return `Registered ${made.client_name}.`;
}

export async function startCredentials(scopes) {
  addScopes(find("key-form"), scopes, ["devices:read"]);
  addScopes(find("application-form"), scopes, ["devices:read"]);
  onSubmit(find("key-form"), createKey);
  onSubmit(find("application-form"), registerApplication);
  await Promise.all([showKeys(), showApplications()]);
}
