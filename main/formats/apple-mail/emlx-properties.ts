import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import {
  bytesStep,
  type AccessEventClaims,
  type ByteRange,
  type ClaimedTime,
  type ContainerRef,
  type Diagnostic,
  type FactDraft,
  type Locator,
  type MessageDraft,
  type Observed,
} from '#model/index.ts';
import { hashRange } from '../mime/index.ts';
import {
  claimedSeconds,
  entryOf,
  factsOf,
  integerOf,
  keyStep,
  readPlist,
  textOf,
  type PlistReading,
  type PlistValue,
} from '../plist/index.ts';
import type { ReadContext, ReaderOutput } from '../reader.ts';
import { readMessageFlags, type MessageFlags } from './message-flags.ts';

/** The property list of a message file, read. */
export interface EmlxProperties {
  readonly range: ByteRange;
  readonly sha256: string;
  readonly reading: PlistReading;
  readonly flags: MessageFlags;
  readonly received: ClaimedTime | null;
  /** The list is longer than what was read of it. */
  readonly isCut: boolean;
}

/** Reads the property list; of one that is longer than the limit, its beginning. */
export function readTrailer(source: ByteSource, range: ByteRange, { limits }: ReadContext): EmlxProperties {
  const bytes = source.read(range.offsetBytes, Math.min(range.lengthBytes, limits.ruleBytes));
  const reading = readPlist(bytes, limits) ?? { form: 'xml', root: null, troubles: ['It is no property list.'], limits: [] };
  const flags = integerOf(entryOf(reading.root, 'flags'));
  return {
    range,
    sha256: bytes.length === range.lengthBytes ? hash('sha256', bytes) : hashRange(source, range.offsetBytes, range.lengthBytes),
    reading,
    flags: flags === null ? { words: [], facts: [] } : readMessageFlags(flags),
    received: timeOf(reading.root, 'date-received'),
    isCut: bytes.length < range.lengthBytes,
  };
}

interface Place {
  /** The record of the message; null where it was lost. */
  readonly message: MessageDraft | null;
  readonly messageLocator: Locator;
  readonly folderPath: readonly string[];
  readonly fileName: string;
  readonly context: ReadContext;
}

/**
 * Gives what the property list states: an index entry with all its values, and an event for when the message was last viewed.
 */
export function* propertyOutputs(properties: EmlxProperties | null, place: Place): Generator<ReaderOutput, void, undefined> {
  const { locator } = place.context;
  const container: ContainerRef = { kind: 'message-properties', locator };
  if (properties === null) {
    const detail = 'The file has no property list after the message: its flags and times are not known.';
    const diagnostic: Diagnostic = { code: 'message-properties-missing', effect: 'field-lost', stage: 'read', locator, detail };
    yield { kind: 'diagnostic', container, diagnostic };
    return;
  }
  const { range, reading } = properties;
  const own: Locator = [...locator, bytesStep(range.offsetBytes, range.lengthBytes)];
  yield* fact(place, container, { ...indexEntry(properties, place), locator: own, parent: place.messageLocator });
  const viewed = timeOf(reading.root, 'date-last-viewed');
  if (viewed !== null) {
    yield* fact(place, container, {
      kind: 'event',
      locator: [...own, keyStep(['date-last-viewed'])],
      parent: place.messageLocator,
      observed: observedAt(properties, entryOf(reading.root, 'date-last-viewed')),
      claimed: lastViewed(viewed, place, 'Apple Mail message file, property date-last-viewed'),
    });
  }
  yield* listTroubles(properties, own, container);
}

function* fact(place: Place, container: ContainerRef, record: FactDraft): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  if (place.context.enter(record.locator, container)) yield { kind: 'record', container, record };
}

function* listTroubles(
  { reading, isCut }: EmlxProperties,
  locator: Locator,
  container: ContainerRef,
): Generator<ReaderOutput, void, undefined> {
  const limits = [...reading.limits, ...(isCut ? ['The property list is longer than the limit; its beginning was read.'] : [])];
  for (const [sentences, effect] of [
    [reading.troubles, 'field-lost'],
    [limits, 'limit-reached'],
  ] as const) {
    if (sentences.length === 0) continue;
    yield {
      kind: 'diagnostic',
      container,
      diagnostic: { code: 'plist-damaged', effect, stage: 'read', locator, detail: sentences.join(' ') },
    };
  }
}

function indexEntry(
  properties: EmlxProperties,
  { message, folderPath, fileName }: Place,
): Omit<Extract<FactDraft, { kind: 'index-entry' }>, 'locator' | 'parent'> {
  const { root } = properties.reading;
  return {
    kind: 'index-entry',
    observed: observedAt(properties, null),
    claimed: {
      client: 'apple-mail',
      folderPath,
      messageId: message?.claimed.messageId ?? null,
      subject: textOf(entryOf(root, 'subject')) ?? '',
      sender: textOf(entryOf(root, 'sender')) ?? '',
      date: properties.received ?? timeOf(root, 'date-sent'),
      flags: properties.flags.words,
      storedAt: fileName,
      inStore: 'yes',
      facts: [...(root === null ? [] : factsOf(root).facts), ...properties.flags.facts],
    },
  };
}

// An XML list has a place for each value; it is counted from the beginning of the list.
function observedAt({ range, sha256, reading }: EmlxProperties, value: PlistValue | null): Observed {
  const within = value?.range ?? null;
  const offsetBytes = range.offsetBytes + (within?.offsetBytes ?? 0);
  const lengthBytes = within?.lengthBytes ?? range.lengthBytes;
  return {
    range: { offsetBytes, lengthBytes },
    sizeBytes: lengthBytes,
    sha256: within === null ? sha256 : null,
    allocation: 'allocated',
    intact: reading.troubles.length === 0 && reading.limits.length === 0,
  };
}

/** The claims of a last viewing. @param place names the message */
export function lastViewed(
  time: ClaimedTime,
  place: Pick<Place, 'message' | 'folderPath' | 'fileName'>,
  source: string,
): AccessEventClaims {
  const { message, folderPath, fileName } = place;
  return {
    time,
    precision: 'second',
    clock: 'clock of the machine',
    strength: 'OPENED',
    action: 'mail-access',
    operation: 'message last viewed',
    actor: '',
    account: '',
    host: '',
    address: '',
    process: null,
    object: { kind: 'message', name: message?.claimed.messageId ?? fileName },
    outcome: '',
    source,
    doesNotShow:
      'Only the last viewing is kept. It does not show who was at the machine, for how long the message was shown, or earlier viewings.',
    facts: [
      { name: 'folder', value: folderPath.join('/') },
      { name: 'subject', value: message?.claimed.subject ?? '' },
    ],
  };
}

function timeOf(root: PlistValue | null, key: string): ClaimedTime | null {
  const value = entryOf(root, key);
  const statedBy = `property ${key} of the message file`;
  if (value?.kind === 'date') return { raw: value.raw, instant: value.instant, offsetMinutes: value.instant === null ? null : 0, statedBy };
  if (value?.kind === 'real') return claimedSeconds(value.value, 'unix', statedBy);
  const seconds = integerOf(value);
  return seconds === null ? null : claimedSeconds(seconds, 'unix', statedBy);
}
