import { useEffect, useRef } from 'react';

/**
 * Moves the focus to the first field that the server refuses.
 *
 * @param {Record<string, string>} errors others after each refusal
 * @returns {import('react').RefObject<HTMLFormElement | null>} for the form
 */
export function useWrongField(errors) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    /** @type {HTMLElement | null | undefined} */ (form.current?.querySelector('[aria-invalid="true"]'))?.focus();
  }, [errors]);
  return form;
}
