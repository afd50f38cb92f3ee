// Directs the scripted fake Gemini (classifier-svc/fake_gemini) behind the portal.

/** @returns {string} where it listens; throws when the stack was started by someone else */
function endpoint() {
  const url = process.env.E2E_FAKE_GEMINI;
  if (!url) throw new Error('This story directs the model: set E2E_FAKE_GEMINI to the fake that the portal uses');
  return url;
}

/**
 * Sets how the fake answers from now on.
 * @param {string} scenario one that `python -m fake_gemini --help` lists, with its number: `slow:3`
 */
export async function modelAnswers(scenario) {
  const reply = await fetch(`${endpoint()}/_script`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ default: scenario, forget: true }),
  });
  if (!reply.ok) throw new Error(`The fake refused "${scenario}": ${await reply.text()}`);
}
