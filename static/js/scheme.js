/* Runs before the first paint, so that no page flashes: what the reader chose and this browser remembers. */
try {
  const chosen = { scheme: localStorage.getItem("handbook:scheme"), shortcuts: localStorage.getItem("handbook:shortcuts") };
  for (const [name, value] of Object.entries(chosen)) if (value) document.documentElement.dataset[name] = value;
} catch {
  // No storage, no memory: the page follows the system.
}
