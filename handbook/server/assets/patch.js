/* An open page, and the same page as the server has it now -> the open page changed block by block, and nothing else:
 * where one reads, what is open and what has the focus stay as they are.
 *
 * What scripts add to a page must not count as a difference. So each block is compared with the HTML that it came with,
 * which is noted before other scripts run. */
const CONTAINERS = "body, .layout, .beside, .page-bar, main, article.page, .posts, .prose, .cards";

/** What the preview itself has put into the page. A class would not do: a page may use the same. */
export const ours = new WeakSet();

/** Say where in the file a block stands, and which of its elements are at fault: they change with what is before it. */
const PLACES = ["data-line", "data-mark"];

/** Returns what a page is made of: each block with what it came as; of a container its attributes, and the blocks in it. */
export function noted(node) {
  const note = { node, key: keyOf(node), name: nameOf(node) };
  return isContainer(node) ? { ...note, attributes: node.getAttributeNames(), children: blocksOf(node).map(noted) } : note;
}

/** Changes what `old` notes into what `fresh`, a node of another document, is. Returns the note of what stands there
 * now; `changed` is called with every block that is new, and with true behind it where it looks as it did. */
export function patched(old, fresh, changed) {
  if (old.key !== keyOf(fresh)) return replaced(old, fresh, changed);
  if (!old.children) return moved(old, fresh, changed);
  copyAttributes(fresh, old.node, old.attributes);
  return { ...old, attributes: fresh.getAttributeNames(), children: patchedChildren(old, blocksOf(fresh), changed) };
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

/** A block that is as it was stays, and learns which lines of the file it stands in now. */
function moved(old, fresh, changed) {
  if (old.node.nodeType !== Node.ELEMENT_NODE) return old;
  const [before, after] = [old.node, fresh].map((node) => PLACES.map((name) => withAttribute(node, name)));
  if (before.some((nodes, index) => nodes.length !== after[index].length)) return replaced(old, fresh, (node) => changed(node, true));
  for (const [index, name] of PLACES.entries()) {
    for (const [place, node] of before[index].entries()) node.setAttribute(name, after[index][place].getAttribute(name));
  }
  return old;
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
  const keys = fresh.map(keyOf);
  let start = 0;
  while (start < old.length && start < fresh.length && old[start].key === keys[start]) start += 1;
  let end = 0;
  const most = Math.min(old.length, fresh.length) - start;
  while (end < most && old.at(-1 - end).key === keys.at(-1 - end)) end += 1;
  const [endOfOld, endOfFresh] = [old.length - end, fresh.length - end];
  return [
    ...fresh.slice(0, start).map((node, index) => [old[index], node]),
    ...alignedMiddle(old.slice(start, endOfOld), fresh.slice(start, endOfFresh), keys.slice(start, endOfFresh)),
    ...fresh.slice(endOfFresh).map((node, index) => [old[endOfOld + index], node]),
  ];
}

/** Pairs blocks that are equal by the longest common subsequence, and those between by their kind, in turn. */
function alignedMiddle(old, fresh, keys) {
  const pairs = [];
  let [i, j] = [0, 0];
  for (const [atOld, atFresh] of [...commonBlocks(old, keys), [old.length, fresh.length]]) {
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

function commonBlocks(old, keys) {
  if (old.length * keys.length > MOST_COMPARED) return [];
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(keys.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = keys.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = old[i].key === keys[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const common = [];
  for (let i = 0, j = 0; i < old.length && j < keys.length; ) {
    if (old[i].key === keys[j]) common.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return common;
}

/** Returns what makes a block the one it is: its HTML without the lines it stands in; of a container only its kind. */
function keyOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (isContainer(node)) return nameOf(node);
  const copy = node.cloneNode(true);
  for (const name of PLACES) for (const each of withAttribute(copy, name)) each.removeAttribute(name);
  return copy.outerHTML;
}

function withAttribute(node, name) {
  return [...(node.hasAttribute(name) ? [node] : []), ...node.querySelectorAll(`[${name}]`)];
}

function isContainer(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.matches(CONTAINERS);
}

function blocksOf(node) {
  const isBlock = (child) => (child.nodeType === Node.TEXT_NODE ? child.data.trim() : child.matches?.(":not(script)") && !ours.has(child));
  return [...node.childNodes].filter(isBlock);
}

function nameOf(node) {
  return node.nodeType === Node.TEXT_NODE ? "#text" : `${node.localName}.${node.classList[0] ?? ""}`;
}

/** Of what `to` has and `from` has not, only what it came with goes: scripts have added the rest. */
function copyAttributes(from, to, names) {
  for (const name of names) if (!from.hasAttribute(name)) to.removeAttribute(name);
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
