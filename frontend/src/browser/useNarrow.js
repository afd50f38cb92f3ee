import { useLayoutEffect, useRef, useState } from 'react';

/** Hidden elements have no width. @param {number} width  @param {number} pixels */
const isBelow = (width, pixels) => width > 0 && width < pixels;

/**
 * @param {number} pixels
 * @returns {[import('react').RefObject<any>, boolean]} for an element, and whether it is narrower than that, which is
 *   followed as it changes
 */
export function useNarrow(pixels) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  const [isNarrow, setIsNarrow] = useState(false);
  useLayoutEffect(() => {
    const measure = () => setIsNarrow(isBelow(ref.current?.clientWidth ?? 0, pixels));
    const observer = new ResizeObserver(measure);
    if (ref.current) observer.observe(ref.current);
    measure();
    return () => observer.disconnect();
  }, [pixels]);
  return [ref, isNarrow];
}
