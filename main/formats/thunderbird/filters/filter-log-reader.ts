import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type AccessEventClaims, type ClaimedTime, type ContainerRef, type Locator } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { readDate } from '#formats/mime/index.ts';
import { fact, observedBytes, shortened, textOfBytes } from '../claims.ts';

/**
 * Reads the log of message filters or of junk sorting (`filterlog.html`, `junklog.html`; nsMsgFilter::LogRuleHitGeneric of
 * comm-central, messenger/filterEditor.ftl): each paragraph is an event. What a filter did is understood in English; of other
 * languages the text is kept.
 */
export const filterLogReader: FormatReader = {
  id: 'thunderbird-filter-log',
  version: '1',
  title: 'Thunderbird filter log (filterlog.html)',
  isNeverMail: true,
  extensions: [],
  probe(source) {
    const start = Buffer.from(source.read(0, 16 * 1024)).toString('latin1');
    // Markup from its first character on, which no mail has; and a time of day in the brackets, which footnotes lack.
    const entry =
      /^(?:\u00ef\u00bb\u00bf)?\s*<(?:[^]{0,4000}?<)?p>\s*(?:\[[^\]\r\n]{0,40}\d[:.h]\d\d[^\]\r\n]{0,40}\] \S|Applied filter (?:"|&quot;))/.exec(
        start.slice(0, 8000),
      );
    const isLog = entry !== null && !/<(?:div|table|a|img|script|h1)\b/i.test(entry[0]);
    return isLog
      ? { verdict: 'yes', because: 'its first paragraph is an entry of a filter log' }
      : { verdict: 'no', because: 'its first paragraph is no entry of a filter log' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('A log has no attachments.');
  },
};

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const container: ContainerRef = { kind: 'log', locator };
  const held = source.read(0, Math.min(source.sizeBytes, limits.indexBytes));
  const bytes = Buffer.from(held.buffer, held.byteOffset, held.byteLength);
  let told = 0;
  let start = bytes.indexOf(opening);
  for (; start !== -1 && told < limits.indexRows; told += 1) {
    const next = bytes.indexOf(opening, start + opening.length);
    const closing = bytes.indexOf('</p>', start);
    const end = closing !== -1 && (next === -1 || closing < next) ? closing + 4 : next === -1 ? bytes.length : next;
    const place: Locator = [...locator, bytesStep(start, end - start)];
    yield { kind: 'expected', container, items: 1 };
    if (context.enter(place, container)) {
      const entry = bytes.subarray(start, end);
      const claimed = eventOf(textOfEntry(entry.subarray(0, longestEntry).toString('latin1')));
      const isWhole = end === closing + 4;
      yield {
        kind: 'record',
        container,
        record: { kind: 'event', locator: place, parent: null, observed: observedBytes(entry, start, isWhole), claimed },
      };
    }
    start = next;
  }
  if (start === -1 && bytes.length === source.sizeBytes) return;
  const detail = `The log has ${String(source.sizeBytes)} bytes; ${String(told)} entries were read, and what follows was not.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator, detail } };
}

const opening = '<p>';
const longestEntry = 64 * 1024;
const longestMessage = 4000;

function textOfEntry(html: string): string {
  const text = html.replace(/^<p>\s*/, '').replace(/\s*<\/p>$/, '');
  return textOfBytes(text.replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => entities.get(name) ?? ''));
}

const entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['#39', "'"],
]);

function eventOf(text: string): AccessEventClaims {
  const stamp = /^\[([^\]\r\n]{1,80})\]\s?/.exec(text);
  // What a filter did is looked for in the beginning: an entry is two or three lines.
  const message = text.slice(stamp?.[0].length ?? 0, longestMessage);
  const applied = /Applied filter "([^\n]*)" to message from ([^\n]*?) - ([^\n]*) at ([^\n]*)\n?([^]*)$/.exec(message);
  const failure = /^Filter action failed: "([^\n]*)" with error code=(\S+)/i.exec(message);
  const action = (applied?.[5] ?? '').trim();
  const moved = /^(moved|copied) message id = (\S+) to (\S+)/.exec(action);
  return {
    time: stamp === null ? null : timeOf(stamp[1] ?? ''),
    precision: 'second',
    clock: 'clock of the machine',
    strength: failure !== null ? 'ATTEMPTED' : action === 'forwarded' ? 'EXPORTED' : 'CHANGED',
    action: action === 'forwarded' ? 'mail-forward' : moved === null ? 'other' : moved[1] === 'moved' ? 'mail-move' : 'mail-copy',
    operation: action === '' ? 'filter log entry' : shortened(action, 500),
    actor: '',
    account: '',
    host: '',
    address: '',
    process: null,
    object: applied === null ? { kind: 'rule', name: '' } : { kind: 'message', name: shortened(applied[3] ?? '', 1000) },
    outcome: failure === null ? '' : shortened(`${failure[1] ?? ''} (${failure[2] ?? ''})`, 500),
    source: 'Thunderbird filter log',
    doesNotShow: 'It does not show to whom a message was forwarded; the filter does, as it stands now.',
    facts: [
      ...(applied === null
        ? []
        : [fact('filter', applied[1] ?? ''), fact('message from', applied[2] ?? ''), fact('message date', applied[4] ?? '')]),
      ...(moved === null ? [] : [fact('message id', moved[2] ?? ''), fact('folder', moved[3] ?? '')]),
      fact('text', message),
    ],
  };
}

// Written as the language of the program has it: which number is the day is known only where the year comes first, and which
// instant it is only where a zone is named.
function timeOf(raw: string): ClaimedTime {
  const statedBy = 'time of the filter log entry';
  const unread: ClaimedTime = { raw, instant: null, offsetMinutes: null, statedBy };
  if (!/^\d{4}-\d{2}-\d{2}/.test(raw)) return unread;
  const { time } = readDate(raw, statedBy);
  return time.offsetMinutes === null ? unread : time;
}
