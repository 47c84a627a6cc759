/** <search-dialog data-index="…">: searches Pagefind's index there as one types; finds pages with their sections.
 * What comes from the index is put on the page as text and attributes, never as HTML. */
const TYPING = 60; // milliseconds without a key, after which it searches
const PATIENCE = 250; // milliseconds, after which it says that it is at work
const PAGES = 6; // at once; more follow when one comes to their end
const SECTIONS = 3; // of a page, the best ones
const WORDS = 26; // of an excerpt
const RECENT = 5;
const STORE = "handbook:searches";

const FRAME = `<dialog class="search" aria-label="Search">
<div class="search-box"><span class="icon"></span><input inputmode="search" enterkeyhint="go" maxlength="200" autofocus
 placeholder="Search" aria-label="Search" autocomplete="off" autocapitalize="off" spellcheck="false" role="combobox" aria-autocomplete="list"
 aria-expanded="false" aria-controls="page:found"><button type="button" class="search-close" aria-label="Close"
><span class="icon"></span><kbd>Esc</kbd></button></div>
<div class="search-parts" role="group" aria-label="Search in" hidden></div>
<div class="search-said"><p role="status"></p><button type="button" hidden></button></div>
<div class="search-found" id="page:found" role="listbox" aria-label="Results" hidden></div>
<p class="search-keys" aria-hidden="true"><span><kbd>↑</kbd> <kbd>↓</kbd> choose</span><span><kbd>↵</kbd> open</span
><span><kbd>Ctrl</kbd> <kbd>↵</kbd> in a new tab</span></p>
</dialog>`;

