import type { RuleAction, RuleCondition } from '#model/index.ts';
import { blobCursor, utf16Of, type BlobCursor } from './blob-cursor.ts';
import { readElement } from './stream-elements.ts';
import { readString } from './stream-string.ts';
import { withoutPadding } from '#formats/padded-text.ts';

/**
 * The rules stream of Outlook (PidTagRwRulesStream 0x6802, and exported `.rwz` files). Microsoft does not document it; what
 * is known comes from J. Engelhardt, "Specification for the Outlook RWZ rule stream and file format" (2021, 2024), and
 * H. Bellamy's OutlookRulesReader. All numbers are little-endian, strings are counted UTF-16LE.
 */
export interface RulesStream {
  /** Outlook's version by the signature; null when it has none that is known. */
  readonly version: string | null;
  /** Number of rules that the header states; null when there is no header that is known. */
  readonly statedRules: number | null;
  readonly rules: readonly StreamRule[];
  /** Folder from which a template was chosen last; empty when there is none. */
  readonly templateFolder: string;
  /** What could not be read, in a sentence; null when all was. */
  readonly trouble: string | null;
}

/** A rule of the stream. */
export interface StreamRule {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Whether it applies to mail that arrives or is sent, in words. */
  readonly event: string;
  readonly conditions: readonly RuleCondition[];
  readonly exceptions: readonly RuleCondition[];
  readonly actions: readonly RuleAction[];
  /** Where it begins, from the beginning of the stream, and how long it is. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly trouble: string | null;
}

/** Signatures by version; those before Outlook 2002 have no flags and no ninth word after them. */
const versions: ReadonlyMap<number, { readonly name: string; readonly words: number }> = new Map([
  [0x0014_0000, { name: 'Outlook 2010 or later', words: 10 }],
  [1_200_000, { name: 'Outlook 2007', words: 10 }],
  [1_100_000, { name: 'Outlook 2003', words: 10 }],
  [1_000_000, { name: 'Outlook 2002', words: 10 }],
  [980_413, { name: 'Outlook 2000', words: 8 }],
  [970_812, { name: 'Outlook 98', words: 8 }],
]);

/** Names the version of Outlook by the beginning of a stream; null when it is none. */
export function versionOfStream(beginning: Uint8Array): string | null {
  return versions.get(blobCursor(beginning).u32('a signature'))?.name ?? null;
}

/** Reads a rules stream as far as it is understood. */
export function readRulesStream(bytes: Uint8Array, codepage: number): RulesStream {
  const cursor = blobCursor(bytes);
  const version = versions.get(cursor.u32('a signature'));
  if (version === undefined) return { ...unknownStream, trouble: cursor.trouble ?? 'it does not begin with a signature that is known' };
  cursor.bytes(4 * version.words, 'the header');
  const statedRules = cursor.u16('the number of rules');
  if (!cursor.isSound()) return { ...unknownStream, version: version.name, trouble: cursor.trouble };
  const rules: StreamRule[] = [];
  let trouble: string | null = null;
  for (let index = 0; index < statedRules; index += 1) {
    const start = cursor.at;
    const rule = readStreamRule(cursor, codepage);
    if (rule === null) {
      const lost = `rule ${String(index + 1)} of ${String(statedRules)} at byte ${String(start)} and what follows are not understood`;
      return { version: version.name, statedRules, rules, templateFolder: '', trouble: trouble ?? lost };
    }
    rules.push(rule);
    if (rule.trouble !== null) trouble ??= `rule ${String(index + 1)}: ${rule.trouble}`;
  }
  const folderLength = cursor.remaining >= 4 ? cursor.u32('the length of a folder') : 0;
  const isCut = folderLength * 2 > cursor.remaining;
  const templateFolder = utf16Of(cursor.bytes(isCut ? cursor.remaining : folderLength * 2, 'a folder'));
  if (isCut)
    trouble ??= `the name of the folder of templates is cut short: of ${String(folderLength)} characters ${String(templateFolder.length)} are there`;
  return { version: version.name, statedRules, rules, templateFolder, trouble };
}

const unknownStream = { version: null, statedRules: null, rules: [], templateFolder: '', trouble: null } as const;

/** Marks of a rule by version, the lower 24 bits of its first word; the upper 8 say where it is stored. */
const ruleMarks: ReadonlySet<number> = new Set([0x0f4240, 0x124f80, 0x10c8e0, 0x140000, 980_413, 970_812]);

/**
 * Reads one rule: mark, name, whether it is active, four words, the number of bytes that follow, and in these its elements.
 * @returns null when there is no rule at the cursor; its place is then lost
 */
export function readStreamRule(cursor: BlobCursor, codepage: number): StreamRule | null {
  const offsetBytes = cursor.at;
  const mark = cursor.u32('the mark of a rule') & 0xff_ffff;
  if (!cursor.isSound() || !ruleMarks.has(mark)) return null;
  const name = readString(cursor, 'the name of a rule');
  const isEnabled = cursor.u32('whether a rule is active') !== 0;
  cursor.bytes(16, 'the state of a rule');
  const size = cursor.u32('the size of a rule');
  if (!cursor.isSound()) return null;
  const stated = size <= cursor.remaining;
  const body = blobCursor(cursor.bytes(stated ? size : cursor.remaining, 'a rule'));
  const elements = readElements(body, codepage);
  const trouble =
    body.trouble ??
    (stated ? null : 'it is cut short') ??
    (body.remaining > 0 ? `${String(body.remaining)} bytes at its end are not understood` : null);
  return { name: withoutPadding(name), isEnabled, ...elements, offsetBytes, sizeBytes: cursor.at - offsetBytes, trouble };
}

type Elements = Pick<StreamRule, 'event' | 'conditions' | 'exceptions' | 'actions'>;

function readElements(cursor: BlobCursor, codepage: number): Elements {
  const read = { event: '', conditions: [] as RuleCondition[], exceptions: [] as RuleCondition[], actions: [] as RuleAction[] };
  // An element is 8 bytes at least: its identifier and the number of its parameters.
  const count = cursor.count(2, 8, 'the number of elements of a rule');
  const separator = cursor.u16('a separator');
  if (separator === 0xffff) {
    cursor.u16('a version');
    cursor.bytes(cursor.u16('the length of a class'), 'a class');
  } else if (separator !== between) cursor.fail(`the separator 0x${separator.toString(16)} is unknown`);
  for (let index = 0; index < count && cursor.isSound(); index += 1) {
    if (index > 0 && cursor.u16('a separator') !== between) cursor.fail('an element is not where it should begin');
    if (!cursor.isSound()) break;
    const element = readElement(cursor, codepage);
    if (element.kind === 'event') read.event = element.event;
    else if (element.kind === 'action') read.actions.push(element.action);
    else if (element.kind === 'condition') (element.isException ? read.exceptions : read.conditions).push(element.condition);
  }
  return read;
}

const between = 0x8001;
