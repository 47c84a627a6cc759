/** <copy-heading></copy-heading>: a heading's link copies its address, and leads there as before. */
const SHOWN_FOR = 2000; // milliseconds

class CopyHeading extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.className = "visually-hidden";
    this.listening = new AbortController();
    document.addEventListener("click", (event) => this.copy(event.target.closest(".heading-link")), {
      signal: this.listening.signal,
    });
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  async copy(link) {
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // The address bar has it.
    }
    this.forget();
    this.copied = link;
    link.dataset.state = "copied";
    this.textContent = "Address copied";
    this.timer = setTimeout(() => this.forget(), SHOWN_FOR);
  }

  forget() {
    clearTimeout(this.timer);
    delete this.copied?.dataset.state;
    this.textContent = "";
  }
}

customElements.define("copy-heading", CopyHeading);
