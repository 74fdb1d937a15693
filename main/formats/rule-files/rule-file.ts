import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import {
  bytesStep,
  type ClaimedTime,
  type ContainerRef,
  type Locator,
  type Observed,
  type RuleAction,
  type RuleClient,
  type RuleCondition,
  type RulePart,
  type RuleValue,
} from '#model/index.ts';
import {
  AttachmentUnreadableError,
  type FormatReader,
  type NamedPlace,
  type ProbeResult,
  type ReadContext,
  type ReaderOutput,
} from '../reader.ts';
import { boundedCondition } from './claims.ts';
import { readable } from './readable.ts';

/** A run of a rule file. The file is taken as Latin-1 while it is parsed, so that a character is a byte. */
export interface TextRange {
  readonly start: number;
  /** The first character that belongs to it no more. */
  readonly end: number;
}

/** A rule that stands in a text. */
export interface ParsedRule extends TextRange {
  readonly name: string | null;
  readonly isEnabled: boolean | null;
  readonly state: readonly string[];
  readonly condition: RuleCondition | null;
  readonly actions: readonly RuleAction[];
  readonly modified?: ClaimedTime;
  /** The mailbox that the text names as the rule's; absent where it names none. */
  readonly owner?: string;
  /** What of it was not understood, in a sentence; null when all was. */
  readonly trouble: string | null;
}

/** A setting that stands in a text. */
export interface ParsedSetting extends TextRange {
  readonly name: string;
  readonly values: readonly RuleValue[];
}

/** What a rule file says, in the order of the file. */
export interface ParsedRuleFile {
  readonly rules: readonly ParsedRule[];
  readonly settings: readonly ParsedSetting[];
  /** Runs that are neither, and were not understood. */
  readonly strangeText: readonly TextRange[];
}

/** One notation of rules. */
export interface RuleNotation {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly extensions: readonly string[];
  readonly client: RuleClient;
  /** How the rules are stored, in words: `Sieve script`. */
  readonly storedAs: string;
  /** What the name must be like for the content to be looked at; absent where the name does not matter. */
  readonly names?: RegExp;
  /**
   * Servers write it for all their users: it is known by its first MiB where it is larger. `in-pieces`: no line but those
   * that begin with a blank belongs to the one before, so that the rules of a large file are not all in memory at once.
   */
  readonly mayBeLarge?: 'in-pieces' | 'whole';
  /** What the beginning (4 KiB) must be like for all of it to be looked at, so that mail is not read whole by every notation. */
  readonly begins?: RegExp;
  /**
   * Tells whether a text is of this notation. Of a notation without any mark of its own the name is asked first, and then
   * every line must fit its grammar.
   * @param text Latin-1, without byte order mark; whole, for longer files are not asked about
   */
  recognise(text: string, place: NamedPlace | null): ProbeResult;
  /** Never throws on any text. */
  parse(text: string, place: NamedPlace): ParsedRuleFile;
}

/** Most rule files are written by hand or by small forms; a larger file is something else. */
const longestProbed = 1024 * 1024;
const beginningBytes = 4096;
const rawShown = 512;
const textShown = 4000;

/** Makes the reader of a notation: a record with its byte range for every rule and setting that the text holds. */
export function ruleFileReader(notation: RuleNotation): FormatReader {
  const { id, version, title, extensions } = notation;
  return {
    id,
    version,
    title,
    extensions,
    // Notations that have names of their own know themselves by these.
    ...(notation.names === undefined ? { isNeverMail: true } : {}),
    probe(source, place) {
      if (notation.names?.test(place?.fileName ?? '') === false) return { verdict: 'no', because: 'It is not named so.' };
      const text = probedText(source, notation);
      return text === null ? { verdict: 'no', because: 'It does not begin so.' } : notation.recognise(text, place ?? null);
    },
    read: (source, context) => read(source, context, notation),
    attachment() {
      throw new AttachmentUnreadableError('Rules have no attachments.');
    },
  };
}

function probedText(source: ByteSource, { begins, mayBeLarge }: RuleNotation): string | null {
  if (source.sizeBytes === 0 || (source.sizeBytes > longestProbed && mayBeLarge === undefined)) return null;
  const start = beginningOf(source);
  const mark = markLength(start ?? '');
  if (start === null || begins?.test(start.slice(mark)) === false) return null;
  const text = (source.sizeBytes <= beginningBytes ? start : latin1(source.read(0, longestProbed))).slice(mark);
  // The last line that was had may be cut.
  return source.sizeBytes <= longestProbed ? text : text.slice(0, text.lastIndexOf('\n') + 1);
}

// Every notation is asked about the same source, one after the other.
const beginnings = new WeakMap<ByteSource, string | null>();

/** The beginning of a source, or null where it is no text. */
function beginningOf(source: ByteSource): string | null {
  const known = beginnings.get(source);
  if (known !== undefined) return known;
  const start = latin1(source.read(0, beginningBytes));
  const text = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(start) ? null : start;
  beginnings.set(source, text);
  return text;
}

function markLength(text: string): number {
  return text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
}

