/** <page-contents>…links to headings…</page-contents>: marks the section that is being read. */
const READING_LINE = 0.25; // of the screen's height, from the top

class PageContents extends HTMLElement {
  connectedCallback() {
    this.disclosure = this.querySelector("details");
    this.addEventListener("click", (event) => event.target.closest("a") && this.close());
    document.addEventListener("click", (event) => !this.contains(event.target) && this.close(), this.during());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close(), this.during());
    document.addEventListener("scroll", () => this.soon(), { passive: true, ...this.during() });
    this.mark();
  }

  disconnectedCallback() {
    this.gone.abort();
  }

  during() {
    this.gone ??= new AbortController();
    return { signal: this.gone.signal };
  }

  close() {
    if (!this.disclosure?.open) return;
    const hadFocus = this.contains(document.activeElement);
    this.disclosure.open = false;
    if (hadFocus) this.disclosure.querySelector("summary").focus({ preventScroll: true });
  }

  soon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.mark();
    });
  }

  mark() {
    const links = [...this.querySelectorAll("a[href^='#']")];
    // As written: `link.hash` is encoded, and what an author called {#50%} cannot be decoded.
    const headings = links.map((link) => document.getElementById(link.getAttribute("href").slice(1)));
    const current = links[this.indexOfCurrent(headings)];
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    if (current) this.reveal(current);
  }

  /** The last heading above the line; at the end of the page the last one that can be seen. */
  indexOfCurrent(headings) {
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    const isAtEnd = scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2;
    const line = isAtEnd ? clientHeight : clientHeight * READING_LINE;
    return headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top <= line);
  }

  /** Scrolls the list, and never the page, so that the marked link can be seen. */
  reveal(link) {
    const list = link.closest("nav");
    const [outer, inner] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top + inner.height;
    if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + inner.height;
  }
}

customElements.define("page-contents", PageContents);
