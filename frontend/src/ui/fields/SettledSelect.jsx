import { Select } from './Select.jsx';
import { useSettled } from './useSettled.js';

/**
 * A native select that stores what the reader chooses, and nothing that a key passes on the way there.
 *
 * @param {Omit<Parameters<typeof Select>[0], 'value' | 'onChange'> & { value: string, onChange: (value: string) => void }} props
 */
export function SettledSelect({ value, onChange, ...rest }) {
  return <Select {...rest} {...useSettled(value, onChange)} />;
}
