import { hash } from 'node:crypto';
import { claimsOf } from '#formats/windows-events/index.ts';
import { eventTime } from '#formats/windows-events/event.ts';
import type { Allocation, ContainerRef, FactDraft, RuleValue } from '#model/index.ts';
import type { ReaderOutput } from '../reader.ts';
import { readEvent, type EventContent } from './binxml/read-event.ts';
import { claimedFileTime, fileTimeText } from './binxml/times.ts';
import { recordHeaderBytes, type RecordPlace } from './chunk-records.ts';
import { bytesOfLog, trouble } from './outputs.ts';
import type { OpenChunk } from './open-chunk.ts';

const sourceWords = 'Event log of Windows (EVTX)';

/** Reads a record; null where nothing of it can be made out. */
export function contentOf(chunk: OpenChunk, record: RecordPlace): EventContent | null {
  const end = record.offset + record.sizeBytes - (record.isWhole ? 4 : 0);
  const content = readEvent(chunk.templates, record.offset + recordHeaderBytes, end, chunk.bounds);
  const isEmpty = content.values.length === 0 && content.system.eventId === '' && content.system.provider === '';
  return isEmpty ? null : content;
}

/** Tells a record of which something could be read. */
export function* tellRecord(
  chunk: OpenChunk,
  record: RecordPlace,
  content: EventContent,
  container: ContainerRef,
  allocation: Allocation,
): Generator<ReaderOutput, void, undefined> {
  const { log, templates } = chunk;
  const locator = bytesOfLog(log.context.locator, chunk.offsetBytes + record.offset, record.sizeBytes);
  const { view, bytes } = templates.chunk;
  const written = fileTimeText(view.getUint32(record.offset + 16, true), view.getUint32(record.offset + 20, true));
  const { system } = content;
  const stated = 'System, TimeCreated';
  const time =
    system.time === ''
      ? claimedFileTime(written, 'header of the record, time written')
      : system.time.length === written.length
        ? claimedFileTime(system.time, stated)
        : eventTime(system.time, stated, 'UTC');
  const remarks: RuleValue[] = [...chunk.remarks];
  if (system.time !== '' && system.time !== written) remarks.push({ name: 'Time written (header of the record)', value: written });
  const identifier = String(record.identifier);
  if (system.recordId === '') system.recordId = identifier;
  else if (system.recordId !== identifier) remarks.push({ name: 'Identifier in the header of the record', value: identifier });
  const own = bytes.subarray(record.offset, record.offset + record.sizeBytes);
  const draft: FactDraft = {
    kind: 'event',
    locator,
    parent: null,
    observed: {
      range: { offsetBytes: chunk.offsetBytes + record.offset, lengthBytes: record.sizeBytes },
      sizeBytes: record.sizeBytes,
      sha256: hash('sha256', own, 'hex'),
      allocation,
      intact: record.isWhole && content.troubles.length === 0 && !content.isCut,
    },
    claimed: claimsOf({ system, time, values: content.values }, { source: sourceWords, remarks }),
  };
  if (!record.isWhole) {
    const detail = `The record ${identifier} is damaged: the copy of its size is not at its end. What could be read was read.`;
    yield trouble(container, { code: 'property-unreadable', effect: 'field-lost', detail }, locator);
  }
  // What a carved record lost is to be expected and told in its values; one diagnostic for each would hide the others.
  if (content.troubles.length > 0 && allocation === 'allocated') {
    const detail = `A part of the record ${identifier} could not be read. ${content.troubles.slice(0, 5).join(' ')}`;
    yield trouble(container, { code: 'property-unreadable', effect: 'field-lost', detail }, locator);
  }
  if (content.isCut) {
    const detail = `The record ${identifier} has more or longer values than the limits eventValues and eventCharacters; it holds the beginning.`;
    yield trouble(container, { code: 'limit-reached', effect: 'limit-reached', detail }, locator);
  }
  yield { kind: 'record', container, record: draft };
}
