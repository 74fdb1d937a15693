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
  const pieces: string[] = [];
  let units = 0;
  let isFull = false;
  let run = new Uint8Array(256);
  let runBytes = 0;
  let runCodepage = 0;
  let problem: DecodedText['problem'] = null;
  const keep = (piece: string): void => {
    const fitting = piece.length > limitUnits - units ? piece.slice(0, limitUnits - units) : piece;
    if (fitting.length < piece.length) isFull = true;
    units += fitting.length;
    if (fitting !== '') pieces.push(fitting);
  };
  const endRun = (): void => {
    if (runBytes === 0) return;
    const decoded = decodeRun(run.subarray(0, runBytes), runCodepage);
    runBytes = 0;
    problem ??= decoded.problem;
    keep(decoded.text);
  };
  return {
    byte(value, codepage) {
      if (codepage !== runCodepage) endRun();
      // Any code page gives at least a character for four bytes, so that a run this long fills what is left.
      if (runBytes > (limitUnits - units) * 4) endRun();
      if (isFull) return;
      runCodepage = codepage;
      if (runBytes === run.length) {
        const longer = new Uint8Array(run.length * 2);
        longer.set(run);
        run = longer;
      }
      run[runBytes] = value;
      runBytes += 1;
    },
    text(characters) {
      endRun();
      if (!isFull) keep(characters);
    },
    get isFull() {
      return isFull;
    },
    finish() {
      endRun();
      return { text: pieces.join(''), problem };
    },
  };
}

function decodeRun(bytes: Uint8Array, codepage: number): DecodedText {
  // Most runs are ASCII, which all code pages share but those of mail that switch by escape sequences.
  if ((codepage < 50_000 || codepage === 65_001) && bytes.every((byte) => byte < 0x80)) {
    return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), problem: null };
  }
  return decodeText(bytes, charsetOfCodepage(codepage));
}
