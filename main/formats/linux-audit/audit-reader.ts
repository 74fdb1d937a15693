import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Locator } from '#model/index.ts';
import { openLogText, readLines } from '../log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '../reader.ts';
import { eventOf } from './audit-event.ts';
import { headOf, recordOf, type AuditRecord } from './audit-record.ts';

/**
 * Reads the audit log of Linux (`audit.log` of auditd; audit(7), auditd.conf(5)), raw or enriched. The records of one identifier
 * make one event; they stand together but for those of events at the same time, so a bounded number of events is kept open.
 */
export const auditReader: FormatReader = {
  id: 'linux-audit',
  version: '1',
  title: 'Audit log of Linux (auditd)',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const head = source.read(0, 8192);
    // Most files are none, and are not looked at in lines.
    if (!Buffer.from(head.buffer, head.byteOffset, head.byteLength).includes('audit('))
      return { verdict: 'no', because: 'It holds no records of the audit log of Linux at its beginning.' };
    const text = openLogText({ sizeBytes: head.length, read: (offset, length) => head.subarray(offset, offset + length) });
    // The enriched form has control characters (0x1D), so that is no sign of another format here.
    const lines = source.sizeBytes === 0 ? [] : [...readLines(text, { logLineBytes: 1024 })].slice(0, 20);
    const records = lines.filter((line) => headOf(line.text) !== null).length;
    return records > 0 && records * 2 >= lines.length
      ? { verdict: 'yes', because: 'Its lines are records of the audit log of Linux.' }
      : { verdict: 'no', because: 'Its lines are no records of the audit log of Linux.' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Records of the audit log have no attachments.');
  },
};

/** How many events are open at once, and of how many records one is told. */
const openEvents = 64;
const recordsOfEvent = 256;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const container: ContainerRef = { kind: 'log', locator: context.locator };
  const open = new Map<string, AuditRecord[]>();
  let formless = 0;
  for (const { text, range, isCut } of readLines(openLogText(source), context.limits)) {
    const record = recordOf(text, range, isCut);
    if (record === null) {
      formless += 1;
      continue;
    }
    const key = `${record.node} ${record.id}`;
    const held = open.get(key);
    if (held === undefined) open.set(key, [record]);
    else held.push(record);
    // EOE ends an event; one that has more records than an event should is told in pieces.
    if (record.type === 'EOE' || (held?.length ?? 0) >= recordsOfEvent) {
      open.delete(key);
      yield* tell(source, context, container, held ?? [record]);
    } else if (open.size > openEvents) {
      const oldest = open.entries().next();
      if (oldest.done === true) continue;
      open.delete(oldest.value[0]);
      yield* tell(source, context, container, oldest.value[1]);
    }
  }
  for (const records of open.values()) yield* tell(source, context, container, records);
  if (formless === 0) return;
  const detail = `${String(formless)} lines are no records of the audit log and are not in the case.`;
  const { locator } = context;
  yield {
    kind: 'diagnostic',
    container,
    diagnostic: { code: 'log-entries-left-out', effect: 'field-lost', stage: 'read', locator, detail },
  };
}

function* tell(
  source: ByteSource,
  { locator, enter }: ReadContext,
  container: ContainerRef,
  records: readonly AuditRecord[],
): Generator<ReaderOutput, void, undefined> {
  const [first] = records;
  if (first === undefined) return;
  const run = runOf(records);
  const place: Locator = [...locator, bytesStep(run.offsetBytes, run.lengthBytes)];
  yield { kind: 'expected', container, items: 1 };
  if (!enter(place, container)) return;
  const cut = records.some(({ isCut }) => isCut);
  const bytes = run.lengthBytes <= mostHashedBytes ? source.read(run.offsetBytes, run.lengthBytes) : null;
  const sha256 = bytes === null ? null : hash('sha256', bytes);
  const observed = { range: run, sizeBytes: run.lengthBytes, sha256, allocation: 'allocated', intact: !cut } as const;
  const claimed = eventOf(records.filter(({ type }) => type !== 'EOE' || records.length === 1));
  const elsewhere = records.filter(({ range }) => range.offsetBytes >= run.offsetBytes + run.lengthBytes);
  const further = elsewhere.map(({ type, range }) => `${type} at ${String(range.offsetBytes)}+${String(range.lengthBytes)}`);
  const facts = further.length === 0 ? claimed.facts : [...claimed.facts, { name: 'further records of it', value: further.slice(0, 50) }];
  yield { kind: 'record', container, record: { kind: 'event', locator: place, parent: null, observed, claimed: { ...claimed, facts } } };
  if (!cut) return;
  const detail = 'A line of the event is longer than the limit; its beginning was read.';
  yield {
    kind: 'diagnostic',
    container,
    diagnostic: { code: 'limit-reached', effect: 'field-lost', stage: 'read', locator: place, detail },
  };
}

const mostHashedBytes = 4 * 1024 * 1024;

// The bytes of the records that follow each other with nothing but a line end between them, from the first on.
function runOf(records: readonly AuditRecord[]): AuditRecord['range'] {
  const start = records[0]?.range.offsetBytes ?? 0;
  let end = start;
  for (const { range } of records) {
    if (end !== start && range.offsetBytes > end + 2) break;
    end = range.offsetBytes + range.lengthBytes;
  }
  return { offsetBytes: start, lengthBytes: end - start };
}
