import type { ClaimedTime, RuleValue } from '#model/index.ts';
import { fact, shortened, timeSince1970 } from '../claims.ts';
import { settingOf, type JsonFact, type JsonKind } from './json-kind.ts';
import { member, numberOfNode, textOfNode, type JsonNode } from './parse-json.ts';

/**
 * The add-ons of a profile (`extensions.json`; toolkit/mozapps/extensions/internal/XPIDatabase of mozilla-central): a setting
 * for each, with its permissions, and what of them lets it read, send or change mail; when it was installed is an event.
 */
export const extensionsKind: JsonKind = {
  id: 'thunderbird-extensions',
  title: 'Add-ons of a Mozilla program (extensions.json)',
  recognises: (root) => member(root, 'addons')?.kind === 'array' && member(root, 'schemaVersion') !== null,
  *tell(root) {
    for (const { key, node } of member(root, 'addons')?.members ?? []) yield* tellAddon(node, ['addons', key]);
  },
};

function* tellAddon(addon: JsonNode, path: readonly string[]): Generator<JsonFact, void, undefined> {
  const name = textOfNode(member(addon, 'defaultLocale', 'name'));
  const permissions = listOf(member(addon, 'userPermissions', 'permissions'));
  const reach = mailPermissions.filter(([permission]) => permissions.includes(permission)).map(([, words]) => words);
  const installed = timeOf(addon, 'installDate');
  const values: RuleValue[] = [
    fact('name', name),
    ...told.flatMap((key): RuleValue[] => {
      const node = member(addon, key);
      return node === null || node.value === null ? [] : [fact(key, node.value)];
    }),
    { name: 'permissions', value: permissions },
    { name: 'origins', value: listOf(member(addon, 'userPermissions', 'origins')) },
    ...(reach.length === 0 ? [] : [{ name: 'may', value: reach }]),
  ];
  const setting = settingOf('extension', values);
  const modified = timeOf(addon, 'updateDate') ?? installed;
  yield { path, node: addon, draft: setting.kind === 'setting' ? { kind: 'setting', claimed: { ...setting.claimed, modified } } : setting };
  const date = member(addon, 'installDate');
  // Add-ons that come with the program are installed with it; those of the profile alone tell of somebody's doing.
  if (textOfNode(member(addon, 'location')) !== 'app-profile') return;
  if (installed === null || date === null) return;
  yield {
    path: [...path, 'installDate'],
    node: date,
    draft: {
      kind: 'event',
      claimed: {
        time: installed,
        precision: 'millisecond',
        clock: 'clock of the machine',
        strength: 'CHANGED',
        action: 'setting-change',
        operation: 'add-on installed',
        actor: '',
        account: '',
        host: '',
        address: '',
        process: null,
        object: { kind: 'setting', name: shortened(`${name} (${textOfNode(member(addon, 'id'))})`, 500) },
        outcome: '',
        source: 'Add-ons of the profile (extensions.json), installDate',
        doesNotShow: 'It does not show who installed it, nor what it has done since.',
        facts: reach.length === 0 ? [] : [{ name: 'may', value: reach }],
      },
    },
  };
}

const told = [
  'id',
  'version',
  'type',
  'active',
  'userDisabled',
  'location',
  'path',
  'sourceURI',
  'foreignInstall',
  'signedState',
  'hidden',
];

// Permissions of MailExtensions (developer documentation of Thunderbird's WebExtension interfaces).
const mailPermissions: readonly (readonly [string, string])[] = [
  ['messagesRead', 'read messages'],
  ['messagesMove', 'move and copy messages'],
  ['messagesDelete', 'delete messages'],
  ['messagesUpdate', 'change the state of messages'],
  ['messagesImport', 'add messages to folders'],
  ['messagesModify', 'change how messages are shown'],
  ['messagesModifyPermanent', 'change stored messages'],
  ['messagesTags', 'change tags'],
  ['compose', 'read and change messages being written'],
  ['compose.send', 'send messages without asking'],
  ['compose.save', 'save drafts'],
  ['accountsRead', 'see accounts and folders'],
  ['accountsFolders', 'make, rename and delete folders'],
  ['accountsIdentities', 'change identities'],
  ['addressBooks', 'read and change address books'],
  ['sensitiveDataUpload', 'send personal data out'],
  ['<all_urls>', 'reach every web site'],
];

function listOf(node: JsonNode | null): string[] {
  return (node?.members ?? []).slice(0, 200).map((one) => shortened(textOfNode(one.node), 300));
}

function timeOf(addon: JsonNode, key: string): ClaimedTime | null {
  const milliseconds = numberOfNode(member(addon, key));
  return milliseconds === null ? null : timeSince1970(String(milliseconds), milliseconds, 1000, `${key} of the add-on`);
}
