import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { openPortal } from '../portal.jsx';

test.each([
  ['in another time zone', -540, ' (UTC)'],
  ['in UTC', 0, ''],
])('figures by day say that they are of days in UTC to a reader %s', async (_, minutes, note) => {
  vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(minutes);
  const { user } = openPortal();
  expect(await screen.findByText(`Today${note}`)).toBeVisible();
  expect(await screen.findByText(/^Last \d+ days/, { selector: 'figcaption span' })).toHaveTextContent(
    new RegExp(`^Last \\d+ days${note.replace(/[()]/g, '\\$&')}$`),
  );
  await user.click(screen.getByRole('button', { name: 'How good are the suggestions?' }));
  expect(await screen.findByText(`Accepted: dots by day${note}, line by week`)).toBeVisible();
});
