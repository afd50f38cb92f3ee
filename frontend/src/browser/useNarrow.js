import { useLayoutEffect, useRef, useState } from 'react';

/** @param {number} width  @param {number} pixels */
const isBelow = (width, pixels) => width > 0 && width < pixels;

/**
 * @param {number} pixels
 * @returns {[import('react').RefObject<any>, boolean]} for an element, and whether it is narrower than that, which is
 *   followed as it changes
 */
export function useNarrow(pixels) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  // Within a window that is narrower it is so at its first render.
  const [isNarrow, setIsNarrow] = useState(() => isBelow(window.innerWidth, pixels));
  useLayoutEffect(() => {
    const measure = () => {
      // Hidden elements have no width.
      const width = ref.current?.clientWidth ?? 0;
      setIsNarrow(isBelow(width || window.innerWidth, pixels));
    };
    const observer = new ResizeObserver(measure);
    if (ref.current) observer.observe(ref.current);
    measure();
    return () => observer.disconnect();
  }, [pixels]);
  return [ref, isNarrow];
}
