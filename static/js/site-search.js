/** <site-search data-index="…" data-dialog="…" data-style="…"><button>…<kbd>…</kbd></button></site-search>: opens the search, by its
 * button, by Ctrl K or ⌘ K, and by /. The dialog is a module of its own, loaded when somebody is about to search. */
class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    const keys = this.button.querySelector("kbd");
    if (keys && /Mac|iP/.test(navigator.platform)) keys.textContent = "⌘ K";
    this.button.setAttribute("aria-keyshortcuts", "Control+K Meta+K /");
    this.button.addEventListener("click", () => this.open());
    for (const sign of ["pointerenter", "focus"]) this.button.addEventListener(sign, () => this.load().catch(() => {}));
    this.listening = new AbortController();
    document.addEventListener("keydown", (event) => this.press(event), { signal: this.listening.signal });
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  press(event) {
    if (event.defaultPrevented || event.altKey || !(isCtrlK(event) || isSlash(event))) return;
    event.preventDefault();
    this.open();
  }

  async open() {
    try {
      (await this.load()).open(this.dataset.index);
    } catch {
      this.button.title = "The search could not be loaded. Try again.";
    }
  }

  /** Returns the dialog's module once its style sheet is there, too: what opens is never bare. */
  async load() {
    const [module] = await Promise.all([import(this.dataset.dialog), (this.styled ??= styled(this.dataset.style))]);
    return module;
  }
}

function styled(address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

function isCtrlK({ key, ctrlKey, metaKey, shiftKey }) {
  return key.toLowerCase() === "k" && ctrlKey !== metaKey && !shiftKey;
}

function isSlash({ key, ctrlKey, metaKey, target }) {
  const isTyping = target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
  return key === "/" && !ctrlKey && !metaKey && !isTyping && document.documentElement.dataset.shortcuts !== "off";
}

customElements.define("site-search", SiteSearch);
