import { useAppearance } from '../browser/useAppearance.js';

/** The mark of the installation, or the portal's own: a ticket. @param {{ className?: string }} props */
export function Mark({ className = 'size-6' }) {
  const { mark } = useAppearance();
  if (mark) return <img src={mark} alt="" className={`shrink-0 object-contain ${className}`} />;
  return (
    <svg viewBox="0 0 32 32" className={`shrink-0 ${className}`} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M7 11h18v3.2a1.8 1.8 0 0 0 0 3.6V21H7v-3.2a1.8 1.8 0 0 0 0-3.6z"
        className="fill-none stroke-on-accent"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <path d="M19.5 11v10" className="stroke-on-accent" strokeWidth="2" strokeDasharray="2 2" />
    </svg>
  );
}
