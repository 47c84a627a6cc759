/* Runs before the first paint, so that no page flashes: what the reader chose and this browser remembers. */
try {
  for (const [name, choices] of Object.entries({ scheme: ["light", "dark"], shortcuts: ["on", "off"] })) {
    const chosen = localStorage.getItem(`handbook:${name}`);
    if (choices.includes(chosen)) document.documentElement.dataset[name] = chosen;
  }
} catch {
  // No storage, no memory: the page follows the system.
}
