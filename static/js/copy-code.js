/** <figure class="code"><pre>…</pre><copy-code></copy-code></figure>: a button that copies the code, without the lines
 * that a diff takes away. */
const SHOWN_FOR = 2000; // milliseconds

class CopyCode extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    this.button = Object.assign(document.createElement("button"), { type: "button" });
    this.button.addEventListener("click", () => this.copy());
    this.status = Object.assign(document.createElement("span"), { className: "visually-hidden", role: "status" });
    this.name("Copy");
    this.append(this.button, this.status);
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.code);
      this.say("Copied", "copied");
    } catch {
      getSelection().selectAllChildren(this.parentElement.querySelector("code"));
      this.say("Selected: copy it with your keyboard", "selected");
    }
  }

  get code() {
    const code = this.parentElement.querySelector("code").cloneNode(true);
    for (const line of code.querySelectorAll(".deleted")) {
      line.nextSibling?.remove(); // its line break
      line.remove();
    }
    return code.textContent.replace(/\n$/, "");
  }

  say(words, state) {
    this.name(words);
    this.status.textContent = words;
    this.button.dataset.state = state;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.name("Copy");
      this.status.textContent = "";
      delete this.button.dataset.state;
    }, SHOWN_FOR);
  }

  name(words) {
    this.button.title = words;
    this.button.setAttribute("aria-label", words);
  }
}

customElements.define("copy-code", CopyCode);
