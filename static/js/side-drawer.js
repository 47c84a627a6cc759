/** <side-drawer popover>…</side-drawer>: the sidebar, which lies over the page where there is no room beside it. The
 * browser opens and closes it; here what lies behind it is put out of reach meanwhile. */
class SideDrawer extends HTMLElement {
  connectedCallback() {
    // Before it closes, for the browser then gives the focus back to the button, which must be in reach again.
    this.addEventListener("beforetoggle", (event) => event.newState === "closed" && this.keepBehind(false));
    this.addEventListener("toggle", (event) => event.newState === "open" && this.enter());
    this.addEventListener("click", (event) => event.target.closest("a") && this.close());
    matchMedia("(width >= 64rem)").addEventListener("change", () => this.close());
  }

  enter() {
    this.keepBehind(true);
    (this.querySelector("[aria-current]") ?? this.querySelector("a"))?.focus();
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
