/* The browser's side of the preview: hears of changes, brings them into the open page, and shows what is wrong. */
import { noted, patched } from "./patch.js";
import { showProblems } from "./problems.js";

const own = document.querySelector("script[data-handbook-server]");
const server = own.dataset.handbookServer;
let generation = Number(own.dataset.handbookGeneration);
let page = noted(document.body); // as it came: this script stands before all others
let styles = stylesOf(document);
let fetching;

const HEARD = {
  hello: (message) => (message.serverId !== server ? location.reload() : message.generation !== generation && update(message)),
  change: (message) => update(message),
  lost: () => showProblems.lost(),
};

const UPDATES = {
  reload: () => location.reload(),
  style: () => refresh(),
  content: () => refresh(),
  problems: () => showProblems(location.pathname),
};

connect();
showProblems(location.pathname);

function connect() {
  if (!("SharedWorker" in window)) return connectAlone();
  const { port } = new SharedWorker("/@handbook/worker.js", { name: `handbook ${server}` });
  port.addEventListener("message", ({ data }) => HEARD[data.name]?.(data));
  port.start();
  addEventListener("pagehide", () => port.postMessage("bye"));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function connectAlone() {
  const source = new EventSource("/@handbook/events");
  for (const name of ["hello", "change"]) source.addEventListener(name, ({ data }) => HEARD[name](JSON.parse(data)));
  source.addEventListener("error", HEARD.lost);
}

function update(message) {
  generation = message.generation;
  showProblems.found();
  (UPDATES[message.kind] ?? UPDATES.content)();
}

/** Fetches the page again and changes what differs. While one answer is on its way, one more is asked for at most. */
async function refresh() {
  if (fetching) {
    fetching.again = true;
    return;
  }
  fetching = { again: false };
  try {
    const response = await fetch(location.href, { headers: { "X-Handbook-Live": "1" }, cache: "no-store" });
    if (response.redirected) return location.replace(response.url);
    bringIn(new DOMParser().parseFromString(await response.text(), "text/html"));
    await showProblems(location.pathname);
  } catch {
    showProblems.lost();
  } finally {
    const { again } = fetching;
    fetching = undefined;
    if (again) refresh();
  }
}

function bringIn(fresh) {
  document.title = fresh.title;
  for (const name of ["lang", "dir"]) {
    if (fresh.documentElement.hasAttribute(name)) document.documentElement.setAttribute(name, fresh.documentElement.getAttribute(name));
  }
  bringInStyles(stylesOf(fresh));
  bringInScripts(fresh);
  const changed = [];
  page = patched(page, fresh.body, (node) => changed.push(node));
  show(changed);
}

/** Flashes what is new in the text once, and scrolls to it if none of it can be seen. */
function show(changed) {
  const blocks = changed.filter((node) => node.nodeType === Node.ELEMENT_NODE && node.closest(".prose, .page-header, .post-header, .cards"));
  if (blocks.length === 0) return;
  for (const block of blocks) {
    block.classList.add("handbook-changed");
    block.addEventListener("animationend", () => block.classList.remove("handbook-changed"), { once: true });
  }
  if (!blocks.some(isSeen)) blocks[0].scrollIntoView({ block: "center", behavior: "instant" });
}

function isSeen(block) {
  const { top, bottom } = block.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// --- styles and scripts ------------------------------------------------------------------------------------------------

function stylesOf(tree) {
  return [...tree.querySelectorAll('head > link[rel="stylesheet"]:not([href^="/@handbook/"])')].map((link) => link.getAttribute("href"));
}

/** Loads the new style sheets before the old ones go, so that the page never stands bare. */
function bringInStyles(fresh) {
  if (fresh.join("\n") === styles.join("\n")) return;
  const gone = [...document.querySelectorAll('head > link[rel="stylesheet"]:not([href^="/@handbook/"])')];
  const loaded = fresh.map((href) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    return new Promise((resolve) => {
      link.onload = link.onerror = resolve;
      document.head.append(link);
    });
  });
  styles = fresh;
  Promise.all(loaded).then(() => gone.forEach((link) => link.remove()));
}

/** Loads the scripts of custom elements that are new on the page. */
function bringInScripts(fresh) {
  for (const script of fresh.querySelectorAll('script[type="module"][src]:not([src^="/@handbook/"])')) {
    import(new URL(script.getAttribute("src"), location.href).href).catch(() => {});
  }
}
