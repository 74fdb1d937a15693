import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { claimsOf, eventTime } from '#formats/windows-events/index.ts';
import { bytesStep, type ByteRange, type ClaimedTime, type ContainerRef, type FactDraft } from '#model/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { EventCollector } from './event-collector.ts';

/** A piece of an export that holds an event. */
export interface EventPiece {
  readonly range: ByteRange;
  /** What is wrong with it already, as a sentence; null when nothing is. */
  readonly trouble: string | null;
  /** What a time without a zone means: UTC in the XML form and what is made from it, nothing in lists. */
  readonly zone: 'UTC' | null;
  /** Reads it; gives what is wrong, or null. */
  readonly read: (into: EventCollector) => string | null;
}

/** Tells the event of a piece, or that it is none. @param form `XML export of an event log` */
export function* tellEvent(
  source: ByteSource,
  context: ReadContext,
  piece: EventPiece,
  form: string,
): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'event-log', locator: context.locator };
  const { offsetBytes, lengthBytes } = piece.range;
  const locator = [...context.locator, bytesStep(offsetBytes, lengthBytes)];
  yield { kind: 'expected', container, items: 1 };
  if (!context.enter(locator, container)) return;
  const collector = new EventCollector(context.limits);
  const troubles = [piece.trouble, piece.read(collector)].filter((trouble) => trouble !== null);
  const noted = { stage: 'read', locator } as const;
  if (!collector.isEvent()) {
    const detail = `It is no event of Windows that can be read. ${troubles.join(' ')}`.trim();
    yield { kind: 'diagnostic', container, diagnostic: { ...noted, code: 'item-unreadable', effect: 'item-lost', detail } };
    return;
  }
  if (troubles.length > 0) {
    const detail = `The event is damaged; what could be read was read. ${troubles.join(' ')}`;
    yield { kind: 'diagnostic', container, diagnostic: { ...noted, code: 'property-unreadable', effect: 'field-lost', detail } };
  }
  if (collector.isCut) {
    const detail = 'The event has more or longer values than the limits eventValues and eventCharacters; its record holds the beginning.';
    yield { kind: 'diagnostic', container, diagnostic: { ...noted, code: 'limit-reached', effect: 'limit-reached', detail } };
  }
  const { system, values } = collector;
  const record: FactDraft = {
    kind: 'event',
    locator,
    parent: null,
    observed: {
      range: piece.range,
      sizeBytes: lengthBytes,
      sha256: hash('sha256', source.read(offsetBytes, lengthBytes), 'hex'),
      allocation: 'allocated',
      intact: troubles.length === 0 && !collector.isCut,
    },
    claimed: claimsOf({ system, time: timeOf(system.time, piece.zone), values }, { source: form }),
  };
  yield { kind: 'record', container, record };
}

function timeOf(raw: string, zone: 'UTC' | null): ClaimedTime | null {
  const statedBy = 'time of the event in the export';
  // PowerShell writes milliseconds since 1970.
  const milliseconds = /^\/Date\((-?\d{1,15})\)\/$/.exec(raw.trim())?.[1];
  if (milliseconds === undefined) return eventTime(raw, statedBy, zone);
  const date = new Date(Number(milliseconds));
  return { raw, instant: Number.isNaN(date.getTime()) ? null : date.toISOString(), offsetMinutes: 0, statedBy };
}
