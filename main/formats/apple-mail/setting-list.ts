import type { ClientSetting, RuleClaims } from '#model/index.ts';
import { entryOf, factsOf, itemsOf, textOf, yesOrNoOf, type KeyPath, type PlistValue } from '../plist/index.ts';
import type { ListFact, ListFile } from './list-file.ts';

/** A setting with every value of a part of the list. */
export function settingFact(file: ListFile, name: string, path: KeyPath, value: PlistValue, leaveOut: readonly string[] = []): ListFact {
  const shown: PlistValue =
    value.kind === 'dictionary' && leaveOut.length > 0
      ? { ...value, entries: value.entries.filter(({ key }) => !leaveOut.includes(key)) }
      : value;
  const { facts, isAll } = factsOf(shown);
  const claimed: ClientSetting = {
    setting: 'client-setting',
    client: 'apple-mail',
    name,
    folderPath: file.context.folderPath,
    modified: null,
    values: facts,
  };
  const limited = isAll ? [] : [`The ${name} have more values than the limit; the first were kept.`];
  return { kind: 'setting', claimed, path, value, container: 'preferences', limited };
}

// The preference names nobody: the copy goes to whichever address of the owner a message is sent from.
const sender = 'the address that it is sent from';

const copyKey = /^(?:Always)?(B?)CC(?:My)?Self$/i;

/**
 * The preferences that send the owner a copy of everything he writes (in the program's scripting dictionary
 * `always bcc myself` and `always cc myself`), as rules.
 */
export function* carbonCopies({ root, context }: ListFile): Generator<ListFact, void, undefined> {
  if (root.kind !== 'dictionary') return;
  for (const { key, value } of root.entries) {
    const match = copyKey.exec(key);
    if (match === null || yesOrNoOf(value) !== true) continue;
    const claimed: RuleClaims = {
      client: 'apple-mail',
      storedAs: `property list ${context.fileName}`,
      folderPath: context.folderPath,
      owner: sender,
      provider: null,
      name: key,
      isEnabled: true,
      isHidden: false,
      hiddenBecause: [],
      sequence: null,
      state: ['applies to messages that are sent'],
      condition: null,
      actions: [
        {
          kind: 'carbon-copy',
          flavour: match[1] === '' ? [] : ['blind'],
          targets: [
            { kind: 'address', name: sender, smtpAddress: null, x500Address: null, addressType: '', otherAddress: '', entryId: null },
          ],
          facts: [],
          raw: '',
          isWhole: true,
        },
      ],
      created: null,
      modified: null,
      parts: [],
      strayAddresses: [],
    };
    yield { kind: 'rule', claimed, path: [key], value, aspect: 'rule', container: 'rules' };
  }
}

/** The mailboxes that a list describes (`SmartMailboxes.plist`, `.mboxCache.plist`), or null when it is no such list. */
export function findMailboxes(root: PlistValue): { readonly path: KeyPath; readonly mailboxes: readonly PlistValue[] } | null {
  for (const [path, array] of [
    [[], root],
    [['mailboxes'], entryOf(root, 'mailboxes')],
    [['mboxes'], entryOf(root, 'mboxes')],
  ] as const) {
    const items = itemsOf(array);
    if (items.some(isMailbox)) return { path, mailboxes: items };
  }
  return null;
}

const childKeys = ['MailboxChildren', 'Children'] as const;

function isMailbox(value: PlistValue): boolean {
  return ['MailboxName', 'MailboxID', 'MailboxCriteria', ...childKeys].some((key) => entryOf(value, key) !== null);
}

/** A setting for each mailbox, those within others after them; a mailbox that is there in two places is told in both. */
export function* mailboxFacts(file: ListFile, path: KeyPath, mailboxes: readonly PlistValue[]): Generator<ListFact, void, undefined> {
  // A list whose mailboxes share their children could otherwise name more mailboxes than there is time for.
  let left = 100_000;
  const walk = function* (items: readonly PlistValue[], place: KeyPath): Generator<ListFact, void, undefined> {
    for (const [position, mailbox] of items.entries()) {
      left -= 1;
      if (left < 0) return;
      const own = [...place, position];
      const name = textOf(entryOf(mailbox, 'MailboxName')) ?? '';
      const isSmart = entryOf(mailbox, 'MailboxCriteria') !== null;
      yield settingFact(file, `${isSmart ? 'smart mailbox' : 'mailbox'} ${JSON.stringify(name.slice(0, 200))}`, own, mailbox, childKeys);
      for (const key of childKeys) yield* walk(itemsOf(entryOf(mailbox, key)), [...own, key]);
    }
  };
  yield* walk(mailboxes, path);
}
