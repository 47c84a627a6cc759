/** <navigation-tree data-name="handbook">…</navigation-tree>: keeps a sidebar as its reader left it on the page before,
 * and the entry of the current page in sight. With data-source closed entries become switches: that file holds what is
 * in each, by branch. */
class NavigationTree extends HTMLElement {
  connectedCallback() {
    this.source = this.dataset.source;
    this.frame = this.closest("side-drawer") ?? document.body; // what scrolls
    this.addSwitches();
    this.addEventListener("toggle", (event) => this.fill(event.target), true);
    for (const event of ["pointerenter", "focusin"]) this.addEventListener(event, () => this.fetch());
    const left = this.recall();
    this.reopen(left.open);
    // When it is to be painted for the first time, which in a drawer is when that opens.
    new ResizeObserver((_, observer) => {
      if (!this.offsetHeight) return;
      observer.disconnect();
      this.place(left.tops);
    }).observe(this);
    addEventListener("pagehide", () => this.remember());
  }

  addSwitches() {
    for (const link of this.querySelectorAll("a.closed")) {
      const group = document.createElement("details");
      const summary = group.appendChild(document.createElement("summary"));
      group.dataset.branch = link.dataset.branch;
      group.dataset.address = link.href;
      if ("group" in link.dataset) {
        summary.textContent = link.textContent;
        link.replaceWith(group);
      } else {
        summary.ariaLabel = this.dataset.label.replace("{}", () => link.textContent);
        link.classList.remove("closed");
        link.after(group);
      }
    }
  }

  fetch() {
    if (!this.source) return;
    return (this.branches ??= fetch(this.source)
      .then((answer) => answer.json())
      .catch(() => (this.branches = null)));
  }

  async fill(group) {
    if (!group.open || group.querySelector("ul")) return;
    const list = (await this.fetch())?.[group.dataset.branch];
    if (list) this.insert(group, list);
    else location.assign(group.dataset.address);
  }

  insert(group, list) {
    if (group.querySelector("ul")) return;
    group.insertAdjacentHTML("beforeend", list);
    this.addSwitches();
  }

  /** What was kept beside another file may be out of date. */
  get key() {
    return `navigation-tree ${this.dataset.name} ${this.source}`;
  }

  recall() {
    try {
      const { open, tops } = JSON.parse(sessionStorage[this.key]);
      return { open: open.map(([branch, list]) => [branch, list]), tops: { ...tops } };
    } catch {
      return { open: [], tops: {} };
    }
  }

  remember() {
    const open = [...this.querySelectorAll("details[open]")].map((group) => [
      group.dataset.branch,
      this.source && group.querySelector("ul")?.outerHTML.replace(' aria-current="page"', ""),
    ]);
    const tops = Object.fromEntries(this.inSight().map((link) => [link.href, this.topOf(link)]));
    try {
      sessionStorage[this.key] = JSON.stringify({ open, tops });
    } catch {
      // Without storage each page begins anew.
    }
  }

  reopen(branches) {
    for (const [branch, list] of branches) {
      const group = this.querySelector(`details[data-branch="${CSS.escape(branch)}"]`);
      if (!group) continue;
      if (list) this.insert(group, list);
      group.open = true;
    }
  }

  /** Where the entry of this page stood before it stands again, else another one that was in sight. */
  place(tops) {
    const current = this.querySelector("[aria-current]");
    const known = [current, ...this.links()].find((link) => link?.href in tops);
    if (known) this.frame.scrollTop += this.topOf(known) - tops[known.href];
    if (current && !(known && this.inSight().includes(current))) {
      this.frame.scrollTop += this.topOf(current) - this.frame.clientHeight / 2;
    }
  }

  inSight() {
    const size = this.offsetHeight && this.frame.clientHeight - 24;
    return this.links().filter((link) => this.topOf(link) >= 0 && this.topOf(link) < size);
  }

  links() {
    return [...this.querySelectorAll("a:not(details:not([open]) a)")];
  }

  topOf(link) {
    return link.getBoundingClientRect().top - this.frame.getBoundingClientRect().top;
  }
}

customElements.define("navigation-tree", NavigationTree);
