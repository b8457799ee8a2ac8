// What the page asks the sandbox for. The token comes with the address, behind the `#`; it is kept for this tab alone,
// and taken out of the address, so that it is in no history and on no picture of the screen.

const KEPT = "connectify-sandbox-token";

function takeToken() {
  const given = /^#([a-z2-7]{32})$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(KEPT, given[1]);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEPT) ?? "";
}

const token = takeToken();

async function request(method, path, body) {
  const options = { method, headers: { Authorization: `Bearer ${token}` } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  return fetch(`/dashboard${path}`, options);
}

/** The data of the answer; throws an Error with the sandbox's own words. */
export async function call(method, path, body) {
  const answer = await request(method, path, body);
  const content = await answer.json();
  if (!answer.ok) {
    const { message, details } = content.error;
    throw new Error(details ? `${message} (${details})` : message);
  }
  return content.data;
}

function readMessage(text) {
  const message = { event: "", data: "" };
  for (const line of text.split("\n")) {
    if (line.startsWith("event: ")) message.event = line.slice(7);
    if (line.startsWith("data: ")) message.data += line.slice(6);
  }
  return message;
}

/** Gives each message of the stream to the handler of its name. Returns when the sandbox ends it. EventSource would not
 *  do: it can send no header. */
export async function follow(path, handlers, opened) {
  const answer = await request("GET", path);
  if (!answer.ok) throw Object.assign(new Error((await answer.json()).error.message), { status: answer.status });
  opened();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const messages = (rest + value).split("\n\n");
    rest = messages.pop();
    for (const { event, data } of messages.map(readMessage)) {
      if (event in handlers) handlers[event](JSON.parse(data));
    }
  }
}
