// Small helpers to build the page with. Text is set as text, never as markup.

export const find = (id) => document.getElementById(id);

/** An element with these properties and children; children are elements or text. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export const clock = (time) => new Date(time).toLocaleTimeString("en-GB");
export const date = (time, otherwise) => (time ? new Date(time).toLocaleDateString("en-GB", { dateStyle: "medium" }) : otherwise);

/** Runs what a form is for, and tells under it what came of it. */
export function onSubmit(form, action) {
  const outcome = form.querySelector(".outcome");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    outcome.textContent = "";
    try {
      outcome.className = "outcome";
      outcome.textContent = (await action(new FormData(form))) ?? "";
    } catch (error) {
      outcome.className = "outcome failed";
      outcome.textContent = error.message;
    }
  });
}

/** Shows values that cannot be had again, and forgets them when the dialog is closed. */
export function showOnce(values) {
  const dialog = find("secret-dialog");
  const list = find("secret-values");
  list.replaceChildren(...Object.entries(values).map(([name, value]) => {
    const field = element("input", { readOnly: true, value, className: "mono" });
    const copy = element("button", { type: "button", className: "quiet" }, "Copy");
    copy.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(value);
      copy.textContent = "Copied";
    });
    return element("div", { className: "value" }, element("label", {}, name, field), copy);
  }));
  dialog.addEventListener("close", () => list.replaceChildren(), { once: true });
  dialog.showModal();
}

export function confirmed(title, text) {
  const dialog = find("confirm-dialog");
  find("confirm-title").textContent = title;
  find("confirm-text").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** A button that asks before it takes something away. */
export function revokeButton(what, text, action) {
  const button = element("button", { type: "button", className: "small", "aria-label": `Revoke ${what}` }, "Revoke");
  button.addEventListener("click", async () => {
    if (await confirmed(`Revoke ${what}?`, text)) await action();
  });
  return button;
}

/** Fills the boxes of a form with one for each scope. */
export function addScopes(form, scopes, ticked) {
  const boxes = scopes.map((scope) => element("label", {},
    element("input", { type: "checkbox", name: "scopes", value: scope, checked: ticked.includes(scope) }), scope));
  form.querySelector(".scopes").append(...boxes);
}
