/** <picture-zoom></picture-zoom>: a picture of the text that is shown smaller than it is becomes a button, which opens it
 * in a dialog. */
const WORTH_IT = 1.15; // times the size at which it is shown
const SMALLEST = 48; // what is shown smaller is an icon

class PictureZoom extends HTMLElement {
  connectedCallback() {
    this.sizes = new ResizeObserver((entries) => entries.forEach((entry) => this.consider(entry.target)));
    for (const picture of document.querySelectorAll(".prose img")) {
      if (picture.closest("a, button, summary, label")) continue;
      picture.addEventListener("load", () => this.consider(picture));
      this.sizes.observe(picture);
    }
  }

  disconnectedCallback() {
    this.sizes.disconnect();
  }

  consider(picture) {
    const isSmaller = picture.width >= SMALLEST && picture.naturalWidth > picture.width * WORTH_IT;
    if (!isSmaller || picture.closest(".picture-button")) return;
    const button = create("button", "picture-button", { type: "button" });
    button.setAttribute("aria-label", `Enlarge: ${picture.alt || captionOf(picture) || "picture"}`);
    button.addEventListener("click", () => enlarge(picture, button));
    const shown = picture.closest("picture") ?? picture;
    shown.before(button);
    button.append(shown);
  }
}

function enlarge(picture, button) {
  const dialog = create("dialog", "picture-dialog");
  dialog.setAttribute("aria-label", picture.alt || captionOf(picture) || "Picture");
  dialog.toggleAttribute("data-scrolls", !isLargerOnScreen(picture));
  const close = create("button", "picture-close", { type: "button", autofocus: true });
  close.setAttribute("aria-label", "Close");
  close.append(create("span", "icon"));
  const figure = create("figure");
  figure.append(create("img", "", { src: picture.currentSrc, alt: picture.alt }));
  if (captionOf(picture)) figure.append(create("figcaption", "", { textContent: captionOf(picture) }));
  dialog.append(close, figure);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** Whether it gains when all of it is on the screen; else it is shown in its own size, and the dialog scrolls. */
function isLargerOnScreen(picture) {
  const { naturalWidth, naturalHeight, width } = picture;
  return naturalWidth * Math.min(1, innerWidth / naturalWidth, innerHeight / naturalHeight) > width * WORTH_IT;
}

function captionOf(picture) {
  return picture.closest("figure")?.querySelector("figcaption")?.textContent.trim() ?? "";
}

function create(name, className = "", properties = {}) {
  return Object.assign(document.createElement(name), { className, ...properties });
}

customElements.define("picture-zoom", PictureZoom);
