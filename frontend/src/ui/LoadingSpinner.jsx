/**
 * Something is being waited for, and what. Three dots that breathe; they stand still under reduced
 * motion, and the words say it either way.
 *
 * @param {{ children: import('react').ReactNode }} props
 */
export function LoadingSpinner({ children }) {
  return (
    <span className="inline-flex items-center gap-2 text-ink-soft">
      <svg viewBox="0 0 20 8" className="w-5 text-accent" fill="currentColor" aria-hidden="true">
        {[3, 10, 17].map((x, index) => (
          <circle key={x} cx={x} cy="4" r="2" className="breathing" style={{ animationDelay: `${index * 180}ms` }} />
        ))}
      </svg>
      <span>{children}</span>
    </span>
  );
}
