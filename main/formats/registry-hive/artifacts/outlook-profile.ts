import { ansiUntil0, namesMailStore, utf16, utf16Until0 } from '#formats/windows-values/text.ts';
import type { AccountService, RuleValue } from '#model/index.ts';
import {
  bytesNamed,
  eachValue,
  keyWritten,
  registrySetting,
  shortened,
  valuesOf,
  type Artifact,
  type ArtifactKey,
  type ArtifactReader,
} from '../artifact.ts';
import type { HiveKey } from '../keys.ts';
import { numberOfValue, valueInWords, valueTypes, type HiveValue } from '../values.ts';

const places = [
  'Software\\Microsoft\\Office\\*\\Outlook\\Profiles\\*\\*',
  'Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\*\\*',
  'Software\\Microsoft\\Windows Messaging Subsystem\\Profiles\\*\\*',
];

/** What the values of an account are called that name a service, and the service. */
const services: readonly (readonly [string, AccountService])[] = [
  ['IMAP', 'imap'],
  ['POP3', 'pop3'],
  ['SMTP', 'smtp'],
  ['HTTP', 'other'],
];

/** Class identifiers of kinds of accounts (`OlkAcctMgmt.h` of the account management reference of Outlook). */
const classes = new Map<string, AccountService>([
  ['{ed475411-b0d6-11d2-8c3b-00104b2a6676}', 'pop3'],
  ['{ed475412-b0d6-11d2-8c3b-00104b2a6676}', 'imap'],
  ['{ed475414-b0d6-11d2-8c3b-00104b2a6676}', 'exchange'],
]);

/** The accounts of Outlook's profiles: the subkeys of the section that keeps them. */
export const outlookAccounts: ArtifactReader = {
  id: 'outlook-accounts',
  title: 'accounts of Outlook profiles',
  keys: places.map((place) => `${place}\\*`),
  *read({ key, path }) {
    if (path.at(-2)?.toLowerCase() !== '9375cff0413111d3b88a00104b2a6676' || !/^[0-9a-f]{8}$/i.test(key.name)) return;
    const service = serviceOf(key);
    const server = service === 'other' ? '' : text(key, `${serverPrefix(service)} Server`);
    const port = bytesNamed(key, `${serverPrefix(service)} Port`);
    const serviceName = text(key, 'Service Name');
    const email = text(key, 'Email');
    yield {
      value: null,
      claim: {
        kind: 'account',
        claimed: {
          client: 'outlook',
          key: `${path.at(-3) ?? ''}/${key.name}`,
          name: text(key, 'Account Name'),
          service,
          server: server || text(key, 'SMTP Server'),
          port: port === null ? null : Number(numberOfValue(valueTypes.number, port) ?? 0) || null,
          userName: text(key, `${serverPrefix(service)} User`),
          identities: email === '' ? [] : [{ name: text(key, 'Display Name'), address: email, replyTo: text(key, 'Reply Email') }],
          storedAt: storePathIn(bytesNamed(key, 'Delivery Store EntryID')),
          lastUsed: null,
          facts: [
            { name: 'profile', value: path.at(-3) ?? '' },
            ...(serviceName === '' ? [] : [{ name: 'MAPI service', value: serviceName }]),
            ...accountFacts(key),
            keyWritten(key),
          ],
        },
      },
    };
  },
};

function serverPrefix(service: AccountService): string {
  return services.find(([, kind]) => kind === service)?.[0] ?? 'HTTP';
}

function serviceOf(key: HiveKey): AccountService {
  const stated = classes.get(text(key, 'clsid').toLowerCase());
  if (stated !== undefined && stated !== 'exchange') return stated;
  const named = services.find(([prefix]) => text(key, `${prefix} Server`) !== '')?.[1];
  if (named !== undefined) return named;
  return /^MSEMS/i.test(text(key, 'Service Name')) ? 'exchange' : /^(?:MSUPST|MSPST)/i.test(text(key, 'Service Name')) ? 'local' : 'other';
}

