import type { AccessEventClaims } from '#model/index.ts';
import { fact, shortened, timeSince1970 } from '../claims.ts';
import { cachedEvents, cachedSetting, type CachedFolder } from '../folder-cache/cached-folder.ts';
import { flatFacts, settingOf, type JsonFact, type JsonKind } from './json-kind.ts';
import { member, numberOfNode, textOfNode, type JsonNode } from './parse-json.ts';

/** The folder cache since version 92 (`folderCache.json`; nsMsgFolderCache of comm-central). */
export const folderCacheKind: JsonKind = {
  id: 'thunderbird-folder-cache-json',
  title: 'Thunderbird folder cache (folderCache.json)',
  // Of a file that was cut the last folder may lack its members.
  recognises: (root) => root.members.slice(0, 3).some(({ node }) => isFolder(node)),
  *tell(root) {
    for (const { key, node } of root.members) {
      const folder: CachedFolder = {
        path: key,
        values: new Map(node.members.flatMap((one) => (one.node.value === null ? [] : [[one.key, one.node.value] as const]))),
      };
      yield { path: [key], node, draft: { kind: 'setting', claimed: cachedSetting(folder) } };
      for (const { name, claims } of cachedEvents(folder))
        yield { path: [key, name], node: member(node, name) ?? node, draft: { kind: 'event', claimed: claims } };
    }
  },
};

function isFolder(node: JsonNode): boolean {
  return member(node, 'totalMsgs') !== null || (member(node, 'flags') !== null && member(node, 'folderSize') !== null);
}

/** When the profile was made and first used (`times.json`; toolkit/modules/ProfileAge of mozilla-central). */
export const timesKind: JsonKind = {
  id: 'mozilla-times',
  title: 'Times of a Mozilla profile (times.json)',
  recognises: (root) => root.members.length > 0 && root.members.every(({ key, node }) => profileTimes.has(key) && node.kind !== 'object'),
  *tell(root) {
    for (const { key, node } of root.members) {
      const operation = profileTimes.get(key) ?? key;
      const claims = timeEvent(
        node,
        operation,
        { strength: 'PRESENT', action: 'other' },
        `times.json, ${key}`,
        'It does not show who made or used the profile.',
      );
      if (claims === null) yield { path: [key], node, draft: settingOf('profile time', [fact(key, node.value ?? '')]) };
      else yield { path: [key], node, draft: { kind: 'event', claimed: { ...claims, object: { kind: 'other', name: 'the profile' } } } };
    }
  },
};

const profileTimes: ReadonlyMap<string, string> = new Map([
  ['created', 'profile created'],
  ['firstUse', 'profile first used'],
  ['reset', 'profile reset'],
  ['recoveredFromBackup', 'profile restored from a backup'],
]);

/** What opens which attachments and links (`handlers.json`; uriloader/exthandler of mozilla-central). */
export const handlersKind: JsonKind = {
  id: 'mozilla-handlers',
  title: 'Handlers of a Mozilla program (handlers.json)',
  recognises: (root) => member(root, 'defaultHandlersVersion') !== null && (member(root, 'mimeTypes') ?? member(root, 'schemes')) !== null,
  *tell(root) {
    for (const group of ['mimeTypes', 'schemes'])
      for (const { key, node } of member(root, group)?.members ?? [])
        yield {
          path: [group, key],
          node,
          draft: settingOf('handler', [fact(group === 'schemes' ? 'scheme' : 'media type', key), ...flatFacts(node, 40)]),
        };
  },
};

/**
 * Saved passwords (`logins.json`; toolkit/components/passwordmgr of mozilla-central): for each a setting with the server it is
 * for, and when it was used last. What is encrypted in it stays there.
 */
export const loginsKind: JsonKind = {
  id: 'mozilla-logins',
  title: 'Saved passwords of a Mozilla program (logins.json)',
  recognises: (root) => member(root, 'logins')?.kind === 'array' && member(root, 'nextId') !== null,
  *tell(root) {
    for (const { key, node } of member(root, 'logins')?.members ?? []) yield* tellLogin(node, ['logins', key]);
  },
};

function* tellLogin(login: JsonNode, path: readonly string[]): Generator<JsonFact, void, undefined> {
  const facts = flatFacts(login, 40).filter(({ name }) => !/^encrypted|password$/i.test(name));
  yield { path, node: login, draft: settingOf('saved password', facts) };
  const used = member(login, 'timeLastUsed');
  const server = shortened(textOfNode(member(login, 'hostname')), 500);
  const doesNotShow = 'It does not show whether the server let the program in, nor who sat at the machine; only the last time is kept.';
  const claims =
    used === null
      ? null
      : timeEvent(used, 'saved password used', { strength: 'ATTEMPTED', action: 'sign-in' }, 'logins.json, timeLastUsed', doesNotShow);
  if (used === null || claims === null) return;
  const object = { kind: 'mailbox', name: server } as const;
  yield { path: [...path, 'timeLastUsed'], node: used, draft: { kind: 'event', claimed: { ...claims, object } } };
}

function timeEvent(
  node: JsonNode,
  operation: string,
  { strength, action }: Pick<AccessEventClaims, 'strength' | 'action'>,
  source: string,
  doesNotShow: string,
): AccessEventClaims | null {
  const milliseconds = numberOfNode(node);
  const time = timeSince1970(String(milliseconds ?? ''), milliseconds, 1000, source);
  if (time === null) return null;
  return {
    time,
    precision: 'millisecond',
    clock: 'clock of the machine',
    strength,
    action,
    operation,
    actor: '',
    account: '',
    host: '',
    address: '',
    process: null,
    object: { kind: 'other', name: '' },
    outcome: '',
    source,
    doesNotShow,
    facts: [],
  };
}
