import { isUtf8 } from 'node:buffer';

/** Text that was parsed as Latin-1, for people: UTF-8 where its bytes are that. */
export function readable(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}
