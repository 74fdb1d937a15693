import type { ByteSource } from '#evidence/byte-source.ts';
import { fieldsOf } from '#formats/windows-values/fields.ts';
import { bytesStep, type ContainerRef, type Diagnostic, type FactDraft, type Locator } from '#model/index.ts';
import { hash } from 'node:crypto';
import {
  AttachmentUnreadableError,
  type FormatReader,
  type NamedPlace,
  type ProbeResult,
  type ReadContext,
  type ReaderOutput,
} from '../reader.ts';
import { footer, linksAfter, readCustomList } from './custom-list.ts';
import { jumpEvent, programOf } from './jump-event.ts';

/** Jump lists that a program fills itself: tasks, and files by its own categories. */
export const customJumpListReader: FormatReader = {
  id: 'jump-list-custom',
  version: '1',
  title: 'Jump list of a program (customDestinations-ms)',
  isNeverMail: true,
  extensions: ['.customdestinations-ms'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A jump list has no attachments.');
  },
};

/** The head alone is three numbers; that it is one shows by its end, and for an empty list by its name. */
function probe(source: ByteSource, place: NamedPlace | null = null): ProbeResult {
  const head = fieldsOf(source.read(0, 20));
  const no = { verdict: 'no', because: 'It does not begin and end as a jump list of a program does.' } as const;
  if (!head.has(0, 12) || head.u32(0) !== 2 || head.u32(4) > 100 || head.u32(8) !== 0) return no;
  const isNamed = place?.fileName.toLowerCase().endsWith('.customdestinations-ms') === true;
  if (head.u32(4) === 0) {
    return source.sizeBytes === 12 && isNamed
      ? { verdict: 'yes', because: 'It is an empty jump list of a program, by its head and its name.' }
      : no;
  }
  const endsAsOne = fieldsOf(source.read(Math.max(0, source.sizeBytes - 4), 4)).u32(0) === footer;
  if (endsAsOne && head.u32(12) <= 2) return { verdict: 'yes', because: 'It begins and ends as a jump list of a program does.' };
  return isNamed ? { verdict: 'yes', because: 'It begins as a jump list of a program does, and is named as one.' } : no;
}

const mostBytes = 64 * 1024 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator } = context;
  const container: ContainerRef = { locator, kind: 'jump-list' };
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string, at: Locator = locator): ReaderOutput => ({
    kind: 'diagnostic',
    container,
    diagnostic: { code, effect, stage: 'read', locator: at, detail },
  });
  const bytes = source.read(0, Math.min(source.sizeBytes, mostBytes));
  const list = readCustomList(bytes);
  const last = list.entries.at(-1);
  const rest = list.trouble === null ? [] : linksAfter(bytes, last === undefined ? 12 : last.offsetBytes + 1);
  const lost = list.trouble === null ? 0 : 1;
  yield { kind: 'expected', container, items: list.entries.length + rest.length + lost };
  for (const entry of [...list.entries, ...rest]) {
    const at = [...locator, bytesStep(entry.offsetBytes, entry.lengthBytes)];
    if (!context.enter(at, container)) continue;
    const { link } = entry;
    for (const detail of link.troubles) yield tell('property-unreadable', 'field-lost', detail, at);
    const own = bytes.subarray(entry.offsetBytes, entry.offsetBytes + entry.lengthBytes);
    const isTask = entry.category === 'tasks';
    const record: FactDraft = {
      kind: 'event',
      locator: at,
      parent: null,
      observed: {
        range: { offsetBytes: entry.offsetBytes, lengthBytes: entry.lengthBytes },
        sizeBytes: own.length,
        sha256: hash('sha256', own),
        allocation: 'allocated',
        intact: link.troubles.length === 0,
      },
      claimed: jumpEvent(link, programOf(context.fileName), {
        time: null,
        path: '',
        facts: [{ name: 'category', value: entry.category === '' ? 'not known: the list is damaged' : entry.category }],
        isOpened: false,
        operation: isTask ? 'task in the jump list of a program' : 'entry in the jump list of a program',
        host: '',
        source: 'Windows jump list (customDestinations-ms)',
        doesNotShow: 'It does not show that the target was opened, nor when: the program chose what to offer.',
      }),
    };
    yield { kind: 'record', container, record };
  }
  if (list.trouble !== null) {
    const found = rest.length === 0 ? '' : ` ${String(rest.length)} links behind that place were found by how they begin.`;
    yield tell('item-unreadable', 'item-lost', `The jump list could not be followed to its end: ${list.trouble}.${found}`);
  }
}
