import {
  formatAddress,
  millisecondsOf,
  type AccessObject,
  type AccountClaims,
  type AccountIdentity,
  type ClaimedTime,
  type RuleClient,
  type RuleTarget,
  type RuleValue,
} from '#model/index.ts';
import { actionText, conditionText, targetText } from '#report/index.ts';
import type { FactKind, OtherRecord } from '#renderer/case/case-view.ts';
import { counted, sizeText } from '#renderer/ui/words.ts';

/** The kinds of records in the order of the screen, with what they are. */
export const factKinds: readonly { readonly kind: FactKind; readonly title: string; readonly what: string }[] = [
  { kind: 'rule', title: 'Rules', what: 'what a program or server is told to do with mail' },
  { kind: 'account', title: 'Accounts', what: 'mail accounts and the identities that send through them' },
  { kind: 'setting', title: 'Settings', what: 'delegates, templates, and what else bears on who sees mail' },
  { kind: 'event', title: 'Access events', what: 'traces of mail being opened, synchronised or changed' },
  { kind: 'correspondent', title: 'Correspondents', what: 'people in address books and completion lists' },
  { kind: 'index-entry', title: 'Index entries', what: "what a mail program's index states of messages in its store" },
  { kind: 'file', title: 'Files', what: 'every file of the evidence and what it was recognised as' },
];

/** A record in a line of the list. */
export interface FactLine {
  readonly name: string;
  readonly states: string;
  readonly time: ClaimedTime | null;
}

/** Says in a line what a record states. */
export function factLine(record: OtherRecord): FactLine {
  switch (record.kind) {
    case 'rule': {
      const { name, actions, isEnabled, isHidden, modified, created, storedAs } = record.claimed;
      const state = [isEnabled === false ? 'off' : '', isHidden ? 'hidden' : ''].filter((word) => word !== '');
      const does = actions.map(actionText).join('; ') || 'no action that could be read';
      return {
        name: name === null ? `unnamed (${storedAs})` : name === '' ? '(empty name)' : name,
        states: state.length === 0 ? does : `[${state.join(', ')}] ${does}`,
        time: modified ?? created,
      };
    }
    case 'account': {
      const { name, key, service, type, server, userName, identities, lastUsed, canHoldMail } = record.claimed;
      const address = identities.map((identity) => identity.address).filter((text) => text !== '');
      const mail = canHoldMail === undefined ? '' : ` (${mailText[canHoldMail.answer]})`;
      const at = server === '' ? '' : ` at ${server}`;
      return {
        name: firstOf(name, address[0], userName, key),
        states: `${[service, ...(type === undefined ? [] : [type])].join(', ')}${mail}${at}${address.length === 0 ? '' : `: ${address.join(', ')}`}`,
        time: lastUsed,
      };
    }
    case 'setting': {
      const { claimed } = record;
      if (claimed.setting === 'client-setting') return { name: claimed.name, states: valuesText(claimed.values), time: claimed.modified };
      if (claimed.setting === 'program-module') return { name: claimed.module, states: 'program of Outlook (VBA)', time: claimed.modified };
      return { name: firstOf(claimed.subject, claimed.messageClass, claimed.setting), states: claimed.setting, time: claimed.modified };
    }
    case 'event': {
      const { time, strength, operation, object, actor } = record.claimed;
      return { name: `${strength} ${operation}`, states: [object.name, actor].filter((text) => text !== '').join(', by '), time };
    }
    case 'correspondent': {
      const { name, addresses, source } = record.claimed;
      return { name: firstOf(name, 'no name'), states: `${addresses.map(targetText).join('; ')} · ${source}`, time: null };
    }
    case 'index-entry': {
      const { subject, messageId, sender, date, flags, inStore } = record.claimed;
      const where = inStore === 'yes' ? '' : inStore === 'no' ? ' · not in the store' : ' · its store is not in the evidence';
      const states = [sender, flags.join(', ') || 'no state'].filter((text) => text !== '').join(' · ');
      return { name: firstOf(subject, messageId ?? '', 'no subject'), states: `${states}${where}`, time: date };
    }
    case 'file':
      return {
        name: record.claimed.path,
        states: `${sizeText(record.observed.sizeBytes)} · ${record.because}`,
        time: record.claimed.modified,
      };
  }
}

/** A fact of a record: its name in words, and what it says. */
export interface FactRow {
  readonly name: string;
  readonly value: string;
  readonly isMono: boolean;
}

/** A stored form that a rule was read from. */
export interface StoredForm {
  readonly title: string;
  /** How far it was understood. */
  readonly state: string;
  /** As it stands: text, or the bytes in hexadecimal. */
  readonly raw: string;
}

/** The stored forms that a rule was read from; none for other records. */
export function storedForms(record: OtherRecord): readonly StoredForm[] {
  if (record.kind !== 'rule') return [];
  return record.claimed.parts.map(({ field, tag, sizeBytes, decoded, trouble, text, raw, isRawWhole }) => ({
    title: tag === null ? field : `${field} (${tag})`,
    state: `${counted(sizeBytes, 'byte')}, ${decodedText[decoded]}${trouble === '' ? '' : `: ${trouble}`}`,
    raw: `${text ?? raw}${isRawWhole ? '' : '…'}`,
  }));
}

