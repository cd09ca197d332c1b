// GraphiQL for development: an editor with completion, documentation, uploads, and subscriptions over a WebSocket.
import { EXAMPLES, FIND } from "./examples.js";
import { completions, loadSchema, named, show } from "./schema.js";

const element = (id) => document.getElementById(id);
const ui = Object.fromEntries(
  ["query", "variables", "headers", "file", "path", "result", "status", "run", "stop", "examples", "who", "forget",
    "completions", "docs", "search", "path-of-docs"].map((id) => [id, element(id)]),
);

// ---- what is remembered while the tab is open: tokens, and the newest id of each kind
const memory = {
  read: () => JSON.parse(sessionStorage.getItem("hostingco") ?? "{}"),
  write: (values) => sessionStorage.setItem("hostingco", JSON.stringify({ ...memory.read(), ...values })),
};

function remember(answered) {
  memory.write(seen(answered));
  showWho();
}

function seen(value, name, found = {}) {
  if (Array.isArray(value)) value.toReversed().forEach((entry) => seen(entry, name, found));
  else if (value && typeof value === "object") {
    if (value.accessToken) Object.assign(found, { accessToken: value.accessToken, refreshToken: value.refreshToken });
    if (value.tokens && value.user) found.email = value.user.email;
    if (value.status === "SUPERSEDED") found.earlier = value.id;
    Object.entries(value).forEach(([key, inner]) => seen(inner, key, found));
  } else if (typeof value === "string" && name === "id") {
    const prefix = /^([a-z]+)_[0-9a-z]{26}$/.exec(value)?.[1];
    if (prefix) found[prefix] = value;
  }
  return found;
}

function showWho() {
  const { accessToken, email } = memory.read();
  ui.who.textContent = accessToken ? `signed in as ${email ?? "whom the token names"}` : "not signed in";
  ui.forget.hidden = !accessToken;
}

const filled = (text) => text.replace(/"\$(\w+)"/g, (whole, name) => JSON.stringify(memory.read()[name] ?? `<${name}>`));

// ---- requests
let running = null;

function stop() {
  running?.();
  running = null;
  ui.stop.disabled = true;
}

function print(value, status = "") {
  ui.result.textContent = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  ui.status.textContent = status;
}

