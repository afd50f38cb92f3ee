import { useEffect } from 'react';

/**
 * Keeps a CSS variable at the height, in pixels, that sticky bars cover at one side of what is scrolled, so that
 * nothing stops behind them (styles.css). The bar wraps, so its height is measured.
 *
 * @param {import('react').RefObject<HTMLElement | null>} ref the innermost of these bars
 * @param {'--bars' | '--foot'} [name] at the top, or at the foot
 * @param {import('react').RefObject<HTMLElement | null>} [scroller] what is scrolled, where it is not the window
 */
export function useBarsHeight(ref, name = '--bars', scroller = undefined) {
  useEffect(() => {
    const { style } = scroller?.current ?? document.documentElement;
    const measure = () => {
      const bar = ref.current;
      if (!bar) return;
      const { position, top, bottom } = getComputedStyle(bar);
      const edge = Number.parseFloat(name === '--bars' ? top : bottom);
      if (position === 'sticky') style.setProperty(name, `${edge + bar.offsetHeight}px`);
      else if (scroller) style.setProperty(name, '0px');
      else style.removeProperty(name);
    };
    const observer = new ResizeObserver(measure);
    if (ref.current) observer.observe(ref.current);
    // The bar above it has another height on a narrow page, also when this one keeps its size.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
      style.removeProperty(name);
    };
  }, [ref, name, scroller]);
}
