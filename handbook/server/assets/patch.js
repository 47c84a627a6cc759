/* An open page, and the same page as the server has it now -> the open page changed block by block, and nothing else:
 * where one reads, what is open and what has the focus stay as they are.
 *
 * What scripts add to a page must not count as a difference. So each block is compared with the HTML that it came with,
 * which is noted before other scripts run. */
const CONTAINERS = "body, .layout, .beside, .page-bar, main, article.page, .posts, .prose, .cards";
const IGNORED = "script, .handbook-live";

/** Returns what a page is made of: each block with the HTML it came with, and the blocks within a container. */
export function noted(node) {
  const html = node.outerHTML ?? node.data;
  const isContainer = node.matches?.(CONTAINERS);
  return { node, html, name: nameOf(node), children: isContainer ? blocksOf(node).map(noted) : undefined };
}

/** Changes what `old` notes into what `fresh`, a node of another document, is. Returns the note of what stands there
 * now; `changed` is called with every block that is new. */
export function patched(old, fresh, changed) {
  const html = fresh.outerHTML ?? fresh.data;
  if (old.html === html) return old;
  if (!old.children || !fresh.matches?.(CONTAINERS) || old.name !== nameOf(fresh)) return replaced(old, fresh, changed);
  copyAttributes(fresh, old.node);
  return { ...old, html, children: patchedChildren(old, blocksOf(fresh), changed) };
}

function patchedChildren(old, fresh, changed) {
  const pairs = aligned(old.children, fresh);
  const notes = [];
  let before = null; // the node that what comes next stands behind
  for (const [note, node] of pairs) {
    if (!node) {
      note.node.remove();
      continue;
    }
    const now = note ? patched(note, node, changed) : inserted(node, old.node, before, changed);
    notes.push(now);
    before = now.node;
  }
  return notes;
}

function replaced(old, fresh, changed) {
  const node = document.importNode(fresh, true);
  const note = noted(node); // before its custom elements wake up
  keepOpen(old.node, node);
  const focus = placeOfFocus(old.node);
  old.node.replaceWith(node);
  giveFocus(node, focus);
  changed(node);
  return note;
}

function inserted(fresh, parent, before, changed) {
  const node = document.importNode(fresh, true);
  const note = noted(node);
  if (before) before.after(node);
  else parent.prepend(node);
  changed(node);
  return note;
}

/** Returns old notes beside new nodes, in their order; where one is missing, the other was added or taken away. */
function aligned(old, fresh) {
  const htmlOf = (node) => node.outerHTML ?? node.data;
  let start = 0;
  while (start < old.length && start < fresh.length && old[start].html === htmlOf(fresh[start])) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end].html === htmlOf(fresh[fresh.length - 1 - end])
  ) {
    end += 1;
  }
  return [
    ...fresh.slice(0, start).map((node, index) => [old[index], node]),
    ...alignedMiddle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...fresh.slice(fresh.length - end).map((node, index) => [old[old.length - end + index], node]),
  ];
}

/** Pairs blocks that are equal by the longest common subsequence, and those between by their kind, in turn. */
function alignedMiddle(old, fresh) {
  const pairs = [];
  let [i, j] = [0, 0];
  for (const [atOld, atFresh] of [...commonBlocks(old, fresh), [old.length, fresh.length]]) {
    while (i < atOld && j < atFresh) {
      if (old[i].name === nameOf(fresh[j])) pairs.push([old[i++], fresh[j++]]);
      else if (atOld - i >= atFresh - j) pairs.push([old[i++], undefined]);
      else pairs.push([undefined, fresh[j++]]);
    }
    while (i < atOld) pairs.push([old[i++], undefined]);
    while (j < atFresh) pairs.push([undefined, fresh[j++]]);
    if (i < old.length && j < fresh.length) pairs.push([old[i++], fresh[j++]]);
  }
  return pairs;
}

const MOST_COMPARED = 250_000; // pairs of blocks; beyond that, blocks are paired by their order alone

function commonBlocks(old, fresh) {
  if (old.length * fresh.length > MOST_COMPARED) return [];
  const html = fresh.map((node) => node.outerHTML ?? node.data);
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = old[i].html === html[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const common = [];
  for (let i = 0, j = 0; i < old.length && j < fresh.length; ) {
    if (old[i].html === html[j]) common.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return common;
}

function blocksOf(node) {
  const isBlock = (child) => (child.nodeType === Node.TEXT_NODE ? child.data.trim() : child.matches?.(`:not(${IGNORED})`));
  return [...node.childNodes].filter(isBlock);
}

function nameOf(node) {
  return node.nodeType === Node.TEXT_NODE ? "#text" : `${node.localName}.${node.classList[0] ?? ""}`;
}

function copyAttributes(from, to) {
  for (const { name, value } of from.attributes) if (to.getAttribute(name) !== value) to.setAttribute(name, value);
}

/** Opens in the new block what the reader had opened in the old one, and shuts what was shut. */
function keepOpen(old, fresh) {
  if (!old.querySelectorAll || !fresh.querySelectorAll) return;
  const [before, after] = [old, fresh].map((node) => [...(node.matches("details") ? [node] : []), ...node.querySelectorAll("details")]);
  if (before.length !== after.length) return;
  for (const [index, details] of after.entries()) details.open = before[index].open;
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

function focusableIn(node) {
  return [node, ...node.querySelectorAll(FOCUSABLE)].filter((each) => !each.closest(".handbook-live"));
}

function placeOfFocus(node) {
  if (!node.contains(document.activeElement) || !node.querySelectorAll) return undefined;
  return focusableIn(node).indexOf(document.activeElement);
}

function giveFocus(node, place) {
  if (place === undefined || place < 0) return;
  focusableIn(node)[place]?.focus({ preventScroll: true });
}
