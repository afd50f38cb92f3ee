/**
 * Translates the page as Chrome does: replaces each text node with an element, now and after every change of
 * the page. It uses nothing outside itself, so that a browser test can run it inside a page.
 *
 * @returns {() => void} stops it
 */
export function translatePage() {
  /** @param {Text} text */
  const isToBeTranslated = ({ data, parentElement }) =>
    data.trim() !== '' && parentElement !== null && !parentElement.closest('font, [translate=no], script, style, textarea');
  /** @param {Text} text */
  const translate = (text) => {
    const outer = document.createElement('font');
    const inner = document.createElement('font');
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  };
  const translateAll = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
    texts.filter(isToBeTranslated).forEach(translate);
  };
  translateAll();
  const observer = new MutationObserver(translateAll);
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}
