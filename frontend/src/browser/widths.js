/** Media queries that several parts of the portal decide by. */

/** Below this one place is shown at a time. */
export const NARROW = '(width < 64rem)';