class SearchDialog extends HTMLElement {
  connectedCallback() {
    this.innerHTML = FRAME;
    this.turn = 0; // counts searches: what an earlier one finds is dropped
    this.within = "";
    const parts = "dialog, input, .search-parts, [role=status], .search-said button, [role=listbox]";
    [this.dialog, this.input, this.parts, this.status, this.action, this.found] = this.querySelectorAll(parts);
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => event.isComposing || this.press(event));
    this.parts.addEventListener("click", ({ target }) => this.choose(target.closest("button")));
    this.found.addEventListener("click", (event) => this.take(event));
    this.found.addEventListener("scroll", () => this.addMore());
    this.dialog.addEventListener("click", ({ target }) => {
      if (target === this.dialog || target.closest(".search-close")) this.dialog.close();
    });
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
    this.search();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), TYPING);
  }

  async search() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const query = this.query;
    setTimeout(() => turn === this.turn && this.shown !== query && this.say("Searching …"), PATIENCE);
    const show = await this.answer(query).catch(() => () => this.showFailure());
    if (turn !== this.turn) return;
    this.clear(query);
    show();
  }

  /** Return what shows the answer. */
  async answer(query) {
    const pagefind = await this.load();
    if (!query) return () => this.showRecent();
    const found = await pagefind.search(query, { filters: this.within ? { part: this.within } : {} });
    const pages = await dataOf(found.results.slice(0, PAGES));
    return () => this.showFound(found, pages);
  }

  get query() {
    return this.input.value.trim();
  }

  async load() {
    this.loading ??= begin(this.dataset.index).catch((error) => {
      this.loading = null; // the next search tries again
      throw error;
    });
    const { pagefind, parts } = await this.loading;
    if (!this.parts.firstChild) this.offerParts(parts);
    return pagefind;
  }

  /** Search in what the index has become: the preview calls this. What is chosen stays so. */
  async renew() {
    this.loading = null;
    this.parts.replaceChildren();
    if (!this.dialog.open || !this.query) return;
    const chosen = this.active?.href;
    await this.search();
    this.activate(this.options.find(({ href }) => href === chosen) ?? this.active);
  }

  // --- showing ---

  showFound({ results, totalFilters, unfilteredResultCount }, pages) {
    const isFound = pages.some((page) => isMeant(page, this.shown));
    if (isFound || this.within) this.count({ "": unfilteredResultCount, ...totalFilters.part });
    if (!isFound) return this.showNothing();
    this.say(results.length === 1 ? "1 page" : `${results.length} pages`);
    this.waiting = results.slice(PAGES);
    const isCalled = ({ meta }) => meta.title?.toLowerCase() === this.shown.toLowerCase();
    this.add(pages.sort((one, other) => isCalled(other) - isCalled(one)).map(groupOf));
    const [best] = [...this.found.firstChild.children].sort((one, other) => other.strength - one.strength);
    this.activate(best);
    this.addMore();
  }

  async addMore() {
    const { scrollTop, clientHeight, scrollHeight } = this.found;
    if (!this.waiting.length || scrollTop + clientHeight + 200 < scrollHeight) return;
    const turn = this.turn;
    const pages = await dataOf(this.waiting.splice(0, PAGES)).catch(() => []);
    if (turn !== this.turn) return;
    this.add(pages.map(groupOf));
    this.addMore();
  }

  showNothing() {
    const where = this.within && ` in ${this.within}`;
    this.say(`Nothing found for “${this.shown}”${where}. Check the spelling, or try other words.`);
    if (this.within) this.offer("Search everywhere", () => this.choose(this.parts.firstChild));
  }

  showRecent() {
    const searches = recent();
    this.add(searches.map((words) => make("button", { type: "button", role: "option" }, words)));
    this.say(searches.length ? "Recent searches" : "Finds pages and their sections as you type.");
    if (searches.length) this.offer("Clear", () => this.search(remember([])));
  }

  showFailure() {
    this.say("The search could not be loaded. Are you offline?");
    this.offer("Try again", () => this.search());
  }

  clear(query) {
    this.shown = query;
    this.waiting = [];
    this.action.hidden = true;
    this.activate(null);
    this.found.replaceChildren();
    this.count({});
    this.add([]);
  }

  add(elements) {
    this.found.append(...elements);
    this.options.forEach((option, number) => Object.assign(option, { id: `page:found-${number}`, tabIndex: -1 }));
    this.found.hidden = !this.options.length;
    this.input.ariaExpanded = !this.found.hidden;
  }

  say(words) {
    this.status.textContent = words;
  }

  offer(words, act) {
    Object.assign(this.action, { textContent: words, hidden: false });
    this.action.onclick = () => {
      act();
      this.input.focus();
    };
  }

  // --- the parts of the site ---

  offerParts(names) {
    if (!names.includes(this.within)) this.within = "";
    const buttonOf = (name) =>
      make("button", { type: "button", value: name, ariaPressed: name === this.within }, name || "All", make("span"));
    this.parts.append(...["", ...names].map(buttonOf));
    this.parts.hidden = names.length < 2;
  }

  choose(chosen) {
    if (!chosen) return;
    for (const button of this.parts.children) button.ariaPressed = button === chosen;
    this.within = chosen.value;
    this.search();
  }

  count(pages) {
    const known = new Map(Object.entries(pages)); // a part may be called "constructor", as what every object has
    for (const button of this.parts.children) button.lastChild.textContent = known.get(button.value) ?? "";
  }

  // --- choosing a result ---

  get options() {
    return [...this.found.querySelectorAll("[role=option]")];
  }

  activate(option) {
    if (this.active) this.active.ariaSelected = null;
    this.active = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.ariaSelected = true;
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  press(event) {
    const { key, ctrlKey, metaKey } = event;
    if (key === "ArrowDown") this.step(1);
    else if (key === "ArrowUp") this.step(-1);
    else if (key === "Enter") this.enter(ctrlKey || metaKey);
    else return;
    event.preventDefault();
  }

  step(by) {
    const { options, active } = this;
    const next = active ? options.indexOf(active) + by : Math.min(by, 0);
    this.activate(options.at(next % options.length));
    this.active?.scrollIntoView({ block: "nearest" });
  }

  /** Open what is chosen; of a search that is still on its way, the best. */
  async enter(inNewTab) {
    if (this.shown !== this.query) await this.search();
    const link = this.active;
    if (!inNewTab || !link?.href) return link?.click();
    this.keep();
    window.open(link.href, "_blank", "noopener");
  }

  take({ target, ctrlKey, metaKey, shiftKey }) {
    const option = target.closest("[role=option]");
    if (option?.href) {
      this.keep();
      if (!ctrlKey && !metaKey && !shiftKey) this.dialog.close();
    } else if (option) {
      this.input.value = option.textContent;
      this.input.focus();
      this.search();
    }
  }

  keep() {
    remember([this.shown, ...recent().filter((words) => words !== this.shown)].slice(0, RECENT));
  }
}

