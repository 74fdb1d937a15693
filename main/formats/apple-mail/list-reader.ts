import { hash } from 'node:crypto';
import type { ByteSource } from '#evidence/byte-source.ts';
import type { ContainerRef, Diagnostic, FactDraft, Locator, Observed } from '#model/index.ts';
import {
  entryOf,
  keyStep,
  plistForm,
  readPlist,
  unarchive,
  yesOrNoOf,
  type KeyPath,
  type PlistReading,
  type PlistValue,
} from '../plist/index.ts';
import { AttachmentUnreadableError, type FormatReader, type ProbeResult, type ReadContext, type ReaderOutput } from '../reader.ts';
import { accountFacts, holdsAccounts } from './account-list.ts';
import type { ListFact, ListFile } from './list-file.ts';
import { findRules, ruleFacts } from './rule-list.ts';
import { carbonCopies, findMailboxes, mailboxFacts, settingFact } from './setting-list.ts';
import { vipFacts } from './vip-list.ts';

/** Reads the property lists in which Apple Mail keeps rules, accounts, mailboxes and preferences. */
export const mailListReader: FormatReader = {
  id: 'apple-plist',
  version: '2',
  title: 'Property list (Apple)',
  isNeverMail: true,
  extensions: ['.plist'],
  probe,
  read,
  attachment() {
    throw new AttachmentUnreadableError('A property list has no attachments.');
  },
};

function probe(source: ByteSource): ProbeResult {
  const form = plistForm(source.read(0, 1024));
  if (form === null) return { verdict: 'no', because: 'it begins neither as a binary nor as an XML property list' };
  return { verdict: 'yes', because: `it begins as a property list (${form})` };
}

/* Most records of one list, and most characters that they state together: a small list can name one large value a million
 * times. */
const mostRecords = 20_000;
const mostCharacters = 64 * 1024 * 1024;

function* read(source: ByteSource, context: ReadContext): Generator<ReaderOutput, void, undefined> {
  const { locator, limits } = context;
  const own: ContainerRef = { kind: 'preferences', locator };
  const tell = (code: Diagnostic['code'], effect: Diagnostic['effect'], detail: string, at: Locator = locator): ReaderOutput => ({
    kind: 'diagnostic',
    container: own,
    diagnostic: { code, effect, stage: 'read', locator: at, detail },
  });
  const bytes = source.read(0, Math.min(source.sizeBytes, limits.ruleBytes));
  const reading = readPlist(bytes, limits);
  if (reading === null) return;
  const limitsReached = [
    ...reading.limits,
    ...(bytes.length < source.sizeBytes ? [`The list is longer than ${String(limits.ruleBytes)} bytes; only its beginning was read.`] : []),
  ];
  if (reading.root === null) {
    yield { kind: 'expected', container: own, items: 1 };
    yield tell(
      'plist-damaged',
      'item-lost',
      `Nothing of the property list could be read: ${[...reading.troubles, ...limitsReached].join(' ')}`,
    );
    return;
  }
  if (reading.troubles.length > 0) yield tell('plist-damaged', 'field-lost', reading.troubles.join(' '));
  if (limitsReached.length > 0) yield tell('plist-damaged', 'limit-reached', limitsReached.join(' '));
  const { root, above } = rootIn(reading.root, limits.nestingDepth);
  const file: ListFile = { root, bytes, context };
  let facts = 0;
  let charactersLeft = mostCharacters;
  for (const fact of factsIn(file)) {
    charactersLeft -= JSON.stringify(fact.claimed).length;
    if (facts === mostRecords || charactersLeft < 0) {
      yield tell('limit-reached', 'limit-reached', `The list names more than is taken of one list; the first ${String(facts)} were read.`);
      break;
    }
    facts += 1;
    const container: ContainerRef = { kind: fact.container, locator };
    const at = [...locator, keyStep([...above, ...fact.path]), ...(fact.aspect === undefined ? [] : [{ kind: fact.aspect, at: '' }])];
    yield { kind: 'expected', container, items: 1 };
    if (!context.enter(at, container)) continue;
    yield { kind: 'record', container, record: recordOf(fact, at, reading, bytes) };
    for (const detail of fact.undecoded ?? []) yield { ...tell('rule-undecoded', 'field-lost', detail, at), container };
    for (const detail of fact.limited ?? []) yield { ...tell('plist-damaged', 'limit-reached', detail, at), container };
  }
  if (facts === 0)
    yield tell('format-unknown', 'noted', 'The property list is none of those that Apple Mail keeps; none of its values was taken.');
}

