import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ByteRange, type ContainerRef, type Locator, type RuleValue } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { fact, observedBytes, textOfBytes } from '../claims.ts';

/** Settings in groups: of each its first line, the rest, and its bytes. */
interface Group {
  readonly name: string;
  readonly values: RuleValue[];
  start: number;
  end: number;
}

/** How a file of lines is divided into groups. */
interface LineForm {
  readonly id: string;
  readonly title: string;
  /** What the groups are, in words. */
  readonly setting: string;
  readonly probe: RegExp;
  readonly because: string;
  /** Whether a line begins a group. */
  readonly begins: RegExp;
}

/** Reads `profiles.ini`, `installs.ini` and `compatibility.ini`: which profiles there are, where, and which version used them last. */
export const profilesReader = lineReader({
  id: 'mozilla-profiles',
  title: 'Profiles of a Mozilla program (profiles.ini, installs.ini, compatibility.ini)',
  setting: 'profile settings',
  probe:
    /^(?:\ufeff|\u00ef\u00bb\u00bf)?(?:\s|[#;][^\n]*\n){0,50}\[(?:Profile\d+\]|Install[0-9A-F]{8,16}\]|[0-9A-F]{16}\]\s*Default=|Compatibility\]\s*LastVersion=|General\]\s*(?:StartWithLastProfile|Version)=[^]*\[Profile\d+\])/,
  because: 'its sections are those of the profiles of a Mozilla program',
  begins: /^\[([^\]]{1,200})\]/,
});

/** Reads search folders (`virtualFolders.dat`; mailnews/base/src/nsMsgAccountManager.cpp of comm-central). */
export const searchFoldersReader = lineReader({
  id: 'thunderbird-search-folders',
  title: 'Thunderbird search folders (virtualFolders.dat)',
  setting: 'search folder',
  probe: /^version=\d{1,4}\r?\n(?:uri=|$)/,
  because: 'it begins as a list of search folders of Thunderbird',
  begins: /^uri=(.{0,2000})/,
});

function lineReader(form: LineForm): FormatReader {
  return {
    id: form.id,
    version: '1',
    title: form.title,
    extensions: [],
    isNeverMail: true,
    probe(source) {
      const start = Buffer.from(source.read(0, 4096)).toString('latin1');
      return form.probe.test(start) ? { verdict: 'yes', because: form.because } : { verdict: 'no', because: `not so: ${form.because}` };
    },
    read: (source, context) => read(source, context, form),
    attachment() {
      throw new AttachmentUnreadableError('A file of settings has no attachments.');
    },
  };
}

function* read(source: ByteSource, context: ReadContext, form: LineForm): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const container: ContainerRef = { kind: 'settings', locator };
  const held = source.read(0, Math.min(source.sizeBytes, limits.ruleBytes));
  const bytes = Buffer.from(held.buffer, held.byteOffset, held.byteLength);
  const groups = groupsOf(bytes, form);
  for (const { name, values, start, end } of groups) {
    const range: ByteRange = { offsetBytes: start, lengthBytes: end - start };
    const place: Locator = [...locator, bytesStep(range.offsetBytes, range.lengthBytes)];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(place, container)) continue;
    const named = name === '' ? values : [fact('name', name), ...values];
    const claimed = {
      setting: 'client-setting',
      client: 'thunderbird',
      name: form.setting,
      folderPath: context.folderPath,
      modified: null,
      values: named,
    } as const;
    yield {
      kind: 'record',
      container,
      record: { kind: 'setting', locator: place, parent: null, observed: observedBytes(bytes.subarray(start, end), start), claimed },
    };
  }
  if (bytes.length === source.sizeBytes) return;
  const detail = `The file has ${String(source.sizeBytes)} bytes; only the first ${String(bytes.length)} were read.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator, detail } };
}

const mostValues = 200;

function groupsOf(bytes: Buffer, { begins }: LineForm): Group[] {
  const text = bytes.toString('latin1');
  const groups: Group[] = [];
  let group: Group | null = null;
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const line = match[0].replace(/^\u00ef\u00bb\u00bf/, '');
    const start = match.index + match[0].length - line.length;
    if (line.trim() === '') continue;
    const beginning = begins.exec(line);
    if (beginning !== null || group === null) {
      group = { name: beginning === null ? '' : textOfBytes(beginning[1] ?? ''), values: [], start, end: start };
      groups.push(group);
    }
    group.end = start + line.length;
    if (beginning !== null || group.values.length >= mostValues) continue;
    const equals = line.indexOf('=');
    // A line that is no setting is kept as it is.
    if (equals < 1) group.values.push(fact('line', textOfBytes(line)));
    else group.values.push(fact(textOfBytes(line.slice(0, equals).trim()), textOfBytes(line.slice(equals + 1).trim())));
  }
  return groups;
}
