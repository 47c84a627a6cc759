/* What is wrong with the page and the site, where it stands: marks in the text, and a panel that lists it all. */
import { ours } from "./patch.js";

const WORDS = { error: "Error", warning: "Warning", info: "Note" };
const SEVERITIES = Object.keys(WORDS);

/** Findings that stand before what they are about: a callout that is none has no element of its own. */
const BEFORE_THEIR_BLOCK = new Set(["unknown-callout", "unclosed-container"]);

const own = document.querySelector("script[data-handbook-server]").dataset;

let panel;
let ribbon;
let notes = []; // the marks in the text, by the number of their problem
let shown = [];
let position = -1; // of the problem that the keys came to last
let asked = 0;

/** Asks for the problems of the page, marks them and lists them. */
export async function showProblems() {
  const turn = (asked += 1);
  let problems;
  try {
    const response = await fetch(`/@handbook/problems?path=${encodeURIComponent(own.handbookPath ?? "")}`, { cache: "no-store" });
    if (!response.ok) return;
    problems = await response.json();
  } catch {
    return showLost(true);
  }
  if (turn !== asked) return;
  shown = problems.page;
  position = Math.min(position, shown.length - 1);
  mark(shown);
  list(problems);
  showRibbon(problems.status);
}

export function showLost(isLost) {
  if (isLost || panel) frame().toggleAttribute("data-lost", isLost);
}

// --- marks -------------------------------------------------------------------------------------------------------------

function mark(problems) {
  const focused = Number(document.activeElement?.closest(".handbook-mark")?.dataset.problem ?? -1);
  for (const old of notes) old.remove();
  for (const old of document.querySelectorAll("[data-handbook-problem]")) old.removeAttribute("data-handbook-problem");
  const atTop = [];
  const elementOf = placed();
  notes = problems.map(noteOf);
  for (const [index, problem] of problems.entries()) {
    const note = notes[index];
    const element = elementOf(problem);
    if (element) {
      element.setAttribute("data-handbook-problem", problem.severity);
      placeBeside(element, note);
    } else atTop.push(note);
  }
  document.querySelector("main :is(.page-header, .post-header)")?.before(...atTop);
  if (focused >= 0) notes[focused]?.focus({ preventScroll: true });
}

function noteOf(problem, index) {
  const note = added("button", { className: "handbook-live handbook-mark", type: "button" });
  note.dataset.severity = problem.severity;
  note.dataset.problem = index;
  note.append(made("strong", { textContent: WORDS[problem.severity] }), ` ${problem.message}`);
  if (problem.hint) note.append(made("span", { textContent: problem.hint }));
  note.title = `Open ${placeOf(problem)} in your editor`;
  note.addEventListener("click", () => open(problem.open));
  return note;
}

const HOLDS_TEXT = "p, li, td, th, dt, dd, h1, h2, h3, h4, h5, h6, summary, blockquote, aside";

function placeBeside(element, note) {
  const holder = element.closest(`main :is(${HOLDS_TEXT})`);
  if (holder) holder.append(note);
  else element.after(note);
}

/** Returns what finds the element that a problem is about: the marked one, else the block of its line; null for what is
 * in no block. The page is searched once: for each of 9,000 problems it took 7 s. */
function placed() {
  const marked = new Map([...document.querySelectorAll("main [data-mark]")].reverse().map((element) => [Number(element.dataset.mark), element]));
  const blocks = [...document.querySelectorAll("main [data-line]")];
  const lines = blocks.map((block) => Number(block.dataset.line));
  return ({ mark: number, line, code }) => {
    const element = number === null ? undefined : marked.get(number);
    if (element || !line) return element ?? null;
    const following = BEFORE_THEIR_BLOCK.has(code) ? lines.findIndex((each) => each >= line) : -1;
    return blocks[following >= 0 ? following : lines.findLastIndex((each) => each <= line)] ?? null;
  };
}

// --- panel -------------------------------------------------------------------------------------------------------------

function frame() {
  if (!panel?.isConnected) {
    panel = made("details", { className: "handbook-panel", open: sessionStorage.getItem("handbook-panel") === "open" });
    panel.append(made("summary", {}), made("div", {}));
    panel.addEventListener("toggle", () => sessionStorage.setItem("handbook-panel", panel.open ? "open" : "shut"));
    const region = added("aside", { className: "handbook-live", ariaLabel: "Preview" });
    region.append(panel);
    document.body.append(region);
  }
  return panel;
}

