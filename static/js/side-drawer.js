/** <side-drawer popover><nav aria-label="…">…</nav></side-drawer>: the sidebar, which lies over the page where there is
 * no room beside it. The browser opens and closes it; here what lies behind it is put out of reach meanwhile, and it is
 * called the dialog that it then is. */
class SideDrawer extends HTMLElement {
  connectedCallback() {
    // Before it closes, for the browser then gives the focus back to the button, which must be in reach again.
    this.addEventListener("beforetoggle", (event) => event.newState === "closed" && this.leave());
    this.addEventListener("toggle", (event) => (event.newState === "open" ? this.enter() : this.goBack()));
    this.addEventListener("click", (event) => event.target.closest("a") && this.close());
    matchMedia("(width >= 64rem)").addEventListener("change", () => this.close());
  }

  enter() {
    this.keepBehind(true);
    this.role = "dialog";
    this.ariaModal = "true";
    this.ariaLabel = this.querySelector("nav").ariaLabel;
    (this.querySelector("[aria-current]") ?? this.querySelector("a"))?.focus();
  }

  leave() {
    this.keepBehind(false);
    for (const name of ["role", "aria-modal", "aria-label"]) this.removeAttribute(name);
  }

  /** A touch beside it leaves the focus nowhere, so that the next key would begin at the top of the page. */
  goBack() {
    if (document.activeElement !== document.body) return;
    document.querySelector(`[popovertarget="${this.id}"]:not(side-drawer *)`)?.focus({ preventScroll: true });
  }

  close() {
    if (this.matches(":popover-open")) this.hidePopover();
  }

  keepBehind(isBehind) {
    for (const other of document.querySelectorAll("body > :not(.layout), .layout > :not(side-drawer)")) {
      other.inert = isBehind;
    }
  }
}

customElements.define("side-drawer", SideDrawer);
