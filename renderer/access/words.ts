import { skewText } from '#report/index.ts';
import type { ClockSkew } from '#contract/index.ts';
import type { AccessStrength, EvidenceId } from '#model/index.ts';
import type { AccessFilter, LaneQuestion } from '#renderer/case/access-view.ts';
import type { AccessRow, MessageRow } from '#renderer/case/case-view.ts';

/** What each strength word proves. */
export const strengthWords: Readonly<Record<AccessStrength, string>> = {
  OPENED: 'a program opened the object',
  RUN: 'a program was started',
  PRESENT: 'the object was there',
  SYNCED: 'a client exchanged it with a server',
  'LOGGED ON': 'an account was authenticated',
  EXPORTED: 'it was copied out',
  CHANGED: 'it, or a setting of it, was changed',
  ATTEMPTED: 'it was tried and failed',
};

/** Everything, events only. */
export const wholeTimeline: AccessFilter = {
  text: '',
  strengths: [],
  actions: [],
  sources: [],
  actors: [],
  evidence: [],
  from: null,
  to: null,
  messages: 'with',
  times: 'as-stated',
};

/** Whether a filter leaves anything out. */
export function isNarrowed({ messages: _messages, times: _times, ...filter }: AccessFilter): boolean {
  const { messages: _m, times: _t, ...whole } = wholeTimeline;
  return JSON.stringify(filter) !== JSON.stringify(whole);
}

/**
 * The messages that a row leads to: the one that it is, or those that its event names.
 * @param named null while they are being looked for
 * @returns at least one message, or why there is none, in a sentence
 */
export function messagesOfRow(row: AccessRow | null, named: readonly MessageRow[] | null): readonly [MessageRow, ...MessageRow[]] | string {
  if (row === null) return 'No event is chosen.';
  if (row.kind === 'message') return [row.message];
  if ((row.event.claimed.messageIds ?? []).length === 0) return 'The event names no message.';
  if (named === null) return 'The messages that the event names are still being looked for.';
  const [first, ...others] = named;
  return first === undefined ? 'The case holds no message that the event names.' : [first, ...others];
}

/** What counts as a gap. */
export const gapChoices: readonly { readonly title: string; readonly milliseconds: LaneQuestion['gap'] }[] = [
  { title: 'an hour', milliseconds: 3_600_000 },
  { title: 'a day', milliseconds: 24 * 3_600_000 },
  { title: 'a week', milliseconds: 7 * 24 * 3_600_000 },
  { title: 'a month', milliseconds: 30 * 24 * 3_600_000 },
];

/** A row of the table, in texts. */
export interface AccessCells {
  readonly raw: string;
  readonly strength: string;
  readonly action: string;
  readonly actor: string;
  readonly account: string;
  readonly address: string;
  readonly host: string;
  readonly process: string;
  readonly object: string;
  readonly source: string;
}

/** Says what the table shows of an event or a message. */
export function cellsOf(row: AccessRow): AccessCells {
  if (row.kind === 'message') {
    const { from, subject, folder } = row.message;
    const none = { raw: '', strength: '', account: '', address: '', host: '', process: '' };
    return { ...none, action: 'message', actor: from, object: subject, source: folder };
  }
  const { time, strength, action, operation, actor, account, address, host, process, object, source } = row.event.claimed;
  return {
    raw: time?.raw ?? '',
    strength,
    action: operation === '' || operation === action ? action : `${action} · ${operation}`,
    actor,
    account,
    address,
    host,
    process: process === null ? '' : process.commandLine === '' ? process.name : process.commandLine,
    object: object.name,
    source,
  };
}

/** An instant in UTC to the millisecond where it has any: `2026-03-14 09:26:53.120`. */
export function utcText(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  const text = new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
  return text.endsWith('.000') ? text.slice(0, -4) : text;
}

/** The clock skew of an exhibit in words, or null where none is stated. */
export function skewOf(skews: readonly ClockSkew[] | undefined, evidenceId: EvidenceId): string | null {
  const skew = skews?.find((each) => each.evidenceId === evidenceId);
  return skew === undefined
    ? null
    : `the clock of ${evidenceId} was ${skewText(skew.seconds)}${skew.because === '' ? '' : ` (${skew.because})`}`;
}

/** The list with a value taken in, or out where it is in it. */
export function toggled<T>(list: readonly T[], value: T): readonly T[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

export interface Period {
  readonly from: number;
  readonly to: number;
}

/** Zooms a period around its middle, within the whole. @param factor below 1: nearer */
export function zoomed({ from, to }: Period, factor: number, whole: Period): Period | null {
  const half = Math.max(500, ((to - from) * factor) / 2);
  const middle = (from + to) / 2;
  const next = { from: Math.max(whole.from, Math.round(middle - half)), to: Math.min(whole.to, Math.round(middle + half)) };
  return next.from <= whole.from && next.to >= whole.to ? null : next;
}

/** Moves a period by a part of its length, within the whole. */
export function moved({ from, to }: Period, part: number, whole: Period): Period {
  const by = Math.round((to - from) * part);
  const least = whole.from - from;
  const most = whole.to - to;
  const step = Math.min(Math.max(by, least), Math.max(most, least));
  return { from: from + step, to: to + step };
}
