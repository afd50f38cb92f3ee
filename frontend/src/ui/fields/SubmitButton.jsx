/**
 * Sends its form. It can be reached while it is busy, so that a screen reader says so.
 *
 * @param {object} props
 * @param {boolean} props.isBusy
 * @param {string} props.busy what it says meanwhile
 * @param {string} props.children
 */
export function SubmitButton({ isBusy, busy, children }) {
  return (
    <button
      type="submit"
      className="min-h-11 rounded-md bg-accent px-4 font-semibold text-on-accent transition-colors hover:bg-accent-hover aria-disabled:opacity-70 lg:min-h-9"
      aria-disabled={isBusy}
    >
      {isBusy ? busy : children}
    </button>
  );
}
