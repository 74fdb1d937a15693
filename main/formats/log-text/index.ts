/**
 * Room `log-text`: texts of logs and exports of any size, in any of the usual encodings, as lines, rows or JSON values, each
 * with its bytes in the file.
 *
 * Enters: the bytes of a file. Leaves: pieces in order, one at a time.
 * Invariant: memory does not grow with the text; a damaged piece costs that piece and says so.
 */
export { parseExactly } from './exact-json.ts';
export { readJsonValues, type LogValue } from './json-values.ts';
export { readLines, type LogLine } from './lines.ts';
export { looksBinary, openLogText, type LogText } from './log-text.ts';
export { delimiterOf, readRows, type Delimiter, type LogRow } from './rows.ts';
