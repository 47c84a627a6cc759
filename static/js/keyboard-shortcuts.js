/** <keyboard-shortcuts><dialog>…</dialog></keyboard-shortcuts>: keys that lead on, and ? to list them. A checkbox in the
 * list turns the single keys off: https://www.w3.org/TR/WCAG22/#character-key-shortcuts */
const KEYS = {
  "?": (element) => element.open(),
  n: () => follow("next"),
  p: () => follow("prev"),
  c: () => document.querySelector("scheme-switch button")?.click(),
};

class KeyboardShortcuts extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.choice = this.querySelector("input");
    this.choice.checked = areOn();
    this.choice.addEventListener("change", () => turn(this.choice.checked));
    this.listening = new AbortController();
    const during = { signal: this.listening.signal };
    document.addEventListener("keydown", (event) => this.press(event), during);
    document.addEventListener("click", (event) => event.target.closest("[data-opens=shortcuts]") && this.open(), during);
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  press(event) {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || document.querySelector("dialog[open]")) return;
    if (!areOn() || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key](this);
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }
}

function follow(relation) {
  document.querySelector(`a[rel="${relation}"]:not(.prose *)`)?.click(); // what is written is no way through the site
}

function areOn() {
  return document.documentElement.dataset.shortcuts !== "off";
}

function turn(isOn) {
  document.documentElement.dataset.shortcuts = isOn ? "on" : "off";
  try {
    localStorage.setItem("handbook:shortcuts", isOn ? "on" : "off");
  } catch {
    // The choice holds for this page.
  }
}

customElements.define("keyboard-shortcuts", KeyboardShortcuts);
