import type { ByteSource } from '#evidence/byte-source.ts';
import { bytesStep, type ContainerRef, type Locator, type RecordDraft } from '#model/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ReadContext, type ReaderOutput } from '#formats/reader.ts';
import { fact, observedBytes, observedIn } from '../claims.ts';
import { storedText } from '../stored-text.ts';
import { accountsOf } from './accounts.ts';
import { copyRulesOf } from './copy-rules.ts';
import { bearsOnMail } from './mail-prefs.ts';
import { eventOf } from './pref-events.ts';
import { prefTable } from './pref-table.ts';
import { beginsAsPrefs, tokenizePrefs, type Pref } from './tokenize-prefs.ts';

/**
 * Reads the preferences of a Thunderbird profile (`prefs.js`, `user.js`): accounts, standing copies of sent mail, times, and
 * every other preference that bears on mail.
 */
export const preferencesReader: FormatReader = {
  id: 'thunderbird-preferences',
  version: '1',
  title: 'Preferences of a Mozilla program (prefs.js)',
  extensions: [],
  isNeverMail: true,
  probe(source) {
    const start = source.read(0, 16 * 1024);
    return beginsAsPrefs(storedText(start).bytes)
      ? { verdict: 'yes', because: 'it begins with preferences of a Mozilla program' }
      : { verdict: 'no', because: 'it does not begin with preferences of a Mozilla program' };
  },
  read,
  attachment() {
    throw new AttachmentUnreadableError('Preferences have no attachments.');
  },
};

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const container: ContainerRef = { kind: 'preferences', locator };
  const text = storedText(source.read(0, Math.min(source.sizeBytes, limits.indexBytes)));
  const bytes = text.stored;
  const prefs: Pref[] = [];
  let isCut = false;
  for (const token of tokenizePrefs(text.bytes)) {
    if (prefs.length >= limits.indexRows) {
      isCut = true;
      break;
    }
    if (token.kind === 'pref') prefs.push({ ...token.pref, range: text.placeOf(token.pref.range) });
    else yield* damaged(text.placeOf(token.range), context, container);
  }
  const table = prefTable(prefs);
  const tell = function* (own: Locator, record: RecordDraft): Generator<ReaderOutput, void, undefined> {
    yield { kind: 'expected', container, items: 1 };
    if (context.enter(own, container)) yield { kind: 'record', container, record };
  };
  for (const { key, range, claims } of accountsOf(table)) {
    const own: Locator = [...locator, { kind: 'account', at: key.slice(0, 200) }];
    const observed = range === null ? { ...observedIn({ offsetBytes: 0, lengthBytes: 0 }), range: null } : observedIn(range);
    yield* tell(own, { kind: 'account', locator: own, parent: null, observed, claimed: claims });
  }
  for (const { key, range, claims } of copyRulesOf(table, text, context.folderPath)) {
    const own: Locator = [...locator, { kind: 'rule', at: key.slice(0, 300) }, bytesStep(range.offsetBytes, range.lengthBytes)];
    yield* tell(own, { kind: 'rule', locator: own, parent: null, observed: observedOf(bytes, range), claimed: claims });
  }
  let told = 0;
  for (const pref of table.all()) {
    const place: Locator = [...locator, bytesStep(pref.range.offsetBytes, pref.range.lengthBytes)];
    const event = eventOf(pref);
    if (event !== null) {
      const own: Locator = [...place, { kind: 'time', at: '0' }];
      yield* tell(own, { kind: 'event', locator: own, parent: null, observed: observedOf(bytes, pref.range), claimed: event });
    }
    if (!bearsOnMail(pref)) continue;
    told += 1;
    const claimed = { ...settingNamed(pref.name.slice(0, 300), context), values: [fact('value', pref.value)] };
    yield* tell(place, { kind: 'setting', locator: place, parent: null, observed: observedOf(bytes, pref.range), claimed });
  }
  const summary: Locator = [...locator, { kind: 'setting', at: 'summary' }];
  const values = [
    fact('preferences', table.size),
    fact('of these not told, for they do not bear on mail', table.size - told),
    fact('set twice', prefs.length - table.size),
  ];
  const claimed = { ...settingNamed('preferences file', context), values };
  const observed = { ...observedIn({ offsetBytes: 0, lengthBytes: bytes.length }), range: null };
  yield* tell(summary, { kind: 'setting', locator: summary, parent: null, observed, claimed });
  if (!isCut && bytes.length === source.sizeBytes) return;
  const detail = `The file has ${String(source.sizeBytes)} bytes; ${String(prefs.length)} preferences were read, and what follows was not.`;
  yield { kind: 'diagnostic', container, diagnostic: { code: 'limit-reached', effect: 'limit-reached', stage: 'read', locator, detail } };
}

function settingNamed(
  name: string,
  { folderPath }: ReadContext,
): { setting: 'client-setting'; client: 'thunderbird'; name: string; folderPath: readonly string[]; modified: null } {
  return { setting: 'client-setting', client: 'thunderbird', name, folderPath, modified: null };
}

function observedOf(bytes: Buffer, { offsetBytes, lengthBytes }: Pref['range']): ReturnType<typeof observedBytes> {
  return observedBytes(bytes.subarray(offsetBytes, offsetBytes + lengthBytes), offsetBytes);
}

// What a damaged run of bytes held is not known; it is booked as one item.
function* damaged(range: Pref['range'], { locator }: ReadContext, container: ContainerRef): Generator<ReaderOutput, void, undefined> {
  yield { kind: 'expected', container, items: 1 };
  const place: Locator = [...locator, bytesStep(range.offsetBytes, range.lengthBytes)];
  const detail = `${String(range.lengthBytes)} bytes are no preference; the reading went on at the next one.`;
  yield {
    kind: 'diagnostic',
    container,
    diagnostic: { code: 'index-damaged', effect: 'item-lost', stage: 'read', locator: place, detail },
  };
}