// In a keyed archive the path goes by the objects, as a program that opens it sees them.
function rootIn(stored: PlistValue, nestingDepth: number): { readonly root: PlistValue; readonly above: KeyPath } {
  const objects = unarchive(stored, nestingDepth);
  if (objects === null) return { root: stored, above: [] };
  const root = entryOf(objects, 'root');
  return root === null ? { root: objects, above: ['$top'] } : { root, above: ['$top', 'root'] };
}

/* By what the list holds; its name and place only tell apart lists that hold nothing but settings. */
function* factsIn(file: ListFile): Generator<ListFact, void, undefined> {
  const { root, context } = file;
  const { fileName, folderPath } = context;
  const rules = findRules(root);
  if (rules !== null) {
    yield* ruleFacts(file, rules.path, rules.rules);
    return;
  }
  const mailboxes = findMailboxes(root);
  if (mailboxes !== null) {
    yield* mailboxFacts(file, mailboxes.path, mailboxes.mailboxes);
    return;
  }
  if (isActiveState(root)) {
    yield settingFact(file, 'rules in use, by identifier', [], root);
    return;
  }
  if (/vip/i.test(fileName)) {
    const before = [...vipFacts(root)];
    yield* before;
    if (before.length > 0) return;
  }
  const isAccounts = holdsAccounts(root);
  if (isAccounts) yield* accountFacts(file);
  const isMails = /^com\.apple\.mail(?:[.-].*)?\.plist$/i.test(fileName) || entryOf(root, 'LastUsedVersionDirectoryName') !== null;
  const isInStore =
    folderPath.some((name) => name === 'MailData' || /\.(?:mbox|imapmbox)$/i.test(name)) || /^V\d{1,2}$/.test(folderPath.at(-1) ?? '');
  if (isAccounts || isMails || isInStore) {
    yield settingFact(file, `values of ${fileName}`, [], root, isAccounts ? ['MailAccounts', 'DeliveryAccounts'] : []);
    yield* carbonCopies(file);
  }
}

const identifier = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i;

function isActiveState(root: PlistValue): boolean {
  if (root.kind !== 'dictionary' || root.entries.length === 0) return false;
  return root.entries.every(({ key, value }) => identifier.test(key) && yesOrNoOf(value) !== null);
}

function recordOf(fact: ListFact, locator: Locator, { troubles, limits }: PlistReading, bytes: Uint8Array): FactDraft {
  const { range } = fact.value;
  const stored = range === null ? null : bytes.subarray(range.offsetBytes, range.offsetBytes + range.lengthBytes);
  const observed: Observed = {
    range,
    sizeBytes: stored?.length ?? 0,
    // An object of a binary list refers to others, so its own bytes are not all of it.
    sha256: stored === null || plistForm(bytes) === 'binary' ? null : hash('sha256', stored),
    allocation: 'allocated',
    intact: troubles.length === 0 && limits.length === 0 && (fact.undecoded ?? []).length === 0 && (fact.limited ?? []).length === 0,
  };
  const { path: _path, value: _value, aspect: _aspect, container: _container, undecoded: _undecoded, limited: _limited, ...claims } = fact;
  return { ...claims, locator, parent: null, observed };
}