function list({ page, here, site, elsewhere, failure, isSketch }) {
  const [summary, body] = frame().children;
  const total = site.error + site.warning + site.info;
  const isError = own.handbookError !== undefined;
  const worst = SEVERITIES.find((severity) => [...failure, ...page].some((problem) => problem.severity === severity)) ?? "none";
  panel.dataset.severity = isError ? "error" : worst;
  const count = here === 0 ? "No problems here" : `${here.toLocaleString("en")} ${here === 1 ? "problem" : "problems"} here`;
  const words = isError ? "This page cannot be shown" : isSketch ? "Reading the whole site…" : count;
  summary.replaceChildren(
    failure.length > 0 ? made("strong", { textContent: "The site cannot be built" }) : words,
    made("span", { textContent: total === 0 ? "" : `${total.toLocaleString("en")} in the site` }),
  );
  const focused = waysIn(body).indexOf(document.activeElement);
  body.replaceChildren(
    ...section("What is in the way", failure),
    ...section("This page", page),
    ...section("Elsewhere", elsewhere),
    made("p", { textContent: "[ and ] lead from problem to problem, e opens the page in your editor." }),
  );
  if (focused >= 0) (waysIn(body)[focused] ?? summary).focus({ preventScroll: true });
}

function waysIn(body) {
  return [...body.querySelectorAll("a, button")];
}

function section(title, problems) {
  if (problems.length === 0) return [];
  const items = made("ul", {});
  items.append(...problems.map((problem) => itemOf(problem, shown.indexOf(problem))));
  return [made("h2", { textContent: title }), items];
}

function itemOf(problem, index) {
  const item = made("li", {});
  item.dataset.severity = problem.severity;
  item.append(messageOf(problem, index));
  if (problem.excerpt) item.append(made("pre", { textContent: problem.excerpt }));
  if (problem.hint) item.append(made("p", { textContent: problem.hint }));
  if (problem.open) {
    const place = made("button", { type: "button", textContent: placeOf(problem), title: "Open in your editor" });
    place.addEventListener("click", () => open(problem.open));
    item.append(place);
  }
  return item;
}

/** Returns what leads to a problem: on this page to its mark, elsewhere to its page. */
function messageOf(problem, index) {
  if (index >= 0) {
    const way = made("button", { type: "button", className: "handbook-way", textContent: problem.message });
    way.addEventListener("click", () => goTo(index));
    return way;
  }
  return problem.page ? made("a", { href: problem.page, textContent: problem.message }) : made("p", { textContent: problem.message });
}

function placeOf({ file, line, column }) {
  return line ? `${file}:${line}:${column}` : file;
}

async function open(address) {
  if (!address) return;
  try {
    const response = await fetch(address);
    if (response.status === 200) location.assign(await response.text());
    else if (!response.ok) say(await response.text());
  } catch {
    showLost(true);
  }
}

function say(words) {
  const note = made("span", { className: "handbook-said", textContent: words });
  note.setAttribute("role", "status");
  frame().firstElementChild.append(note);
  setTimeout(() => note.remove(), 10_000);
}

// --- ribbon ------------------------------------------------------------------------------------------------------------

function showRibbon(status) {
  ribbon?.remove();
  ribbon = undefined;
  const words = own.handbookGood ? "This is the last version of the page that worked." : status && `${status}. Readers do not see this page yet.`;
  if (!words) return;
  ribbon = added("p", { className: "handbook-live handbook-ribbon", textContent: words });
  document.querySelector("main")?.prepend(ribbon);
}

// --- keys --------------------------------------------------------------------------------------------------------------

const KEYS = {
  "]": () => step(1),
  "[": () => step(-1),
  e: () => open(addressHere()),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  const isOff = document.documentElement.dataset.shortcuts === "off";
  // On many keyboards brackets are typed with AltGr, which is Ctrl and Alt to some systems, or with Option.
  const isCommand = event.metaKey || (event.ctrlKey && !event.getModifierState("AltGraph")) || (event.altKey && event.key === "e");
  if (isCommand || isTyping || isOff || document.querySelector("dialog[open]") || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

function step(by) {
  if (shown.length === 0) return;
  position = position < 0 && by < 0 ? shown.length - 1 : (position + by + shown.length) % shown.length;
  goTo(position);
}

function goTo(index) {
  position = index;
  const note = notes[index];
  note?.scrollIntoView({ block: "center", behavior: "instant" });
  note?.focus({ preventScroll: true });
}

/** Returns what opens the editor: at the problem that has the focus, else at the first block that can be seen. */
function addressHere() {
  const problem = shown[document.activeElement?.closest(".handbook-mark")?.dataset.problem];
  if (problem) return problem.open;
  const seen = [...document.querySelectorAll("main [data-line]")].find((block) => block.getBoundingClientRect().bottom > 80);
  // With what stands before it: the page may be called GUIDELINES.md.
  return own.handbookOpen?.replace("&line=LINE", `&line=${seen?.dataset.line ?? "1"}`);
}

/** Makes what goes into the page: no difference to the page as the server has it. */
function added(name, properties) {
  const element = made(name, properties);
  ours.add(element);
  return element;
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