const decodedText = { whole: 'decoded whole', partly: 'decoded in part', not: 'not decoded' } as const;

/** Everything that a record states, in rows for people, but for the stored forms of a rule. */
export function factRows(record: OtherRecord): readonly FactRow[] {
  if (record.kind === 'file') return rowsOf({ ...record.claimed, reader: record.formatId ?? 'none', because: record.because });
  if (record.kind !== 'rule') return rowsOf(record.claimed);
  const { condition, actions, parts: _, strayAddresses, hiddenBecause, isHidden, ...plain } = record.claimed;
  return [
    { name: 'applies when', value: conditionText(condition), isMono: false },
    { name: 'actions', value: actions.map(actionText).join('\n') || 'none could be read', isMono: false },
    ...(isHidden ? [{ name: 'hidden', value: hiddenBecause.join('\n'), isMono: false }] : []),
    ...rowsOf(plain),
    ...strayAddresses.map(({ text, offsetBytes }) => ({
      name: 'address in bytes not decoded',
      value: `${text} at byte ${String(offsetBytes)}`,
      isMono: true,
    })),
  ];
}

function rowsOf(claims: Readonly<Record<string, unknown>>): FactRow[] {
  return Object.entries(claims).flatMap(([key, value]): FactRow[] => {
    const name = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    if (Array.isArray(value) && value.every(isNamedValue)) {
      return value.map((one) => ({ name: one.name, value: valueText(one.value), isMono: false }));
    }
    const text = (ownWords[key] ?? plainText)(value);
    return text === '' ? [] : [{ name, value: text, isMono: false }];
  });
}

const mailText = { yes: 'can hold mail', perhaps: 'may hold mail', no: 'holds no mail' } as const;

const clientNames: Readonly<Record<RuleClient, string>> = {
  outlook: 'Outlook',
  'outlook-mac': 'Outlook for Mac',
  thunderbird: 'Thunderbird',
  'apple-mail': 'Apple Mail',
  'apple-accounts': 'Internet Accounts of macOS or iOS',
  evolution: 'Evolution',
  kmail: 'KMail',
  'claws-mail': 'Claws Mail',
  sieve: 'Sieve',
  gmail: 'Gmail',
  exchange: 'Exchange',
  'mail-server': 'mail server',
  procmail: 'procmail',
  'text-client': 'text mail program',
  other: 'other',
};

/** How claims of these names are told, where naming each part of them would say less. */
const ownWords: Readonly<Record<string, (value: unknown) => string>> = {
  client: (value) => clientNames[value as RuleClient],
  canHoldMail: (value) => canHoldMailText(value as AccountClaims['canHoldMail']),
  folderPath: (value) => (Array.isArray(value) ? value.join(' / ') : plainText(value)),
  setting: (value) => (value === 'client-setting' ? 'of a mail program' : plainText(value)),
  identities: (value) => (value as AccountClaims['identities']).map(identityText).join('\n'),
  addresses: (value) => (Array.isArray(value) && value.every(isTarget) ? value.map(targetText).join('\n') : plainText(value)),
  object: (value) =>
    Object.values(value as AccessObject)
      .join(' ')
      .trimEnd(),
};

function canHoldMailText(value: AccountClaims['canHoldMail']): string {
  return value === undefined ? '' : `${value.answer}: ${value.because}`;
}

function identityText({ name, address, replyTo }: AccountIdentity): string {
  return `${formatAddress({ name, address })}${replyTo === '' ? '' : `, replies to ${replyTo}`}`;
}

function isTarget(value: unknown): value is RuleTarget {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value
      .map(plainText)
      .filter((text) => text !== '')
      .join('\n');
  if (isClaimedTime(value)) return timeText(value);
  return Object.entries(value)
    .map(([key, inner]): string => {
      const text = plainText(inner);
      return text === '' ? '' : `${key}: ${text}`;
    })
    .filter((text) => text !== '')
    .join(', ');
}

/** A claimed time with the instant in UTC, the raw text, and who states it. */
export function timeText(time: ClaimedTime): string {
  const milliseconds = millisecondsOf(time);
  const instant = milliseconds === null ? 'not understood as a time' : new Date(milliseconds).toISOString();
  return `${instant} (${time.statedBy} states ${time.raw})`;
}

function isClaimedTime(value: object): value is ClaimedTime {
  return 'raw' in value && 'instant' in value && 'statedBy' in value;
}

function isNamedValue(value: unknown): value is RuleValue {
  return typeof value === 'object' && value !== null && 'name' in value && 'value' in value && Object.keys(value).length === 2;
}

function valuesText(values: readonly RuleValue[]): string {
  return values.map(({ name, value }) => `${name} = ${valueText(value)}`).join(', ');
}

function valueText(value: RuleValue['value']): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

function firstOf(...texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== '') ?? '';
}
