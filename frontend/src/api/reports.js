/** The figures of the team, for accounts with a role. */
import { request } from './client.js';

/**
 * @import { Answer } from './tickets.js'
 * @import { operations } from './schema.js'
 */

/** @typedef {Answer<'ticket_stats_times'>} TimesReport */
/** @typedef {TimesReport['groups'][number]} ReportGroup it has the field that is called as the group */
/** @typedef {'first_reply' | 'resolution'} Measure */
/** @typedef {NonNullable<NonNullable<operations['ticket_stats_times']['parameters']['query']>['group']>} Grouping */

/**
 * @param {{ days: number, until: string, tz: string, group: Grouping }} asked `until`: YYYY-MM-DD, the last day
 * @param {AbortSignal} [signal]
 * @returns {Promise<TimesReport>}
 */
export async function fetchTimes({ days, until, tz, group }, signal) {
  const query = new URLSearchParams({ days: `${days}`, until, tz, group });
  return (await request(`/api/tickets/stats/times/?${query}`, { signal })).data;
}