async function begin(index) {
  const { createInstance } = await import(`${index}pagefind.js`);
  // Words as typed count more than those that begin like them. Without its worker, Pagefind is 40 KB less to load.
  const ranking = { termSimilarity: 3, metaWeights: { title: 2 } };
  const pagefind = createInstance({ baseUrl: "/", noWorker: true, ranking });
  return { pagefind, parts: Object.keys((await pagefind.filters()).part ?? {}) };
}

/** In languages that are written without blanks, Pagefind puts U+200B between the words. */
function wordsOf({ raw_content: text }) {
  return text.split(text.includes("\u200b") ? "\u200b" : /\s+/);
}

function dataOf(results) {
  return Promise.all(results.map((result) => result.data()));
}

/** Where no word begins like a term, Pagefind takes one that the term begins with: for "zoom" it may find the letter z. */
function isMeant(page, query) {
  const plain = (word) => word.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const beginnings = query.split(/\s+/).map(plain).map((term) => term.slice(0, Math.ceil(term.length * 0.4)));
  const words = wordsOf(page);
  return page.locations.some((at) => beginnings.some((beginning) => plain(words[at] ?? "").includes(beginning)));
}

// --- results ---

/** Show a page and its best sections. What else render/search.py gave the page are ids, by the name of the element. */
function groupOf(page) {
  const { a: address, nav = "", time = "" } = Object.fromEntries(page.anchors.map(({ element, id }) => [element, id]));
  const place = [nav, time].filter(Boolean).map(decodeURIComponent).join(" · ");
  const words = wordsOf(page).map((word) => word.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
  const gap = page.raw_content.includes("\u200b") ? "" : " ";
  const starts = page.anchors.filter(({ element }) => /^h\d/.test(element)).map(({ location }) => location);
  const [whole = { title: page.meta.title ?? address, locations: [] }] = page.sub_results.filter(({ anchor }) => !anchor);
  const sections = page.sub_results.filter(({ anchor }) => anchor);
  const best = sections.sort((one, other) => strengthOf(other) - strengthOf(one)).slice(0, SECTIONS);
  const optionOf = (part) => {
    const start = part.anchor?.location ?? 0;
    const title = part.title.split(/\s+/);
    const below = start + title.length;
    const end = starts.find((location) => location >= below) ?? words.length;
    const href = part.anchor ? `${address}#${encodeURIComponent(part.anchor.id)}` : address;
    const option = make("a", { role: "option", className: part.anchor ? "search-section" : "search-page", href });
    const line = (className, ...children) => option.append(make("span", { className }, ...children));
    line("search-title", ...withMarks(title, start, part));
    if (place && !part.anchor) line("search-place", place);
    if (part.locations.length) line("search-excerpt", ...excerptOf(words, below, end, part, gap));
    return Object.assign(option, { strength: strengthOf(part) });
  };
  return make("div", { role: "group", ariaLabel: page.meta.title }, ...[whole, ...best].map(optionOf));
}

/** The weightiest word counts, of a title or a heading; then how many there are. */
function strengthOf({ weighted_locations: words = [] }) {
  return words.reduce((sum, word) => sum + word.balanced_score, 1000 * Math.max(0, ...words.map((word) => word.balanced_score)));
}

function excerptOf(words, start, end, part, gap) {
  const first = part.locations.find((location) => location >= start) ?? start;
  const from = Math.max(start, Math.min(first - 5, end - WORDS));
  const excerpt = withMarks(words.slice(from, Math.min(end, from + WORDS)), from, part, gap);
  return [from > start ? "… " : "", ...excerpt, from + WORDS < end ? "…" : ""];
}

function withMarks(words, start, { locations }, gap = " ") {
  return words.flatMap((word, at) => [locations.includes(start + at) ? make("mark", {}, word) : word, gap]);
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// --- what this browser remembers ---

function recent() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]").map(String);
  } catch {
    return [];
  }
}

function remember(searches) {
  try {
    localStorage.setItem(STORE, JSON.stringify(searches));
  } catch {
    // Nothing is remembered.
  }
}

customElements.define("search-dialog", SearchDialog);

/** Open the search of an index. */
export function open(index) {
  const dialog = document.querySelector("search-dialog") ?? document.body.appendChild(make("search-dialog"));
  dialog.dataset.index = index;
  dialog.open();
}
