import { useEffect } from 'react';

/**
 * Keeps the CSS variable `--bars` at the height, in pixels, that the sticky bars cover at the top of the
 * window, so that scrolling stops below them (styles.css). The bar wraps, so its height is measured.
 *
 * @param {import('react').RefObject<HTMLElement | null>} ref the lowest of these bars
 */
export function useBarsHeight(ref) {
  useEffect(() => {
    const root = document.documentElement.style;
    const measure = () => {
      const bar = ref.current;
      if (!bar) return;
      const { position, top } = getComputedStyle(bar);
      if (position === 'sticky') root.setProperty('--bars', `${Number.parseFloat(top) + bar.offsetHeight}px`);
      else root.removeProperty('--bars');
    };
    const observer = new ResizeObserver(measure);
    if (ref.current) observer.observe(ref.current);
    // The bar above it has another height on a narrow page, also when this one keeps its size.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
      root.removeProperty('--bars');
    };
  }, [ref]);
}
