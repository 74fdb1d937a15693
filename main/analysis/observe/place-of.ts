import type { MessageRecord, MessageTrace } from '#model/index.ts';
import { propertyOf } from '../cite-property.ts';
import { placeByName } from './folder-names.ts';

/**
 * Where in its mailbox a message lies: by what was deleted, by the innermost folder whose name tells it, by labels, by the
 * state that the program noted, and at last by whether a server delivered it.
 */
export function placeOf(record: MessageRecord): MessageTrace['place'] {
  const { claimed, observed } = record;
  if (observed.allocation !== 'allocated' || claimed.flags.includes('deleted') || claimed.flags.includes('expunged')) return 'deleted';
  if (claimed.flags.includes('draft')) return 'draft';
  const named = placeOfFolder(claimed.folderPath) ?? placeOfFolder(claimed.labels ?? []);
  if (named !== null) return named;
  // [MS-OXCMSG] 2.2.1.6: mfFromMe.
  const bits = propertyOf(record, 0x0e07)?.value;
  if (typeof bits === 'number' && (bits & fromMe) !== 0) return 'sent';
  return record.headers.some(({ name }) => deliveredBy.has(name.toLowerCase())) ? 'received' : 'unknown';
}

const fromMe = 0x20;
const deliveredBy: ReadonlySet<string> = new Set(['received', 'delivered-to', 'return-path', 'x-original-to']);

const known = new Map<string, MessageTrace['place'] | null>();
const mostKnown = 10_000;

/** What the innermost telling name of a folder path says. */
export function placeOfFolder(path: readonly string[]): MessageTrace['place'] | null {
  const key = path.join('\n');
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  let place: MessageTrace['place'] | null = null;
  for (let at = path.length - 1; at >= 0 && place === null; at -= 1) place = placeByName(path[at] ?? '');
  if (known.size >= mostKnown) known.clear();
  known.set(key, place);
  return place;
}