/** Everything else that an account states; of passwords only that they are stored. */
function accountFacts(key: HiveKey): RuleValue[] {
  const told = new Set(['account name', 'email', 'display name', 'service name']);
  return valuesOf(key).flatMap((value): RuleValue[] => {
    if (told.has(value.name.toLowerCase())) return [];
    if (/password/i.test(value.name)) return [{ name: value.name, value: 'stored, not shown' }];
    if (/EntryID$/i.test(value.name)) {
      const path = storePathIn(bytesNamed(key, value.name));
      return path === '' ? [] : [{ name: `${value.name}, path in it`, value: path }];
    }
    if (/UID$/i.test(value.name)) return [];
    const bytes = value.bytes();
    if (typeof bytes === 'string') return [{ name: value.name, value: `could not be read: ${bytes}` }];
    return [{ name: value.name, value: value.type === valueTypes.binary ? shortened(utf16Until0(bytes)) : shown(value, bytes) }];
  });
}

function shown(value: HiveValue, bytes: Uint8Array): RuleValue['value'] {
  const words = valueInWords(value.type, bytes);
  return typeof words === 'string' ? shortened(words) : words;
}

/** A text; Outlook keeps it as bytes in UTF-16 up to 2013, later as text. */
function text(key: HiveKey, name: string): string {
  const bytes = bytesNamed(key, name);
  return bytes === null ? '' : shortened(utf16Until0(bytes));
}

/** The path within the entry identifier of a store file (PST provider; it ends the identifier). */
function storePathIn(bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  const wide = utf16(bytes.subarray(bytes.length % 2 === 0 ? 0 : 1)).match(/(?:[A-Za-z]:\\|\\\\)[^\0]{1,500}/);
  return wide?.[0] ?? '';
}

/** Values of profile sections that name a store: tags of MAPI properties with type and number changed over. */
const storeValues = new Map([
  ['001f6700', 'path of the data file (PR_PST_PATH)'],
  ['001e6700', 'path of the data file (PR_PST_PATH)'],
  ['001f6610', 'path of the offline data file (PR_PROFILE_OFFLINE_STORE_PATH)'],
  ['001e6610', 'path of the offline data file (PR_PROFILE_OFFLINE_STORE_PATH)'],
  ['001f0433', 'file that the profile names (0x0433)'],
]);

/** Values beside them that say whose store it is. */
const sectionValues: readonly (readonly [string, string])[] = [
  ['001f3001', 'name shown (PR_DISPLAY_NAME)'],
  ['001f3006', 'provider (PR_PROVIDER_DISPLAY)'],
  ['001f3d09', 'service (PR_SERVICE_NAME)'],
  ['001f6641', 'mail address (PR_PROFILE_USER_SMTP_EMAIL_ADDRESS)'],
  ['001e6603', 'user (PR_PROFILE_USER)'],
  ['001f6603', 'user (PR_PROFILE_USER)'],
  ['001e6602', 'home server (PR_PROFILE_HOME_SERVER)'],
  ['001f6602', 'home server (PR_PROFILE_HOME_SERVER)'],
  ['001e660b', 'mailbox (PR_PROFILE_MAILBOX)'],
  ['001f660b', 'mailbox (PR_PROFILE_MAILBOX)'],
];

/** The store files that Outlook's profiles name. */
export const outlookStores: ArtifactReader = {
  id: 'outlook-stores',
  title: 'mail stores of Outlook profiles',
  keys: places,
  *read(at) {
    yield* eachValue(at.key, (value, bytes) => storeClaim(at, value, bytes));
  },
};

/**
 * A store that a value names, by the tag that is its name.
 * @param at the section; null for a value whose key is gone
 */
export function storeClaim(at: ArtifactKey | null, value: HiveValue, bytes: Uint8Array): Artifact['claim'] {
  const what = storeValues.get(value.name.toLowerCase());
  if (what === undefined) return null;
  const path = value.name.toLowerCase().startsWith('001e') ? ansiUntil0(bytes) : utf16Until0(bytes);
  if (path === '' || (value.name.endsWith('0433') && !namesMailStore(path))) return null;
  const facts: RuleValue[] = [{ name: what, value: shortened(path) }];
  if (at !== null) facts.push({ name: 'profile', value: at.path.at(-2) ?? '' });
  for (const [name, label] of sectionValues) {
    const beside = at === null ? null : bytesNamed(at.key, name);
    const words = beside === null ? '' : name.startsWith('001e') ? ansiUntil0(beside) : utf16Until0(beside);
    if (words !== '') facts.push({ name: label, value: shortened(words) });
  }
  return registrySetting(at, 'outlook', 'mail store of an Outlook profile', facts);
}
