/* One connection to the preview server for all tabs: what it says is passed on to each. */
const tabs = new Set();
let source;
let last; // the newest message, for tabs that come later

self.addEventListener("connect", ({ ports: [tab] }) => {
  tabs.add(tab);
  tab.addEventListener("message", ({ data }) => data === "bye" && leave(tab));
  tab.start();
  if (last) tab.postMessage(last);
  if (!source) listen();
});

function listen() {
  source = new EventSource("/@handbook/events");
  source.addEventListener("news", ({ data }) => say(JSON.parse(data)));
  source.addEventListener("error", () => {
    say({ isLost: true });
    // A browser that was told that there is nothing here does not ask again by itself.
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => source?.readyState === EventSource.CLOSED && listen(), 1000);
  });
}

function say(message) {
  last = message;
  for (const tab of tabs) tab.postMessage(message);
}

function leave(tab) {
  tabs.delete(tab);
  if (tabs.size > 0) return;
  source?.close();
  source = undefined;
  last = undefined;
}
