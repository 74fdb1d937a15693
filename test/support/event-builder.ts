import {
  accessEvent,
  evidenceIdOf,
  fileStep,
  type AccessAction,
  type AccessEventClaims,
  type ClaimedTime,
  type FactRecord,
  type RecordId,
  type StatedChange,
} from '#model/index.ts';

export type EventRecord = Extract<FactRecord, { kind: 'event' }>;

/** What a test says of an event: claims, and where it differs from a plain one the number that its identifier is made of. */
export type EventParts = Partial<Omit<AccessEventClaims, 'time' | 'object' | 'facts'>> & {
  /** `2026-03-14 09:26:53`, UTC; left out: that of the plain event. Null: none. */
  readonly at?: string | null;
  readonly object?: AccessEventClaims['object'] | string;
  readonly facts?: Readonly<Record<string, AccessEventClaims['facts'][number]['value']>>;
  /** The identifier and place of the record follow from it. */
  readonly number?: number;
  /** Path of the file of the evidence. */
  readonly file?: string;
};

/** An access event as a reader gives it, plain but for the given parts. */
export function eventRecord(action: AccessAction, parts: EventParts = {}): EventRecord {
  const { at = '2026-03-14 09:26:53', object = '', facts = {}, number = 1, file = 'logs/events.json', ...claims } = parts;
  const id = number.toString(16).padStart(32, '0') as RecordId;
  return {
    kind: 'event',
    recordId: id,
    evidenceId: evidenceIdOf(1),
    parentRecordId: null,
    parent: null,
    locator: [fileStep(file), { kind: 'record', at: String(number) }],
    observed: {
      range: { offsetBytes: number * 100, lengthBytes: 100 },
      sizeBytes: 100,
      sha256: null,
      allocation: 'allocated',
      intact: true,
    },
    claimed: accessEvent({
      time: at === null ? null : timeAt(at),
      precision: 'second',
      clock: 'clock of the machine',
      strength: 'RUN',
      action,
      operation: action,
      source: 'test log',
      doesNotShow: 'Whether anything was read.',
      ...claims,
      object: typeof object === 'string' ? { kind: 'other', name: object } : object,
      facts: Object.entries(facts).map(([name, value]) => ({ name, value })),
    }),
  };
}

/** A time as a log states it: `2026-03-14 09:26:53` in UTC. */
export function timeAt(text: string): ClaimedTime {
  return { raw: text, instant: `${text.replace(' ', 'T')}.000Z`, offsetMinutes: 0, statedBy: 'test log' };
}

/** The start of a program by a command line. */
export function started(commandLine: string, name = commandLine.split(' ')[0] ?? '', parts: EventParts = {}): EventRecord {
  return eventRecord('process-start', { process: { name, commandLine }, ...parts });
}

/** A PowerShell script block. */
export function scriptBlock(text: string, parts: EventParts = {}): EventRecord {
  return eventRecord('script', { operation: '4104', ...parts, facts: { ScriptBlockText: text, ...parts.facts } });
}

/** What a program did to a file. */
export function fileEvent(action: AccessAction, object: string, program: string, parts: EventParts = {}): EventRecord {
  return eventRecord(action, {
    strength: 'OPENED',
    object: { kind: 'file', name: object },
    process: { name: program, commandLine: '' },
    ...parts,
  });
}

/** A change that an audit log states. */
export function changeEvent(action: AccessAction, change: Partial<StatedChange>, parts: EventParts = {}): EventRecord {
  return eventRecord(action, {
    strength: 'CHANGED',
    actor: 'ann@firm.example',
    address: '192.0.2.1',
    source: 'audit log',
    ...parts,
    change: { what: 'inbox-rule', name: '', state: 'set', of: '', destinations: [], actions: [], conditions: [], ...change },
  });
}
