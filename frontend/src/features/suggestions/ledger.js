/**
 * What the ledger of suggestions says, in a person's words (docs/suggestions.md).
 *
 * @import { SuggestionStats } from '../../api/tickets.js'
 * @import { Breaker } from '../dashboard/useBreaker.js'
 */

/** The fields that are suggested. @typedef {'category' | 'priority'} SuggestedField */

const percents = new Intl.NumberFormat(undefined, { style: 'percent' });

/**
 * @param {number} part
 * @param {number} whole
 * @returns {string} "82%", or a dash when there is nothing to have a share of
 */
export const share = (part, whole) => (whole ? percents.format(part / whole) : '–');

/** @type {Record<Breaker, string>} */
const STATES = {
  unknown: 'We cannot tell at present whether suggestions can be had.',
  closed: 'Suggestions are on.',
  half_open: 'Suggestions had failed and are being tried again.',
  open: 'Suggestions are paused, because several in a row failed. They are tried again every few seconds; tickets can be sent all the time.',
};

/** @param {Breaker} breaker */
export const stateWords = (breaker) => STATES[breaker];

/** @type {Record<string, string>} */
const PROVIDERS = {
  gemini: 'Google Gemini',
  'google-genai': 'Google Gemini',
  openai: 'an OpenAI-compatible server',
  local: 'the built-in local model',
};

/**
 * @param {SuggestionStats} stats
 * @returns {string} who answers and how fast; '' without any answer
 */
export function sourceWords({ models, answers }) {
  const latest = models.at(0);
  const who = latest && `They come from ${PROVIDERS[latest.provider] ?? latest.provider} (${latest.model})`;
  const speed = answers.median_ms !== null && `half of them within ${duration(answers.median_ms)}`;
  if (who) return speed ? `${who}, ${speed}.` : `${who}.`;
  return speed ? `They came, ${speed}.` : '';
}

/** @param {number} milliseconds */
function duration(milliseconds) {
  if (milliseconds < 95) return 'a tenth of a second';
  return `${(milliseconds / 1000).toLocaleString(undefined, { maximumSignificantDigits: 2 })} s`;
}

/** Why a person was left without a suggestion. @type {Record<string, string>} */
const CAUSES = {
  not_configured: 'no classifier is set up',
  busy: 'too many were asked for at once',
  breaker_open: 'they were paused',
  never_reached: 'the classifier could not be reached',
  timed_out: 'the answer took too long',
  bad_reply: 'the answer made no sense',
  server_error: 'the classifier or its model had a problem',
  quota_exceeded: 'the quota was used up',
  text_refused: 'the model refused the text',
  request_refused: 'the classifier refused to answer',
};

/**
 * @param {SuggestionStats['answers']} answers
 * @returns {string} how many questions were left without a suggestion, and why; '' when none were
 */
export function fallbackWords({ shown, fell_back: fellBack, causes }) {
  if (fellBack === 0) return '';
  const why = CAUSES[causes.at(0)?.cause ?? ''];
  const how = `${share(fellBack, shown + fellBack)} of the questions were left without one`;
  return why ? `${how}, mostly because ${why}.` : `${how}.`;
}

const SURE_BINS = 2;

/**
 * @param {SuggestionStats['reliability']} bins ten, by confidence
 * @param {SuggestedField} field
 * @returns {string} whether its own confidence can be relied on; '' when it never was that sure
 */
export function reliabilityWords(bins, field) {
  const sure = bins.slice(-SURE_BINS);
  const suggested = sum(sure.map((bin) => bin.suggested));
  if (suggested === 0) return '';
  const right = sum(sure.map((bin) => (field === 'category' ? bin.category_right : bin.priority_right)));
  return `When it was at least ${percents.format(sure[0].from)} sure, the ${field} was right for ${share(right, suggested)}.`;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
