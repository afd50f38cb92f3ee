/**
 * A page translator (Chrome's, for example) replaces each text node with an element. React keeps a reference
 * to a text node that has siblings: it then updates a node that is no longer in the page, or throws when it
 * removes that node. React keeps no reference to the only text of an element; it sets the element's text.
 */

/** @param {Node} node  @returns {boolean} whether React itself holds this text */
const isHeld = (node) => node instanceof Text && Object.keys(node).some((key) => key.startsWith('__reactFiber$'));

/** @param {Node} node  @returns {Text[]} the texts in it that React holds */
const heldIn = (node) => (isHeld(node) ? [/** @type {Text} */ (node)] : [...node.childNodes].flatMap(heldIn));

/**
 * Watches all nodes that are added from here on.
 *
 * @param {Node} [root] what is watched, when it is not the page
 * @returns {() => string[]} stops watching, and returns the text nodes that React refers to, each with the
 *   start of its parent's HTML
 */
export function watchManagedTexts(root = document) {
  /** @type {Set<string>} */
  const found = new Set();
  const read = (/** @type {MutationRecord[]} */ records) => {
    for (const { addedNodes, target } of records) {
      for (const text of [...addedNodes].flatMap(heldIn)) {
        const parent = /** @type {Element} */ (text.parentElement ?? target);
        found.add(`"${text.data}" in ${parent.outerHTML.slice(0, 120)}`);
      }
    }
  };
  const observer = new MutationObserver(read);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    read(observer.takeRecords());
    observer.disconnect();
    return [...found];
  };
}
