import type { TextRange } from './rule-file.ts';

/** A line of a text, or several that belong together. */
export interface TextLine extends TextRange {
  /** Without line end; of joined lines with their line ends. */
  readonly text: string;
}

/** The lines of a text that are not empty; LF, CRLF and CR alone end one. */
export function linesOf(text: string): readonly TextLine[] {
  return Array.from(text.matchAll(/[^\r\n]+/g), ({ 0: line, index }) => ({ text: line, start: index, end: index + line.length }));
}

/** How lines are continued on the next one. */
export type Continuation =
  /** A line that begins with a blank goes on with the one before (aliases, Postfix). */
  | 'blank-first'
  /** A line that ends in a backslash goes on with the next one (mutt, procmail). */
  | 'backslash-last';

/** The lines without comments and empty ones, each with its continuations. A comment between does not end a line. */
export function logicalLines(text: string, continuation: Continuation): readonly TextLine[] {
  const found: { start: number; end: number }[] = [];
  let isOpen = false;
  for (const line of linesOf(text)) {
    const isComment = /^[ \t]*(?:#|$)/.test(line.text);
    const last = found.at(-1);
    if (isComment && !isOpen) continue;
    const continues = continuation === 'blank-first' ? /^[ \t]/.test(line.text) && !isComment : isOpen;
    if (continues && last !== undefined) last.end = line.end;
    else if (!isComment) found.push({ start: line.start, end: line.end });
    isOpen = continuation === 'backslash-last' && line.text.endsWith('\\');
  }
  return found.map(({ start, end }) => ({ start, end, text: text.slice(start, end) }));
}

/** Whether most lines fit, so that one that was damaged or put in does not hide all the others; of a few lines all must. */
export function nearlyAll(lines: readonly TextLine[], fits: (line: TextLine) => boolean): boolean {
  const fitting = lines.filter(fits).length;
  return fitting > 0 && lines.length - fitting <= lines.length / 5;
}
