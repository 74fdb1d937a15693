import type { Limits } from '#model/index.ts';
import type { DecodedText } from '../mime/charset.ts';
import { defaultCodepage } from '../mime/codepage.ts';
import { charactersOfSymbol, charactersOfWord, isWithoutText } from './control-words.ts';
import { decompressRtf } from './decompress.ts';
import { fontTable, type FontTable } from './font-table.ts';
import { rtfForm, type RtfForm } from './rtf-form.ts';
import { textOutput, type TextOutput } from './text-output.ts';
import { rtfTokens, type RtfToken } from './tokens.ts';

/** The body that was in a value of PidTagRtfCompressed. */
export interface RtfBody {
  /** What it was taken from; null when there is no RTF in the value. */
  readonly form: RtfForm | null;
  /** HTML for the form `html`, else plain text with CR LF line ends. Empty when the RTF shows nothing. */
  readonly content: string;
  /** False when a limit cut it off. */
  readonly isWhole: boolean;
  /** What is damaged, as sentences; what could be read is in `content`. */
  readonly damage: readonly string[];
  /** Trouble with a code page, as `decodeText` gives it. */
  readonly problem: DecodedText['problem'];
}

/** RTF of mail is longer than its text by fonts, styles and pictures in hexadecimal digits. */
const rtfBytesPerBodyByte = 16;

/** Groups within each other whose state is kept: stops RTF that is nothing but opened groups. HTML nests some hundred at most. */
const deepestGroup = 10_000;

/** The most bytes of RTF, compressed or not, that are read for one body. */
export function longestRtfBytes(limits: Pick<Limits, 'bodyBytes'>): number {
  return limits.bodyBytes * rtfBytesPerBodyByte;
}

/** Takes the body out of a value of PidTagRtfCompressed. Any bytes may be given. */
export function readRtfBody(value: Uint8Array, limits: Pick<Limits, 'bodyBytes'>): RtfBody {
  const rtf = decompressRtf(value, longestRtfBytes(limits));
  const form = rtfForm(rtf.bytes);
  if (form === null) {
    const damage = rtf.damage.length > 0 ? rtf.damage : ['It does not begin as RTF does.'];
    return { form, content: '', isWhole: rtf.isWhole, damage, problem: null };
  }
  const reading = new RtfReading(form, limits.bodyBytes);
  for (const token of rtfTokens(rtf.bytes)) {
    reading.take(token);
    if (reading.isOver) break;
  }
  const { text, problem } = reading.output.finish();
  const isWhole = rtf.isWhole && !reading.output.isFull;
  const damage = [...rtf.damage];
  if (isWhole && damage.length === 0 && !reading.isOver) damage.push('It ends within a group.');
  if (reading.isTooDeep) damage.push(`It nests deeper than ${String(deepestGroup)} groups, below which its structure is not followed.`);
  return { form, content: text, isWhole, damage, problem };
}

/** What holds within a group, and is as before when it ends (RTF 1.9.1, "Groups"). Never changed, only replaced. */
interface GroupState {
  /** Where text goes: to the body, nowhere, into the font table, or as markup to the body ([MS-OXRTFEX] 2.1.3.1.4). */
  readonly destination: 'body' | 'none' | 'fonts' | 'markup';
  /** Between `\htmlrtf` and `\htmlrtf0`: was not in the HTML ([MS-OXRTFEX] 2.1.3.1.3). */
  readonly isRtfOnly: boolean;
  readonly font: number | null;
  /** `\uc`: how many bytes after `\u` stand for the same character. */
  readonly fallbackLength: number;
}

/** The state of a reading, which takes one token after the other. */
class RtfReading {
  readonly output: TextOutput;
  readonly #form: RtfForm;
  readonly #fonts: FontTable = fontTable();
  readonly #outer: GroupState[] = [];
  #state: GroupState = { destination: 'body', isRtfOnly: false, font: null, fallbackLength: 1 };
  #documentCodepage = defaultCodepage;
  #defaultFont: number | null = null;
  /** How much of the fallback of a `\u` is still to come. */
  #toSkip = 0;
  /** What a control word is preceded by: `{`, `{\*`, or something else. Only the first two begin a destination. */
  #lead: 'open' | 'optional' | 'other' = 'other';
  #isClosed = false;
  #groupsTooDeep = 0;
  isTooDeep = false;

  constructor(form: RtfForm, limitUnits: number) {
    this.#form = form;
    this.output = textOutput(limitUnits);
  }

  /** Whether the document has ended, or nothing more fits. */
  get isOver(): boolean {
    return this.#isClosed || this.output.isFull;
  }

