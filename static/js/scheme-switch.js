/** <scheme-switch><button data-system="…" data-light="…" data-dark="…"></button></scheme-switch>: goes through the
 * colour schemes: the system's, light, dark. The attributes are what the button is called in each of them. */
const SCHEMES = ["system", "light", "dark"];

class SchemeSwitch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.choose(SCHEMES[(SCHEMES.indexOf(this.scheme) + 1) % SCHEMES.length]));
    this.show();
  }

  get scheme() {
    return document.documentElement.dataset.scheme ?? "system";
  }

  choose(scheme) {
    if (scheme === "system") delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = scheme;
    remember(scheme);
    this.show();
  }

  show() {
    this.button.dataset.shows = this.scheme;
    this.button.title = this.button.dataset[this.scheme];
    this.button.setAttribute("aria-label", this.button.title);
  }
}

function remember(scheme) {
  try {
    if (scheme === "system") localStorage.removeItem("handbook:scheme");
    else localStorage.setItem("handbook:scheme", scheme);
  } catch {
    // The choice holds for this page.
  }
}

customElements.define("scheme-switch", SchemeSwitch);
