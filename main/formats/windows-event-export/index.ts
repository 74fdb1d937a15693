/**
 * Format `windows-event-export`: event logs of Windows that were exported: as XML (`wevtutil qe /f:xml`, Event Viewer), as
 * JSON (evtx_dump, winlogbeat, Get-WinEvent, EvtxECmd, NXLog), as tables (Event Viewer, EvtxECmd, Export-Csv).
 *
 * Enters: the text of an export of any size. Leaves: an access event for each event in it, its meaning by `windows-events`.
 * Invariant: each element, value or row becomes an event or a loss; memory does not grow with the export. An export is what
 * its maker chose of a log: nothing in it says what was left out.
 */
import type { ByteSource } from '#evidence/byte-source.ts';
import { delimiterOf, looksBinary, openLogText, readJsonValues, readLines, readRows } from '#formats/log-text/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import type { readColumns } from './event-columns.ts';
import { columnsOf } from './event-columns.ts';
import { readEventJson, shapeOf } from './event-json.ts';
import { readEventXml } from './event-xml.ts';
import { tellEvent } from './tell-event.ts';
import { readEventElements } from './xml-elements.ts';

const noAttachments = (): never => {
  throw new AttachmentUnreadableError('Events have no attachments.');
};

/** How much of a file a probe looks at: one event of most exports. */
const probedBytes = 64 * 1024;

function head(source: ByteSource) {
  const bytes = source.read(0, probedBytes);
  const text = openLogText({ sizeBytes: bytes.length, read: (offset, length) => bytes.slice(offset, offset + length) });
  return {
    text,
    shown: looksBinary(text) ? '' : text.textOf(0, Math.min(text.units, probedBytes)),
    isWhole: bytes.length === source.sizeBytes,
  };
}

const xmlForm = 'XML export of an event log of Windows';
const eventNamespace = 'http://schemas.microsoft.com/win/2004/08/events/event';

/** The XML form of events, alone, in a list, or one after the other. */
export const eventXmlReader: FormatReader = {
  id: 'windows-event-xml',
  version: '1',
  title: xmlForm,
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const { shown } = head(source);
    const element = /<(?:Events|Event)[\s>]/.exec(shown);
    const isEvent =
      element !== null &&
      shown
        .slice(0, element.index)
        .trim()
        .replaceAll(/<[?!][^>]*>/g, '')
        .trim() === '' &&
      shown.includes(eventNamespace);
    return isEvent
      ? { verdict: 'yes', because: 'It begins with an element of the XML form of Windows events, with their namespace.' }
      : { verdict: 'no', because: 'It does not begin with an event of Windows in XML.' };
  },
  *read(source, context): Generator<ReaderOutput, void, undefined> {
    for (const { xml, range, trouble } of readEventElements(openLogText(source), context.limits)) {
      yield* tellEvent(source, context, { range, trouble, zone: 'UTC', read: (into) => readEventXml(xml, into) }, xmlForm);
    }
  },
  attachment: noAttachments,
};

const jsonForm = 'JSON export of an event log of Windows';
/** Members of an outer object whose lists hold events. */
const listNames = ['Events', 'events', 'hits', 'records', 'value'];

/** JSON of events: a value in each line, in a list, or one after the other. */
export const eventJsonReader: FormatReader = {
  id: 'windows-event-json',
  version: '1',
  title: jsonForm,
  extensions: [],
  isNeverMail: true,
  probe: probeJson,
  *read(source, context): Generator<ReaderOutput, void, undefined> {
    for (const { value, range, trouble, isAround } of readJsonValues(openLogText(source), context.limits, listNames)) {
      if (isAround) continue;
      const shape = shapeOf(value);
      const read = (into: Parameters<typeof readEventJson>[2]): null => {
        if (shape !== null) readEventJson(value, shape, into);
        return null;
      };
      yield* tellEvent(source, context, { range, trouble, zone: shape === 'columns' ? null : 'UTC', read }, jsonForm);
    }
  },
  attachment: noAttachments,
};

function probeJson(source: ByteSource): ProbeResult {
  const no: ProbeResult = { verdict: 'no', because: 'It holds no event of Windows as JSON.' };
  const { text, shown, isWhole } = head(source);
  if (!/^\s*[[{]/.test(shown.slice(0, 1000))) return no;
  for (const { value, trouble } of readJsonValues(text, { logValueBytes: probedBytes }, listNames)) {
    const shape = trouble === null ? shapeOf(value) : null;
    if (shape !== null) return { verdict: 'yes', because: `Its first value is an event of Windows in JSON (form: ${shape}).` };
    // The first event may be longer than what is looked at.
    const isCut = trouble !== null && !isWhole && /"(?:winlog|System)"\s{0,10}:\s{0,10}\{/.test(shown) && shown.includes('"EventID"');
    return isCut ? { verdict: 'perhaps', because: 'Its first value begins as an event of Windows in JSON.' } : no;
  }
  return no;
}

const tableForm = 'Table export of an event log of Windows';

/** Lists of events as delimited text, known by the names of their columns. */
export const eventTableReader: FormatReader = {
  id: 'windows-event-table',
  version: '1',
  title: tableForm,
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const { shown } = head(source);
    const found = columnNames(shown.slice(0, 16 * 1024));
    return found === null
      ? { verdict: 'no', because: 'Its first line does not name the columns of a list of Windows events.' }
      : { verdict: 'yes', because: `Its first line names the columns of a list of Windows events (${found.slice(0, 5).join(', ')}, …).` };
  },
  *read(source, context): Generator<ReaderOutput, void, undefined> {
    yield* readTable(source, context);
  },
  attachment: noAttachments,
};

function columnNames(shown: string): readonly string[] | null {
  // Export-Csv may write the type of its objects first.
  const line = shown.split(/\r?\n/, 3).find((one) => one.trim() !== '' && !one.startsWith('#TYPE')) ?? '';
  const names = line.split(delimiterOf(line)).map((name) => name.trim().replaceAll('"', ''));
  return columnsOf(names) === null ? null : names;
}

function* readTable(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const text = openLogText(source);
  let first = '';
  for (const line of readLines(text, context.limits)) {
    first = line.text;
    if (!first.startsWith('#TYPE')) break;
  }
  let names: readonly string[] | null = null;
  for (const { cells, range, trouble } of readRows(text, delimiterOf(first), context.limits)) {
    if (names === null) {
      const trimmed = cells.map((cell) => cell.trim());
      if (columnsOf(trimmed) !== null) names = trimmed;
      continue;
    }
    const known = names;
    // Event Viewer writes the message into a column that it does not name.
    const named = cells.map(
      (cell, index) => [known[index] ?? (index === known.length ? 'Message' : `Column ${String(index + 1)}`), cell] as const,
    );
    const read = (into: Parameters<typeof readColumns>[1]): null => {
      readTableRow(named, into);
      return null;
    };
    yield* tellEvent(source, context, { range, trouble, zone: null, read }, tableForm);
  }
}

/** The values that EvtxECmd has in its column `Payload` are JSON. */
function readTableRow(cells: readonly (readonly [name: string, text: string])[], into: Parameters<typeof readColumns>[1]): void {
  const stated = cells.filter(([, text]) => text !== '');
  readEventJson(Object.fromEntries(stated), 'columns', into);
}

export const windowsEventExportReaders: readonly FormatReader[] = [eventXmlReader, eventJsonReader, eventTableReader];
