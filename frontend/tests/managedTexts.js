/**
 * A page translator (Chrome's, for example) replaces each text node with an element. React keeps a reference
 * to a text node that has siblings: it then updates a node that is no longer in the page, or throws when it
 * removes that node. React keeps no reference to the only text of an element; it sets the element's text.
 *
 * Watches all nodes that are added from here on. It uses nothing outside itself, so that a browser test can
 * run it inside a page.
 *
 * @param {Node} [root] the observed node, when it is not the page
 * @param {(text: string) => void} [report] called with each text that React refers to, when it is first seen
 * @returns {() => string[]} stops watching, and returns these texts, each with the start of its parent's HTML
 */
export function watchManagedTexts(root = document, report = () => {}) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {Node} node  @returns {Text[]} */
  const managedIn = (node) => {
    if (!(node instanceof Text)) return [...node.childNodes].flatMap(managedIn);
    return Object.keys(node).some((key) => key.startsWith('__reactFiber$')) ? [node] : [];
  };
  const read = (/** @type {MutationRecord[]} */ records) => {
    for (const { addedNodes, target } of records) {
      for (const text of [...addedNodes].flatMap(managedIn)) {
        const parent = /** @type {Element} */ (text.parentElement ?? target);
        const words = `"${text.data}" in ${parent.outerHTML.slice(0, 120)}`;
        if (!found.has(words)) report(words);
        found.add(words);
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
