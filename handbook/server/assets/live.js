/* The browser's side of the preview: hears of changes, brings them into the open page, and shows what is wrong. */
import { noted, patched } from "./patch.js";
import { showLost, showProblems } from "./problems.js";

const own = document.querySelector("script[data-handbook-server]");
const server = own.dataset.handbookServer;
let shown = Number(own.dataset.handbookGeneration); // the generation that the page is of
let generation = shown; // the newest that was heard of
let page = noted(document.body); // as it came: this script stands before all others
let styles = stylesOf(document);
let sheets = linksIn(document);
let index; // of the search: counts up
let fetching;

/** Whoever does what a kind asks for has what all kinds behind it ask for, too. */
const STRONGEST_FIRST = ["reload", "style", "content", "problems"];

const UPDATES = {
  reload: () => location.reload(),
  content: () => refresh(),
  style: () => refresh({ withStyles: true }),
  problems: () => showProblems(),
};

connect();
showProblems();
document.addEventListener("animationend", ({ target }) => target.classList.remove("handbook-changed"));

function connect() {
  if (!("SharedWorker" in window)) return connectAlone();
  const { port } = new SharedWorker("/@handbook/worker.js", { name: `handbook ${server}` });
  port.addEventListener("message", ({ data }) => hear(data));
  port.start();
  addEventListener("pagehide", () => port.postMessage("bye"));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function connectAlone() {
  const source = new EventSource("/@handbook/events");
  source.addEventListener("news", ({ data }) => hear(JSON.parse(data)));
  source.addEventListener("error", () => hear({ isLost: true }));
}

/** Takes the newest generation, and the newest that changed something of each kind: a tab may have missed some. */
function hear({ isLost = false, serverId, generation: newest, latest, index: newestIndex }) {
  showLost(isLost);
  if (isLost) return;
  if (serverId !== server) return location.reload();
  if (index !== newestIndex) document.querySelector("search-dialog")?.renew?.();
  index = newestIndex;
  const kind = STRONGEST_FIRST.find((each) => (latest[each] ?? 0) > generation);
  generation = Math.max(generation, newest);
  if (!kind) return;
  if (own.dataset.handbookGood) location.replace(own.dataset.handbookGood);
  else UPDATES[kind]();
}

/** Fetches the page again and changes what differs. While one answer is on its way, one more is asked for at most. */
async function refresh({ withStyles = false } = {}) {
  if (fetching) {
    fetching.again = { withStyles: withStyles || fetching.again?.withStyles };
    return;
  }
  fetching = { again: undefined };
  try {
    const fresh = await fetchedPage();
    if (!fresh) return;
    bringIn(fresh, withStyles);
    await showProblems();
  } finally {
    const { again } = fetching;
    fetching = undefined;
    if (again) refresh(again);
  }
}

/** Returns the page as it is now; nothing where the browser goes elsewhere, or the server does not answer. */
async function fetchedPage() {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    if (response.redirected) return location.replace(response.url);
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    generation = shown; // the next message brings what was missed
    showLost(true);
  }
}

function bringIn(fresh, withStyles) {
  const now = fresh.querySelector("script[data-handbook-server]")?.dataset;
  // Another page, as when this one was removed; or one that says what is wrong, instead of this one.
  if (now?.handbookPath !== own.dataset.handbookPath || now?.handbookError !== own.dataset.handbookError) return location.reload();
  shown = Number(now.handbookGeneration);
  generation = Math.max(generation, shown);
  document.title = fresh.title;
  bringInStyles(fresh, withStyles);
  bringInScripts(fresh);
  const changed = [];
  const news = [];
  page = patched(page, fresh.body, (node, looksAsBefore) => {
    changed.push(node);
    if (!looksAsBefore) news.push(node);
  });
  if (changed.length > 0) reconnectEnhancements();
  document.dispatchEvent(new Event("scroll")); // whatever marks where one reads looks again
  show(news);
}

/** Lets the elements at the end of the page, which make more of all that stands in it, find what is new. */
function reconnectEnhancements() {
  for (const element of [...document.body.children]) {
    if (element.localName.includes("-") && element.matches(":empty")) document.body.insertBefore(element, element.nextSibling);
  }
}

/** Flashes what is new in the text once, and scrolls to it if none of it can be seen. */
function show(news) {
  const blocks = news.filter((node) => node.nodeType === Node.ELEMENT_NODE && node.closest(".prose, .page-header, .post-header, .cards"));
  if (blocks.length === 0) return;
  for (const block of blocks) {
    block.classList.add("handbook-changed");
  }
  if (!blocks.some(isSeen)) blocks[0].scrollIntoView({ block: "center", behavior: "instant" });
}

function isSeen(block) {
  const { top, bottom } = block.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// --- styles and scripts ------------------------------------------------------------------------------------------------

function linksIn(tree) {
  return [...tree.querySelectorAll('head > link[rel="stylesheet"]:not([href^="/@handbook/"])')];
}

function stylesOf(tree) {
  return linksIn(tree).map((link) => link.getAttribute("href"));
}

/** The style sheet that the button of the search adds when somebody is about to search. */
function lateStyleOf(tree) {
  return tree.querySelector("site-search")?.dataset.style;
}

function bringInStyles(tree, withStyles) {
  const fresh = stylesOf(tree);
  if (withStyles || fresh.join("\n") !== styles.join("\n")) {
    // A browser that has an address already does not ask for it again.
    sheets = swapped(sheets, withStyles ? fresh.map((href) => `${href}?${generation}`) : fresh);
    styles = fresh;
  }
  const [before, after] = [lateStyleOf(document), lateStyleOf(tree)];
  const late = linksIn(document).filter((link) => link.getAttribute("href") === before);
  if (after && before !== after && late.length > 0) swapped(late, [after]);
}

/** Loads the new style sheets before the old ones go, so that the page never stands bare. Returns their links. */
function swapped(gone, addresses) {
  const links = addresses.map((href) => Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  const loaded = links.map(
    (link) =>
      new Promise((resolve) => {
        link.onload = link.onerror = resolve;
        document.head.append(link);
      }),
  );
  Promise.all(loaded).then(() => gone.forEach((link) => link.remove()));
  return links;
}

/** Loads the scripts of custom elements that are new on the page. */
function bringInScripts(fresh) {
  for (const script of fresh.querySelectorAll('script[type="module"][src]:not([src^="/@handbook/"])')) {
    import(new URL(script.getAttribute("src"), location.href).href).catch(() => {});
  }
}