function* read(source: ByteSource, context: ReadContext, notation: RuleNotation): Generator<ReaderOutput, void, undefined> {
  const bytes = source.read(0, Math.min(source.sizeBytes, context.limits.ruleFileBytes));
  const text = latin1(bytes);
  const mark = markLength(text);
  const own: ContainerRef = { kind: 'rules', locator: context.locator };
  if (bytes.length < source.sizeBytes) {
    const detail = `The file has ${String(source.sizeBytes)} bytes; the first ${String(bytes.length)} were read.`;
    const diagnostic = { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator: context.locator, detail } as const;
    yield { kind: 'diagnostic', container: own, diagnostic };
  }
  let sequence = 0;
  for (const [start, end] of notation.mayBeLarge === 'in-pieces' ? piecesOf(text, mark) : [[mark, text.length] as const]) {
    const parsed = notation.parse(text.slice(start, end), context);
    yield* tell(parsed, { bytes, start, rulesBefore: sequence }, context, notation);
    sequence += parsed.rules.length;
  }
}

/** Cuts a text before lines that begin with neither a blank nor a comment. */
function* piecesOf(text: string, firstStart: number): Generator<readonly [start: number, end: number], void, undefined> {
  const lineStart = /[\r\n](?=[^\s#])/g;
  for (let start = firstStart; start < text.length;) {
    lineStart.lastIndex = start + longestProbed;
    const found = lineStart.exec(text);
    const end = found === null ? text.length : found.index + 1;
    yield [start, end];
    start = end;
  }
}

interface Piece {
  /** Of the whole file. */
  readonly bytes: Uint8Array;
  /** Where the piece begins in them. */
  readonly start: number;
  readonly rulesBefore: number;
}

function* tell(
  { rules, settings, strangeText }: ParsedRuleFile,
  { bytes, start: pieceStart, rulesBefore }: Piece,
  context: ReadContext,
  notation: RuleNotation,
): Generator<ReaderOutput, void, undefined> {
  const own: ContainerRef = { kind: 'rules', locator: context.locator };
  const settingsHere: ContainerRef = { kind: 'settings', locator: context.locator };
  for (const [index, rule] of rules.entries()) {
    const place = placeOf(rule, bytes, pieceStart, context.locator, rule.trouble === null);
    yield { kind: 'expected', container: own, items: 1 };
    if (!context.enter(place.locator, own)) continue;
    const { name, isEnabled, state, condition, actions, trouble, modified = null } = rule;
    const part = partOf(bytes.subarray(rule.start + pieceStart, rule.end + pieceStart), trouble, actions.length > 0);
    const claimed = {
      client: notation.client,
      storedAs: notation.storedAs,
      folderPath: context.folderPath,
      owner: readable(rule.owner ?? ''),
      provider: null,
      name,
      isEnabled,
      isHidden: false,
      hiddenBecause: [],
      sequence: rulesBefore + index + 1,
      state,
      condition: boundedCondition(condition),
      actions,
      created: null,
      modified,
      parts: [part],
      strayAddresses: trouble === null ? [] : strayAddresses(part.text ?? ''),
    };
    yield { kind: 'record', container: own, record: { kind: 'rule', parent: null, ...place, claimed } };
    if (trouble !== null) yield undecoded(own, place.locator, trouble);
  }
  for (const setting of settings) {
    const place = placeOf(setting, bytes, pieceStart, context.locator, true);
    yield { kind: 'expected', container: settingsHere, items: 1 };
    if (!context.enter(place.locator, settingsHere)) continue;
    const claimed = {
      setting: 'client-setting',
      client: notation.client,
      name: setting.name,
      folderPath: context.folderPath,
      modified: null,
      values: setting.values,
    } as const;
    yield { kind: 'record', container: settingsHere, record: { kind: 'setting', parent: null, ...place, claimed } };
  }
  for (const range of strangeText) {
    const { locator } = placeOf(range, bytes, pieceStart, context.locator, false);
    const shown = JSON.stringify(readable(latin1(bytes.subarray(range.start + pieceStart, range.end + pieceStart))).slice(0, 120));
    yield undecoded(own, locator, `This text was not understood and is no rule in the case: ${shown}.`);
  }
}

function undecoded(container: ContainerRef, locator: Locator, detail: string): ReaderOutput {
  return { kind: 'diagnostic', container, diagnostic: { code: 'rule-undecoded', effect: 'field-lost', stage: 'read', locator, detail } };
}

function placeOf(
  { start, end }: TextRange,
  bytes: Uint8Array,
  pieceStart: number,
  locator: Locator,
  intact: boolean,
): { readonly locator: Locator; readonly observed: Observed } {
  const [offsetBytes, lengthBytes] = [start + pieceStart, end - start];
  const sha256 = hash('sha256', bytes.subarray(offsetBytes, offsetBytes + lengthBytes));
  return {
    locator: [...locator, bytesStep(offsetBytes, lengthBytes)],
    observed: { range: { offsetBytes, lengthBytes }, sizeBytes: lengthBytes, sha256, allocation: 'allocated', intact },
  };
}

function partOf(bytes: Uint8Array, trouble: string | null, isUnderstood: boolean): RulePart {
  return {
    field: 'text',
    tag: null,
    sizeBytes: bytes.length,
    raw: Buffer.from(bytes.subarray(0, rawShown)).toString('hex'),
    isRawWhole: bytes.length <= rawShown,
    text: readable(latin1(bytes)).slice(0, textShown),
    decoded: trouble === null ? 'whole' : isUnderstood ? 'partly' : 'not',
    trouble: trouble ?? '',
  };
}

function strayAddresses(text: string): { readonly text: string; readonly offsetBytes: number; readonly encoding: '8-bit' }[] {
  return Array.from(text.matchAll(/[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g), (match) => ({
    text: match[0],
    offsetBytes: Buffer.byteLength(text.slice(0, match.index)),
    encoding: '8-bit' as const,
  })).slice(0, 100);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
