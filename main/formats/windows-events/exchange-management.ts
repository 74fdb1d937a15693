import type { AccessAction, AccessStrength, StatedChange } from '#model/index.ts';
import { commandParameters, type CommandParameters } from './command-parameters.ts';
import { other, type EventFamily, type EventLookup, type EventMeaning, type Stated } from './meaning.ts';

/** What a cmdlet of Exchange does. */
interface CmdletMeaning {
  readonly action: AccessAction;
  readonly strength: AccessStrength;
  readonly what?: StatedChange['what'];
}

const changed = (action: AccessAction, what: StatedChange['what']): CmdletMeaning => ({ action, strength: 'CHANGED', what });

/** By the noun of the cmdlet, in lower case (Microsoft, "Exchange PowerShell"); verbs that only read change nothing. */
const cmdletNouns: Readonly<Record<string, CmdletMeaning>> = {
  inboxrule: changed('rule-change', 'inbox-rule'),
  sweeprule: changed('rule-change', 'inbox-rule'),
  transportrule: changed('transport-change', 'transport-rule'),
  journalrule: changed('transport-change', 'journal-rule'),
  sendconnector: changed('transport-change', 'connector'),
  receiveconnector: changed('transport-change', 'connector'),
  remotedomain: changed('transport-change', 'domain-forwarding'),
  transportagent: changed('transport-change', 'other'),
  mailboxpermission: changed('permission-change', 'mailbox-permission'),
  recipientpermission: changed('permission-change', 'send-permission'),
  adpermission: changed('permission-change', 'send-permission'),
  mailboxfolderpermission: changed('permission-change', 'folder-permission'),
  managementroleassignment: changed('role-change', 'role'),
  rolegroupmember: changed('role-change', 'role'),
  rolegroup: changed('role-change', 'role'),
  adminauditlogconfig: changed('audit-change', 'audit'),
  mailboxauditbypassassociation: changed('audit-change', 'audit'),
  casmailbox: changed('setting-change', 'client-setting'),
  mailbox: changed('setting-change', 'other'),
  mailuser: changed('setting-change', 'other'),
  mailboxexportrequest: { action: 'mailbox-export', strength: 'EXPORTED' },
  mailboxsearch: { action: 'content-search', strength: 'OPENED' },
  compliancesearch: { action: 'content-search', strength: 'OPENED' },
  compliancesearchaction: { action: 'content-search', strength: 'EXPORTED' },
};

const states: Readonly<Record<string, StatedChange['state']>> = {
  new: 'set',
  add: 'set',
  install: 'set',
  set: 'changed',
  enable: 'enabled',
  disable: 'disabled',
  remove: 'removed',
  uninstall: 'removed',
};

/** Parameters that name to whom mail goes or who gets a permission. */
const ofInboxRules = ['ForwardTo', 'ForwardAsAttachmentTo', 'RedirectTo'];
const destinationNames = [
  ...[...ofInboxRules, 'ForwardingAddress', 'ForwardingSmtpAddress', 'BlindCopyTo', 'CopyTo'],
  ...['RedirectMessageTo', 'AddToRecipients', 'JournalEmailAddress', 'User', 'Trustee', 'GrantSendOnBehalfTo', 'Member'],
];

function cmdletMeaning(cmdlet: string, parameters: CommandParameters): CmdletMeaning | null {
  const [verb = '', noun = ''] = cmdlet.toLowerCase().split('-', 2);
  if (verb === 'search' && noun === 'mailbox') return { action: 'content-search', strength: 'OPENED' };
  if (!Object.hasOwn(cmdletNouns, noun)) return null;
  // To look at requests, or to remove one, exports nothing.
  if (noun === 'mailboxexportrequest' && verb !== 'new') return null;
  if (!Object.hasOwn(states, verb) && verb !== 'start') return null;
  const isForwarding =
    noun === 'mailbox' && [...parameters.keys()].some((name) => /^(?:forwarding(?:smtp)?address|delivertomailboxandforward)$/i.test(name));
  return isForwarding ? changed('forwarding-change', 'mailbox-forwarding') : (cmdletNouns[noun] ?? null);
}

function changeOf(cmdlet: string, parameters: CommandParameters, what: StatedChange['what']): StatedChange {
  const verb = cmdlet.toLowerCase().split('-', 1)[0] ?? '';
  const value = (name: string): string => parameters.get(name.toLowerCase()) ?? '';
  const destinations = destinationNames
    .map(value)
    .filter((text) => text !== '' && text !== '$null')
    .flatMap((text) => text.split(/[,;]/).slice(0, 100))
    .map((text) => text.trim().replace(/^smtp:/i, ''))
    .filter((text) => text !== '');
  const isEmpty = (name: string): boolean => ['', '$null'].includes(parameters.get(name.toLowerCase()) ?? 'not given');
  const isCleared = ['ForwardingAddress', 'ForwardingSmtpAddress', ...ofInboxRules].some(isEmpty) && destinations.length === 0;
  const by = what !== 'inbox-rule' ? [] : ofInboxRules.filter((name) => (isCleared ? isEmpty(name) : !['', '$null'].includes(value(name))));
  const actions: string[] = [];
  if (/true/i.test(value('DeleteMessage'))) actions.push('delete');
  if (/true/i.test(value('MarkAsRead'))) actions.push('mark-read');
  if (value('MoveToFolder') !== '') actions.push(`move ${value('MoveToFolder')}`);
  return {
    what,
    name: value('Name'),
    state: isCleared ? 'cleared' : (states[verb] ?? 'unknown'),
    of: value('Mailbox') === '' ? value('Identity') : value('Mailbox'),
    destinations,
    ...(by.length === 0 ? {} : { by }),
    actions,
    conditions: [],
  };
}

/** The data of the events have no names: cmdlet, its parameters, who ran it. */
function cmdlet({ value }: EventLookup): Stated {
  const name = value('Data 1');
  const parameters = commandParameters(value('Data 2'));
  const meaning = cmdletMeaning(name, parameters);
  const mailbox = parameters.get('mailbox') ?? parameters.get('identity') ?? '';
  return {
    actor: value('Data 3'),
    account: mailbox,
    ...(meaning === null ? {} : { action: meaning.action, strength: meaning.strength }),
    ...(meaning?.what === undefined ? {} : { change: changeOf(name, parameters, meaning.what) }),
    object: mailbox === '' ? other(name) : { kind: 'mailbox', name: mailbox },
    process: { name, commandLine: `${name} ${value('Data 2')}`.trim() },
  };
}

const event = (operation: string): EventMeaning => ({
  operation,
  action: 'other',
  strength: 'RUN',
  doesNotShow: 'It does not show from which machine the administrator came; an export that was asked for need not have been carried out.',
  state: cmdlet,
});

/** Cmdlets of Exchange Server (channel `MSExchange Management`). */
export const exchangeEvents: EventFamily = {
  providers: ['msexchange cmdletlogs', 'msexchange management'],
  channels: ['msexchange management'],
  events: {
    '1': event('Cmdlet succeeded'),
    '6': {
      ...event('Cmdlet failed'),
      strength: 'ATTEMPTED',
      state: (lookup) => ({ ...cmdlet(lookup), strength: 'ATTEMPTED', outcome: 'failed' }),
    },
  },
};
