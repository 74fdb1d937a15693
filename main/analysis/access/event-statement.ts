import { formatInZone, millisecondsOf, type Citation, type ClaimedTime } from '#model/index.ts';
import { excerptOf } from '../excerpt.ts';
import { citeFact } from '../rules/cite-fact.ts';
import { factText, type EventField, type EventRecord } from './event-text.ts';

/** How a statement names an event: `The event "New-InboxRule" (audit log of Microsoft 365)`. */
export function nameEvent({ claimed }: EventRecord): string {
  const operation = claimed.operation === '' ? claimed.action : claimed.operation;
  return `The event ${quote(operation)}${claimed.source === '' ? '' : ` (${shorten(claimed.source)})`}`;
}

/** Who, where and from where, as far as the event states it: ` (by "CORP\ann" on PC7 from 192.0.2.1)`; empty where it states nothing. */
export function circumstancesOf({ claimed }: EventRecord): string {
  const by = claimed.actor === '' ? '' : `by ${quote(claimed.actor)}`;
  const host = claimed.host === '' ? '' : `on ${shorten(claimed.host)}`;
  const from = claimed.address === '' ? '' : `from ${shorten(claimed.address)}`;
  const parts = [by, host, from].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(' ')})`;
}

/** A text of the evidence within a statement, on one line and no longer than a line. */
export function quote(text: string): string {
  return `"${shorten(text)}"`;
}

/** Cuts a text of the evidence for a statement; line breaks become blanks, and what would change the writing a replacement sign. */
export function shorten(text: string): string {
  const line = text.slice(0, 400).replace(/\s+/g, ' ').trim().replace(unwritable, '\ufffd');
  return line.length <= 160 && text.length <= 400 ? line : `${line.slice(0, 157)}…`;
}

// Controls, and the signs that turn the direction of writing.
const unwritable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A time within a statement: `2026-03-14 09:26:53 UTC`; `a time that it does not state` where none is understood. */
export function timeText(time: ClaimedTime | null): string {
  const milliseconds = millisecondsOf(time);
  if (milliseconds !== null) return momentText(milliseconds);
  return time === null || time.raw === '' ? 'a time that is not stated' : `${quote(time.raw)} without a zone`;
}

/** `2026-03-14 09:26:53 UTC`. */
export function momentText(milliseconds: number): string {
  return `${formatInZone(milliseconds, 'UTC')} UTC`;
}

/** Counted things: `1 event`, `12 events`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/** Names things in a statement, at most four of them, and says how many more there are. */
export function listText(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map((name) => quote(name));
  const left = names.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${String(left)} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/**
 * Cites a part of an event as it stands.
 * @param mark what must stay visible of a long text, without case
 */
export function citeEvent(record: EventRecord, field: EventField, mark?: string | null): Citation {
  const { claimed } = record;
  const [name, text] = citedPart(record, field);
  if (text === '') return citeFact(record, 'event', `${claimed.operation} ${claimed.object.name}`.trim());
  const at = mark == null || mark === '' ? -1 : text.toLowerCase().indexOf(mark);
  const shown = at === -1 ? text : excerptOf(text, text.slice(at, at + (mark?.length ?? 0)));
  return citeFact(record, `event ${name}`, shown);
}

function citedPart(record: EventRecord, field: EventField): readonly [name: string, text: string] {
  const { claimed } = record;
  switch (field) {
    case 'command': {
      if (claimed.process !== null && claimed.process.commandLine !== '') return ['command line', claimed.process.commandLine];
      const script = ['ScriptBlockText', 'Payload', 'Cmdlet', 'proctitle', 'HostApplication'].find((name) => factText(record, name) !== '');
      return script === undefined ? ['operation', claimed.operation] : [script, factText(record, script)];
    }
    case 'image':
    case 'program':
      return ['process', claimed.process?.name ?? ''];
    case 'parent':
      return ['parent process', claimed.process?.parent ?? ''];
    case 'object':
      return ['object', claimed.object.name];
    case 'client':
      return ['client', claimed.client ?? ''];
    case 'peer': {
      const { peer } = claimed;
      return ['destination', peer === undefined ? '' : `${peer.host === '' ? peer.address : peer.host}:${String(peer.port ?? '?')}`];
    }
    case 'change':
      return ['change', changeText(record)];
    case 'facts':
    case 'all':
      return ['operation', claimed.operation];
    case 'operation':
    case 'outcome':
    case 'actor':
    case 'account':
    case 'host':
      return [field, claimed[field]];
    default: {
      const name = field.slice('fact '.length);
      return [name, factText(record, name)];
    }
  }
}

/** A change in a line, with what it names in the words of the event. */
export function changeText({ claimed }: EventRecord): string {
  const { change } = claimed;
  if (change === undefined) return claimed.operation;
  const parts = [
    claimed.operation,
    change.name === '' ? '' : `name ${change.name}`,
    change.of === '' ? '' : `of ${change.of}`,
    change.destinations.length === 0 ? '' : `to ${change.destinations.join(', ')}`,
    change.actions.length === 0 ? '' : `does ${change.actions.join(', ')}`,
    change.conditions.length === 0 ? '' : `when ${change.conditions.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
