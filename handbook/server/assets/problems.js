/* What is wrong with the page and the site, where it stands: marks in the text, and a panel that lists it all. */
const WORDS = { error: "Error", warning: "Warning", info: "Note" };

let panel;
let shown = [];
let position = -1;

/** Asks for the problems of the page at a path, marks them and lists them. */
export async function showProblems(path) {
  const response = await fetch(`/@handbook/problems?path=${encodeURIComponent(path)}`, { cache: "no-store" });
  if (!response.ok) return;
  const problems = await response.json();
  shown = problems.page;
  position = -1;
  mark(shown);
  list(problems);
}

showProblems.lost = () => frame().setAttribute("data-lost", "");
showProblems.found = () => frame().removeAttribute("data-lost");

// --- marks -------------------------------------------------------------------------------------------------------------

function mark(problems) {
  for (const old of document.querySelectorAll(".handbook-mark")) old.remove();
  for (const old of document.querySelectorAll("[data-handbook-problem]")) old.removeAttribute("data-handbook-problem");
  for (const [index, problem] of problems.entries()) {
    const element = elementOf(problem);
    if (!element) continue;
    element.setAttribute("data-handbook-problem", problem.severity);
    const note = made("button", { className: "handbook-live handbook-mark", type: "button" });
    note.dataset.severity = problem.severity;
    note.dataset.problem = index;
    note.append(made("strong", { textContent: WORDS[problem.severity] }), ` ${problem.message}`);
    if (problem.hint) note.append(made("span", { textContent: problem.hint }));
    note.title = `Open ${problem.file}, line ${problem.line ?? 1}`;
    note.addEventListener("click", () => open(problem));
    (element.closest("td, th, li, p, h2, h3, h4, h5, h6") ?? element).append(note);
  }
}

function elementOf(problem) {
  if (problem.mark !== null) return document.querySelector(`[data-mark="${problem.mark}"]`);
  if (!problem.line) return null;
  let found = null;
  for (const block of document.querySelectorAll("main [data-line]")) {
    if (Number(block.dataset.line) > problem.line) break;
    found = block;
  }
  return found;
}

// --- panel -------------------------------------------------------------------------------------------------------------

function frame() {
  if (!panel?.isConnected) {
    panel = made("details", { className: "handbook-live handbook-panel" });
    panel.append(made("summary", {}), made("div", {}));
    document.body.append(panel);
  }
  return panel;
}

function list({ page, site, elsewhere, status }) {
  const [summary, body] = frame().children;
  const total = site.error + site.warning + site.info;
  panel.dataset.severity = ["error", "warning", "info"].find((severity) => page.some((problem) => problem.severity === severity)) ?? "none";
  summary.replaceChildren(
    ...(status ? [made("span", { className: "handbook-status", textContent: status })] : []),
    page.length === 0 ? "No problems here" : `${page.length} ${page.length === 1 ? "problem" : "problems"} here`,
    made("span", { textContent: total === 0 ? "" : `${total.toLocaleString("en")} in the site` }),
  );
  body.replaceChildren(
    ...section("This page", page),
    ...section("Elsewhere", elsewhere),
    made("p", { textContent: "[ and ] lead from problem to problem, e opens the page in your editor." }),
  );
}

function section(title, problems) {
  if (problems.length === 0) return [];
  const items = made("ul", {});
  for (const problem of problems) {
    const item = made("li", {});
    item.dataset.severity = problem.severity;
    const place = made("button", { type: "button", textContent: `${problem.file}${problem.line ? `:${problem.line}:${problem.column}` : ""}` });
    place.addEventListener("click", () => open(problem));
    item.append(made("p", { textContent: problem.message }), ...(problem.hint ? [made("p", { textContent: problem.hint })] : []), place);
    items.append(item);
  }
  return [made("h2", { textContent: title }), items];
}

async function open(problem) {
  if (!problem.open) return;
  if (!problem.open.startsWith("/")) return location.assign(problem.open);
  const response = await fetch(problem.open);
  if (!response.ok) say(await response.text());
}

function say(words) {
  const [summary] = frame().children;
  const note = made("span", { className: "handbook-said", role: "status", textContent: words });
  summary.append(note);
  setTimeout(() => note.remove(), 8000);
}

// --- keys --------------------------------------------------------------------------------------------------------------

const KEYS = {
  "]": () => go(1),
  "[": () => go(-1),
  e: () => open({ open: openPage() }),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  const isOff = document.documentElement.dataset.shortcuts === "off";
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || isOff || document.querySelector("dialog[open]")) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

function go(step) {
  const marks = [...document.querySelectorAll(".handbook-mark")];
  if (marks.length === 0) return;
  position = (position + step + (position < 0 && step < 0 ? 1 : 0) + marks.length) % marks.length;
  marks[position].scrollIntoView({ block: "center", behavior: "instant" });
  marks[position].focus({ preventScroll: true });
}

/** Returns what opens the editor at the first block that can be seen. */
function openPage() {
  const address = document.querySelector("script[data-handbook-open]")?.dataset.handbookOpen;
  const seen = [...document.querySelectorAll("main [data-line]")].find((block) => block.getBoundingClientRect().bottom > 80);
  return address?.replace("LINE", seen?.dataset.line ?? "1");
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