function json(field, what) {
  const text = field.value.trim();
  if (!text) return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${what} are not JSON: ${error.message}`);
  }
}

// A header written by hand replaces the remembered one, in whatever case it is written.
function allHeaders() {
  const token = memory.read().accessToken;
  const written = Object.entries(json(ui.headers, "Headers")).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...(token ? { authorization: `Bearer ${token}` } : {}), ...Object.fromEntries(written) };
}

// What the page asks by itself.
async function ask(query, variables = {}, headers = {}) {
  const body = JSON.stringify({ query, variables });
  const response = await fetch("/graphql", { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
  return response.json();
}

// An access token lives for minutes, a session in this tab for longer.
async function renew() {
  const { accessToken, refreshToken } = memory.read();
  if (!accessToken || !refreshToken) return;
  const claims = JSON.parse(atob(accessToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  if (claims.exp * 1000 > Date.now() + 10_000) return;
  const query = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken } } }";
  remember((await ask(query, { input: { refreshToken } })).data);
}

// The address that `cargo xtask dev` prints names who signs in. What stands behind `#` never leaves the browser, and here
// it leaves the address too.
const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
window.onhashchange = () => location.reload();

async function signIn() {
  if (!given.email) return;
  history.replaceState(null, "", location.pathname);
  const query = "mutation ($input: LogInInput!) { logIn(input: $input) { user { email } tokens { accessToken refreshToken } userErrors { message } } }";
  const answer = await ask(query, { input: { email: given.email, password: given.password ?? "" } });
  remember(answer.data);
  if (!answer.data?.logIn.tokens) print(answer);
}

// Ids that no earlier answer has shown. What one has shown stays.
async function find() {
  await renew();
  const { accessToken } = memory.read();
  if (!accessToken) return;
  const { data } = await ask(FIND, {}, { authorization: `Bearer ${accessToken}` });
  memory.write({ ...seen(data), ...memory.read() });
}

async function run() {
  stop();
  ui.status.textContent = "running …";
  try {
    await chosen;
    await renew();
    const request = { query: ui.query.value, variables: json(ui.variables, "Variables") };
    const isSubscription = /^\s*(#[^\n]*\s*)*subscription\b/.test(request.query);
    if (isSubscription) subscribe(request);
    else await send(request);
  } catch (error) {
    print(String(error.message ?? error));
  }
}

async function send(request) {
  const aborter = new AbortController();
  running = () => aborter.abort();
  ui.stop.disabled = false;
  const file = ui.file.files[0];
  const headers = { accept: "application/graphql-response+json, application/json", ...allHeaders() };
  let body = JSON.stringify(request);
  if (file && /\bUpload\b|archive|DeployRelease/.test(request.query)) {
    body = new FormData();
    body.append("operations", JSON.stringify(request));
    body.append("map", JSON.stringify({ 0: [ui.path.value] }));
    body.append("0", file);
    headers["graphql-require-preflight"] = "1";
  } else {
    headers["content-type"] = "application/json";
  }
  const started = performance.now();
  const response = await fetch("/graphql", { method: "POST", headers, body, signal: aborter.signal });
  const answer = await response.json();
  const took = Math.round(performance.now() - started);
  print(answer, `${response.status} · ${took} ms · ${response.headers.get("x-request-id")}`);
  remember(answer.data);
  stop();
}

function subscribe(request) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/graphql`, "graphql-transport-ws");
  const say = (message) => socket.send(JSON.stringify(message));
  const received = [];
  running = () => socket.close(1000);
  ui.stop.disabled = false;
  print("", "connecting …");
  socket.onopen = () => say({ type: "connection_init", payload: allHeaders() });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "ping") say({ type: "pong" });
    if (message.type === "connection_ack") {
      say({ type: "subscribe", id: "1", payload: request });
      ui.status.textContent = "listening …";
    }
    if (message.type === "next" || message.type === "error") {
      received.unshift({ at: new Date().toISOString(), ...(message.type === "next" ? message.payload : { errors: message.payload }) });
      received.splice(100);
      print(received, `listening · ${received.length} received`);
      remember(message.payload.data);
    }
    if (message.type === "complete" || message.type === "error") stop();
  };
  socket.onclose = ({ code, reason }) => {
    ui.status.textContent = `closed ${code} ${reason}`;
    ui.stop.disabled = true;
  };
}

// ---- examples
let chosen = Promise.resolve();

async function choose(example) {
  const variables = example.variables ? JSON.stringify(example.variables(given), null, 2) : "";
  const before = filled(variables);
  ui.query.value = example.query;
  ui.variables.value = before;
  if (!/"<\w+>"/.test(before)) return;
  await find();
  if (ui.variables.value === before) ui.variables.value = filled(variables);
}

EXAMPLES.forEach((example, index) => ui.examples.append(new Option(example.name, index)));
ui.examples.onchange = () => {
  chosen = choose(EXAMPLES[ui.examples.value]).catch((error) => print(`Ids cannot be found: ${error.message}`));
};

// ---- completion
let schema = null;
let offered = [];
let selected = 0;

function complete(entry) {
  const { letters } = completions(schema, ui.query.value.slice(0, ui.query.selectionStart));
  ui.query.setRangeText(entry.name, ui.query.selectionStart - letters.length, ui.query.selectionStart, "end");
  offer([]);
  ui.query.focus();
}

function offer(found) {
  offered = found.slice(0, 50);
  selected = 0;
  ui.completions.hidden = offered.length === 0;
  ui.completions.replaceChildren(
    ...offered.map((entry, index) => {
      const item = document.createElement("li");
      item.role = "option";
      item.ariaSelected = String(index === selected);
      item.title = entry.description;
      const detail = document.createElement("small");
      detail.textContent = entry.detail;
      item.append(entry.name, detail);
      item.onmousedown = (event) => {
        event.preventDefault();
        complete(entry);
      };
      return item;
    }),
  );
  const before = ui.query.value.slice(0, ui.query.selectionStart).split("\n");
  ui.completions.style.top = `${Math.min(before.length * 19.5 + 30 - ui.query.scrollTop, ui.query.clientHeight)}px`;
  ui.completions.style.left = `${Math.min(before.at(-1).length * 7.8 + 12, ui.query.clientWidth - 240)}px`;
}

function suggest(always) {
  if (!schema) return;
  const { letters, found } = completions(schema, ui.query.value.slice(0, ui.query.selectionStart));
  offer(letters || always ? found : []);
}

ui.query.addEventListener("input", () => suggest(false));
ui.query.addEventListener("blur", () => offer([]));
ui.query.addEventListener("keydown", (event) => {
  const open = !ui.completions.hidden;
  if ((event.ctrlKey || event.metaKey) && event.key === " ") suggest(true);
  else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    selected = (selected + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
    [...ui.completions.children].forEach((item, index) => {
      item.ariaSelected = String(index === selected);
      if (index === selected) item.scrollIntoView({ block: "nearest" });
    });
  } else if (open && (event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) complete(offered[selected]);
  else if (open && event.key === "Escape") offer([]);
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    run();
  }
});

// ---- documentation
let trail = [];

function link(name) {
  const button = document.createElement("button");
  button.textContent = name;
  button.onclick = () => {
    trail = [...trail, name];
    document_(name);
  };
  return button;
}

function reference(type) {
  const [before, after] = show(type).split(named(type));
  const span = document.createElement("span");
  span.append(before, link(named(type)), after);
  return span;
}

function entry(field) {
  const term = document.createElement("dt");
  const name = document.createElement("span");
  name.textContent = field.name;
  name.classList.toggle("deprecated", Boolean(field.isDeprecated));
  term.append(name);
  if (field.args?.length) {
    term.append("(");
    field.args.forEach((argument, index) => term.append(index ? ", " : "", `${argument.name}: `, reference(argument.type)));
    term.append(")");
  }
  if (field.type) term.append(": ", reference(field.type));
  const description = document.createElement("dd");
  const deprecated = field.deprecationReason ? `Deprecated: ${field.deprecationReason} ` : "";
  description.textContent = deprecated + (field.description ?? "");
  return [term, description];
}

function document_(name) {
  const type = schema.types.get(name);
  ui["path-of-docs"].replaceChildren(
    ...["Roots", ...trail].flatMap((step, index) => {
      const button = document.createElement("button");
      button.textContent = step;
      button.onclick = () => {
        trail = trail.slice(0, index);
        if (index) document_(step);
        else roots();
      };
      return index ? [" › ", button] : [button];
    }),
  );
  const heading = document.createElement("p");
  heading.textContent = type ? (type.description ?? "") : "";
  const list = document.createElement("dl");
  for (const field of [...(type?.fields ?? []), ...(type?.inputFields ?? []), ...(type?.enumValues ?? [])]) list.append(...entry(field));
  for (const possible of type?.possibleTypes ?? []) {
    const term = document.createElement("dt");
    term.append(link(possible.name));
    list.append(term);
  }
  ui.docs.replaceChildren(heading, list);
}

function roots() {
  trail = [];
  document_("");
  const list = document.createElement("dl");
  for (const [operation, name] of Object.entries(schema.roots)) {
    if (!name) continue;
    const term = document.createElement("dt");
    term.append(`${operation}: `, link(name));
    list.append(term);
  }
  ui.docs.replaceChildren(list);
}

ui.search.oninput = () => {
  const wanted = ui.search.value.trim().toLowerCase();
  if (!schema) return;
  if (!wanted) return roots();
  const list = document.createElement("dl");
  for (const type of schema.types.values()) {
    if (type.name.startsWith("__")) continue;
    const fields = [...(type.fields ?? []), ...(type.inputFields ?? [])].filter((field) => field.name.toLowerCase().includes(wanted));
    if (!fields.length && !type.name.toLowerCase().includes(wanted)) continue;
    const term = document.createElement("dt");
    term.append(link(type.name), fields.length ? `: ${fields.map((field) => field.name).join(", ")}` : "");
    list.append(term);
  }
  ui.docs.replaceChildren(list);
};

// ---- start
ui.run.onclick = run;
ui.stop.onclick = stop;
ui.forget.onclick = () => {
  sessionStorage.removeItem("hostingco");
  showWho();
};
chosen = signIn().catch((error) => print(`Nobody could be signed in: ${error.message}`));
choose(EXAMPLES[0]);
showWho();
loadSchema()
  .then((loaded) => {
    schema = loaded;
    roots();
  })
  .catch((error) => print(`The schema cannot be read: ${error.message}`));
