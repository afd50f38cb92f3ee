import { useEffect } from 'react';

/**
 * Lets nothing that is scrolled to stop behind the bars that stay at the top, and keeps the CSS variable `--bars` at the
 * height in pixels that they cover (styles.css). The bar wraps, so its height is measured. An element hands the variable
 * to all within it, which the browser then looks at again: it belongs where few are.
 *
 * @param {import('react').RefObject<HTMLElement | null>} ref the innermost of these bars
 * @param {object} [places]
 * @param {import('react').RefObject<HTMLElement | null>} [places.scroller] what is scrolled, where it is not the window
 * @param {import('react').RefObject<HTMLElement | null>} [places.around] what goes by the variable, where it is not what is
 *   around the bar
 */
export function useBarsHeight(ref, { scroller, around } = {}) {
  useEffect(() => {
    const scrolled = scroller?.current ?? document.documentElement;
    const user = around?.current ?? ref.current?.parentElement;
    const set = (/** @type {number | null} */ height) => {
      scrolled.style.scrollPaddingTop = height === null ? '' : `calc(${height}px + ${scroller ? '0px' : '0.375rem'})`;
      if (height === null && !scroller) user?.style.removeProperty('--bars');
      else user?.style.setProperty('--bars', `${height ?? 0}px`);
    };
    const unfollow = followSticky(ref, 'top', set);
    return () => {
      unfollow();
      scrolled.style.scrollPaddingTop = '';
      user?.style.removeProperty('--bars');
    };
  }, [ref, scroller, around]);
}

/**
 * The same for a bar at the foot and what lies over the page: `--foot`, on the whole page.
 *
 * @param {import('react').RefObject<HTMLElement | null>} ref
 * @param {boolean} isWanted whether anything goes by it
 */
export function useFootHeight(ref, isWanted) {
  useEffect(() => {
    if (!isWanted) return undefined;
    const { style } = document.documentElement;
    const clear = () => style.removeProperty('--foot');
    const unfollow = followSticky(ref, 'bottom', (height) => (height === null ? clear() : style.setProperty('--foot', `${height}px`)));
    return () => {
      unfollow();
      clear();
    };
  }, [ref, isWanted]);
}

/**
 * @param {import('react').RefObject<HTMLElement | null>} ref
 * @param {'top' | 'bottom'} edge at which the bar stays
 * @param {(height: number | null) => void} set pixels from the edge to the bar's other side; null: it does not stay
 */
function followSticky(ref, edge, set) {
  const measure = () => {
    const bar = ref.current;
    if (!bar) return;
    const { position, [edge]: from } = getComputedStyle(bar);
    set(position === 'sticky' ? Number.parseFloat(from) + bar.offsetHeight : null);
  };
  const observer = new ResizeObserver(measure);
  if (ref.current) observer.observe(ref.current);
  // The bar above it has another height on a narrow page, also when this one keeps its size.
  window.addEventListener('resize', measure);
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', measure);
  };
}
