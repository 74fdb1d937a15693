import { decodeText, type DecodedText } from '../mime/charset.ts';
import { charsetOfCodepage } from '../mime/codepage.ts';

/** Gathers the text of a document out of 8-bit bytes and characters. */
export interface TextOutput {
  /** Adds a byte in a code page. A character of several bytes may come in pieces. */
  byte(value: number, codepage: number): void;
  /** Adds characters. Half a surrogate pair waits for its other half. */
  text(characters: string): void;
  /** True when the limit is reached; what is added after that is dropped. */
  readonly isFull: boolean;
  /** All that was added, and the first trouble with a code page. */
  finish(): DecodedText;
}

/** Starts an empty text of at most `limitUnits` UTF-16 code units. */
export function textOutput(limitUnits: number): TextOutput {
  return new GatheredText(limitUnits);
}

// A class, as an accessor of an object literal is made anew for each object, with a hidden class of its own: there is one per body.
class GatheredText implements TextOutput {
  readonly #limitUnits: number;
  readonly #pieces: string[] = [];
  #units = 0;
  #isFull = false;
  #run = new Uint8Array(256);
  #runBytes = 0;
  #runCodepage = 0;
  #problem: DecodedText['problem'] = null;

  constructor(limitUnits: number) {
    this.#limitUnits = limitUnits;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  byte(value: number, codepage: number): void {
    if (codepage !== this.#runCodepage) this.#endRun();
    // Any code page gives at least a character for four bytes, so that a run this long fills what is left.
    if (this.#runBytes > (this.#limitUnits - this.#units) * 4) this.#endRun();
    if (this.#isFull) return;
    this.#runCodepage = codepage;
    if (this.#runBytes === this.#run.length) {
      const longer = new Uint8Array(this.#run.length * 2);
      longer.set(this.#run);
      this.#run = longer;
    }
    this.#run[this.#runBytes] = value;
    this.#runBytes += 1;
  }

  text(characters: string): void {
    this.#endRun();
    if (!this.#isFull) this.#keep(characters);
  }

  finish(): DecodedText {
    this.#endRun();
    return { text: this.#pieces.join(''), problem: this.#problem };
  }

  #keep(piece: string): void {
    const fitting = piece.slice(0, this.#limitUnits - this.#units);
    if (fitting.length < piece.length) this.#isFull = true;
    this.#units += fitting.length;
    if (fitting !== '') this.#pieces.push(fitting);
  }

  #endRun(): void {
    if (this.#runBytes === 0) return;
    const decoded = decodeRun(this.#run.subarray(0, this.#runBytes), this.#runCodepage);
    this.#runBytes = 0;
    this.#problem ??= decoded.problem;
    this.#keep(decoded.text);
  }
}

function decodeRun(bytes: Uint8Array, codepage: number): DecodedText {
  // Most runs are ASCII, which all code pages share but those of mail that switch by escape sequences.
  if ((codepage < 50_000 || codepage === 65_001) && bytes.every((byte) => byte < 0x80)) {
    return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), problem: null };
  }
  return decodeText(bytes, charsetOfCodepage(codepage));
}
