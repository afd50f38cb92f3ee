import { useEffect, useEffectEvent } from 'react';

/** How long before it is seen, so that the next page is mostly there when one arrives. */
const AHEAD = '800px';

/**
 * Calls back when an element comes near the part of the page that is seen.
 *
 * @param {import('react').RefObject<HTMLElement | null>} ref
 * @param {() => void} onNear
 * @param {string} turn another one looks again, also when the element has not moved
 */
export function useInView(ref, onNear, turn) {
  const near = useEffectEvent(onNear);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && near(),
      { rootMargin: AHEAD },
    );
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref, turn]);
}