  take(token: RtfToken): void {
    const lead = this.#lead;
    this.#lead = 'other';
    if (token.kind === 'open') {
      this.#open();
    } else if (token.kind === 'close') {
      this.#close();
    } else if (token.kind === 'text') {
      this.#text(token.bytes);
    } else if (this.#toSkip > 0) {
      // In the fallback of a character each control counts as one byte (RTF 1.9.1, "Unicode RTF").
      this.#toSkip -= 1;
    } else if (token.kind === 'byte') {
      this.#byte(token.byte);
    } else if (token.kind === 'symbol') {
      if (token.symbol === '*' && lead === 'open') this.#lead = 'optional';
      else this.#show(charactersOfSymbol(token.symbol, this.#form));
    } else if (token.kind === 'word') {
      this.#word(token.word, token.parameter, lead);
    }
  }

  #open(): void {
    this.#toSkip = 0;
    this.#lead = 'open';
    if (this.#outer.length < deepestGroup) {
      this.#outer.push(this.#state);
    } else {
      this.#groupsTooDeep += 1;
      this.isTooDeep = true;
    }
  }

  #close(): void {
    this.#toSkip = 0;
    if (this.#groupsTooDeep > 0) {
      this.#groupsTooDeep -= 1;
      return;
    }
    this.#state = this.#outer.pop() ?? this.#state;
    this.#isClosed = this.#outer.length === 0;
  }

  #text(bytes: Uint8Array): void {
    if (this.#toSkip === 0 && !this.#isShown()) return;
    for (const byte of bytes) {
      // Line ends only make the source readable.
      if (byte === 0x0d || byte === 0x0a || byte === 0) continue;
      if (this.#toSkip > 0) this.#toSkip -= 1;
      else this.#byte(byte);
    }
  }

  #byte(byte: number): void {
    if (this.#isShown()) this.output.byte(byte, this.#codepage());
  }

  #show(characters: string): void {
    if (characters !== '' && this.#isShown()) this.output.text(characters);
  }

  #isShown(): boolean {
    const { destination, isRtfOnly } = this.#state;
    return (destination === 'body' || destination === 'markup') && !isRtfOnly;
  }

  #codepage(): number {
    const { destination, font } = this.#state;
    const selected = font ?? this.#defaultFont;
    // Markup is in the code page of the document, whatever the font ([MS-OXRTFEX] 2.2.3.2).
    if (destination === 'markup' || selected === null) return this.#documentCodepage;
    return this.#fonts.codepage(selected) ?? this.#documentCodepage;
  }

  #word(word: string, parameter: number | null, lead: 'open' | 'optional' | 'other'): void {
    if (lead !== 'other' && this.#beginsDestination(word, lead)) return;
    if (this.#state.destination === 'fonts') {
      this.#fonts.define(word, parameter);
      return;
    }
    if (this.#state.destination === 'none') return;
    const characters = charactersOfWord(word, this.#form);
    if (characters !== null) this.#show(characters);
    else if (word === 'u') this.#unicode(parameter ?? 0);
    else this.#setting(word, parameter);
  }

  /** Whether the word makes the group that it stands first in a destination of its own. */
  #beginsDestination(word: string, lead: 'open' | 'optional'): boolean {
    const { destination } = this.#state;
    if (word === 'fonttbl' && destination === 'body') this.#state = { ...this.#state, destination: 'fonts' };
    else if (word === 'htmltag' && this.#form === 'html' && destination === 'body') this.#state = { ...this.#state, destination: 'markup' };
    else if (lead === 'optional' || isWithoutText(word, this.#form)) this.#state = { ...this.#state, destination: 'none' };
    else return false;
    return true;
  }

  #unicode(parameter: number): void {
    this.#toSkip = this.#state.fallbackLength;
    // A signed 16-bit number; some writers leave the sign out, or name a character beyond them.
    const code = parameter < 0 ? parameter + 0x10000 : parameter;
    if (code === 0) return;
    this.#show(code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
  }

  #setting(word: string, parameter: number | null): void {
    if (word === 'f') this.#state = { ...this.#state, font: parameter };
    else if (word === 'plain') this.#state = { ...this.#state, font: null };
    else if (word === 'uc') this.#state = { ...this.#state, fallbackLength: Math.max(parameter ?? 1, 0) };
    else if (word === 'htmlrtf' && this.#form === 'html') this.#state = { ...this.#state, isRtfOnly: parameter !== 0 };
    else if (word === 'deff') this.#defaultFont = parameter;
    else if (word === 'ansicpg' && parameter !== null && parameter > 0) this.#documentCodepage = parameter;
    else this.#documentCodepage = characterSets.get(word) ?? this.#documentCodepage;
  }
}

/** Code pages of the control words that name a character set (RTF 1.9.1, "Character Set"). `\ansicpg` comes after them. */
const characterSets = new Map([
  ['mac', 10000],
  ['pc', 437],
  ['pca', 850],
]);
