/**
 * How sure the model is, in words.
 *
 * @param {{ confidence: number | null }} props 0 to 1; null: it does not say
 */
export function Sureness({ confidence }) {
  if (confidence === null) return null;
  return (
    <span className="whitespace-nowrap underline decoration-dotted underline-offset-2" title={`${Math.round(confidence * 100)} % sure`}>
      {sureness(confidence)}
    </span>
  );
}

/** @param {number} confidence */
function sureness(confidence) {
  if (confidence >= 0.95) return 'Very sure.';
  if (confidence >= 0.7) return 'Fairly sure.';
  if (confidence >= 0.45) return 'Not very sure.';
  return 'Only a guess.';
}
