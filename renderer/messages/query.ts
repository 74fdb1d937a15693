import type { MessageQuery } from '#renderer/case/case-view.ts';
import { startOfDay, startOfNextDay } from '#renderer/ui/times.ts';

/** What the examiner has set to narrow the list of messages, as typed. */
export interface MessageFilter {
  readonly text: string;
  readonly folderKey: string | null;
  /** Days as typed, `YYYY-MM-DD` or empty, both inclusive. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly onlyWithFindings: MessageQuery['onlyWithFindings'];
  /** Identifier of a finding: only the messages that it is about. */
  readonly ofFinding: string | null;
  readonly sort: MessageQuery['sort'];
  readonly direction: MessageQuery['direction'];
}

/** Everything, newest first. */
export const wholeCase: MessageFilter = {
  text: '',
  folderKey: null,
  fromDay: '',
  toDay: '',
  onlyWithFindings: 'all',
  ofFinding: null,
  sort: 'date',
  direction: 'descending',
};

/** The question to the case that a filter means; days are days of the case zone. */
export function queryOf(filter: MessageFilter, zone: string): MessageQuery {
  return {
    text: filter.text.trim(),
    folderKey: filter.folderKey,
    evidenceId: null,
    from: startOfDay(filter.fromDay, zone),
    to: startOfNextDay(filter.toDay, zone),
    onlyWithFindings: filter.onlyWithFindings,
    ofFinding: filter.ofFinding,
    sort: filter.sort,
    direction: filter.direction,
  };
}

/** Whether a filter leaves out any message. */
export function isNarrowed(filter: MessageFilter): boolean {
  const { text, folderKey, fromDay, toDay, onlyWithFindings, ofFinding } = filter;
  return text.trim() !== '' || folderKey !== null || fromDay !== '' || toDay !== '' || onlyWithFindings !== 'all' || ofFinding !== null;
}

/** What is wrong with a day as typed, or null. */
export function complaintAboutDay(day: string): string | null {
  return day === '' || startOfDay(day, 'UTC') !== null ? null : 'Write the day as YYYY-MM-DD.';
}

/** The filter after a click on a column's head: the same column turns round, another begins as is usual for it. */
export function sortedBy(filter: MessageFilter, sort: MessageQuery['sort']): MessageFilter {
  if (filter.sort === sort) return { ...filter, direction: filter.direction === 'ascending' ? 'descending' : 'ascending' };
  return { ...filter, sort, direction: sort === 'date' || sort === 'size' ? 'descending' : 'ascending' };
}
