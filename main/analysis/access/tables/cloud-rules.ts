import { quietFolders, watchWords } from '#analysis/rules/watch-words.ts';
import { containsWord, type EventCondition } from '../event-condition.ts';
import { eventRule, type EventRule } from '../event-rule.ts';
import { listText, quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter, numberParameter, type RuleSettings } from '../parameter-values.ts';
import { changes, isInForce } from './stated-change.ts';

const auditNeeds = [
  'audit log of Microsoft 365 or Exchange (New-InboxRule, Set-InboxRule, UpdateInboxRules), or an export of the rules',
] as const;
const ruleProof = [
  'The rule itself, by an export of the rules of the mailbox, or in its store.',
  'The mail that it caught, in the folder it was put in or among the recoverable items.',
  'The sign-in of the same session, and the owner, asked whether the rule is known.',
] as const;

/** Folder names of the rule's moves, in lower case, without the path before them. */
function foldersOf({ record }: EventText): readonly string[] {
  return (record.claimed.change?.actions ?? []).flatMap((action) => {
    const [, folder] = /^move\s+(.*)$/isu.exec(action.slice(0, 1_000)) ?? [];
    if (folder === undefined) return [];
    const names = folder.split(/[/\\]/).filter((name) => name.trim() !== '');
    return [(names.at(-1) ?? '').replace(/^:+/, '').trim().toLowerCase()];
  });
}

function deletes({ record }: EventText): boolean {
  return (record.claimed.change?.actions ?? []).some((action) => /^(?:soft-?|hard-?)?delete/i.test(action));
}

function marksRead({ record }: EventText): boolean {
  return (record.claimed.change?.actions ?? []).some((action) => /^mark-?(?:as-?)?read/i.test(action));
}

function quietOnes(event: EventText, settings: RuleSettings): readonly string[] {
  return foldersOf(event).filter((folder) => settings.list('folders').includes(folder));
}

function wordsOf(event: EventText, settings: RuleSettings): readonly string[] {
  const conditions = (event.record.claimed.change?.conditions ?? []).join('\n').slice(0, 20_000).toLowerCase();
  return settings.list('words').filter((word) => containsWord(conditions, word));
}

// Intruders let a rule apply to everything by a size or by a character that every body has.
function appliesToAll(event: EventText, settings: RuleSettings): boolean {
  const conditions = event.record.claimed.change?.conditions ?? [];
  return conditions.some((condition) => {
    if (condition.includes('\u0000')) return true;
    const least = smallestSize(condition);
    return least !== null && least <= settings.number('smallest size');
  });
}

const units: Readonly<Record<string, number>> = { kb: 1_024, mb: 1_048_576, gb: 1_073_741_824 };

/** The lower limit of size that a condition states, in bytes: `WithinSizeRangeMinimum: 500 KB (512,000 bytes)`; null where it states none. */
function smallestSize(condition: string): number | null {
  const text = condition.slice(0, 500).toLowerCase();
  const at = text.indexOf('withinsizerangeminimum');
  const [, number, unit = ''] = at === -1 ? [] : (/(\d[\d.,]*)\s*(kb|mb|gb)?/.exec(text.slice(at)) ?? []);
  return number === undefined ? null : Number(number.replace(/[.,]/g, '')) * (units[unit] ?? 1);
}

const isRule = changes('inbox-rule', 'transport-rule');
const hides: EventCondition = { how: 'test', test: (event, settings) => deletes(event) || quietOnes(event, settings).length > 0 };

function nameOf({ record }: EventText): string {
  const name = record.claimed.change?.name ?? '';
  return name.trim() === '' ? 'a rule without a name' : `the rule ${quote(name)}`;
}

function mailboxText({ record }: EventText): string {
  const of = record.claimed.change?.of ?? '';
  return of === '' ? '' : ` of ${quote(of)}`;
}

const folders = listParameter('folders', 'Folders in which nobody looks, in several languages.', [
  ...quietFolders,
  ...[
    'calendar',
    'notes',
    'historique des conversations',
    'éléments supprimés',
    'courrier indésirable',
    'elementos eliminados',
    'flux rss',
    'fuentes rss',
  ],
]);

/** Rules about inbox and transport rules that were set, beside those that forward (`forwarding-in-force.ts`). */
export const cloudRuleRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.change.rule-hides',
      version: '2',
      title: 'A rule that deletes, moves or marks mail was set',
      technique: 'T1564.008',
      level: 'low',
      needs: auditNeeds,
      parameters: [folders],
      benign: ['Owners file their mail by rules.'],
      proof: ruleProof,
      references: ['Sigma d3577be1-42c9-44a7-b56e-2e8de97349d3', 'MITRE ATT&CK T1564.008, T1114.003'],
    },
    {
      actions: ['rule-change'],
      when: {
        all: [isRule, isInForce, { how: 'test', test: (event) => deletes(event) || marksRead(event) || foldersOf(event).length > 0 }],
      },
      strength: 'CHANGED',
      mechanism: 'inbox rule that files or deletes mail',
      says: (event) => `${nameOf(event)}${mailboxText(event)} was set, which is to ${doneText(event)}`,
      cites: 'change',
      coveredBy: ['access.change.rule-keeps-from-owner', 'access.change.rule-marks-and-moves'],
      together: ['change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.rule-keeps-from-owner',
      title: 'A rule that keeps mail about security or payment from its owner was set',
      technique: 'T1564.008',
      level: 'high',
      needs: auditNeeds,
      parameters: [
        folders,
        listParameter('words', 'Words of security and payment, compared as whole words.', [
          ...watchWords,
          ...['do not click', 'do not open', 'fatal', 'support', 'docusign', 'sharepoint', 'payable', 'receipt', 'account details'],
        ]),
        numberParameter('smallest size', 'A lower limit of size, in bytes, up to which a rule applies to every message.', 1_023),
      ],
      benign: ['Owners delete advertising and notices that use such words.'],
      proof: ruleProof,
      references: [
        'Elastic 40fe11c2-376e-11f0-9a82-f661ea17fbcd',
        'Azure Sentinel 7b907bf7-77d4-41d0-a208-5643ff75bf9a',
        'MITRE ATT&CK T1564.008',
      ],
    },
    {
      actions: ['rule-change'],
      when: {
        all: [
          isRule,
          isInForce,
          hides,
          { how: 'test', test: (event, settings) => wordsOf(event, settings).length > 0 || appliesToAll(event, settings) },
        ],
      },
      strength: 'CONSISTENT WITH',
      mechanism: 'inbox rule that keeps mail out of sight',
      says: (event, settings) => {
        const words = wordsOf(event, settings);
        const about = words.length === 0 ? 'all mail' : `mail with ${listText(words, 6)}`;
        return `${nameOf(event)}${mailboxText(event)} was set, which takes ${about} and is to ${doneText(event)}`;
      },
      cites: 'change',
      together: ['change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.rule-marks-and-moves',
      version: '2',
      title: 'A rule was set that marks mail as read and puts it into a folder in which nobody looks',
      technique: 'T1564.008',
      level: 'medium',
      needs: auditNeeds,
      parameters: [folders],
      benign: ['Owners put newsletters away unread.'],
      proof: ruleProof,
      references: ['Azure Sentinel c2730362-f8e7-4369-85db-8ac7af65ee01', 'MITRE ATT&CK T1564.008'],
    },
    {
      actions: ['rule-change'],
      when: {
        all: [isRule, isInForce, { how: 'test', test: (event, settings) => marksRead(event) && quietOnes(event, settings).length > 0 }],
      },
      strength: 'CONSISTENT WITH',
      mechanism: 'inbox rule that keeps mail out of sight',
      says: (event) => `${nameOf(event)}${mailboxText(event)} was set, which is to ${doneText(event)}`,
      cites: 'change',
      coveredBy: ['access.change.rule-keeps-from-owner'],
      together: ['change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.rule-odd-name',
      title: 'A rule was set whose name holds neither letter nor digit',
      technique: 'T1564.008',
      level: 'medium',
      needs: auditNeeds,
      benign: ['Some owners name their rules by a single sign out of haste.'],
      proof: ruleProof,
      references: ['Elastic 1c3d9346-4591-4894-935c-dad2824850f2', 'MITRE ATT&CK T1564.008, T1114.003'],
    },
    {
      actions: ['rule-change', 'transport-change'],
      when: {
        all: [
          isRule,
          isInForce,
          {
            how: 'test',
            test: ({ record }) => {
              const name = record.claimed.change?.name.trim() ?? '';
              return name !== '' && !/[\p{L}\p{N}]/u.test(name);
            },
          },
        ],
      },
      mechanism: 'rule with a name that is easily overlooked',
      says: (event) => `a rule named ${quote(event.record.claimed.change?.name ?? '')}${mailboxText(event)} was set`,
      cites: 'change',
      together: ['change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.transport-rule-set',
      title: 'A rule for the mail of a whole organisation was set',
      technique: 'T1114.003',
      level: 'low',
      needs: ['audit log of Microsoft 365 or Exchange (New-TransportRule, Set-TransportRule), or of Google Workspace'],
      benign: ['Administrators set such rules for disclaimers, filters and archives.'],
      proof: ['The rule itself (Get-TransportRule).', 'The request for it, with the administrator.'],
      references: ['Elastic ff4dd44a-0ac6-44c4-8609-3f81bc820f02', 'MITRE ATT&CK T1114.003'],
    },
    {
      actions: ['transport-change', 'rule-change'],
      when: { all: [changes('transport-rule'), isInForce] },
      strength: 'CHANGED',
      mechanism: 'rule of the organisation',
      says: (event) => `${nameOf(event)} for the whole organisation was set`,
      cites: 'change',
      together: ['change'],
    },
  ),
  eventRule(
    {
      id: 'access.change.mail-route',
      title: 'The way of the mail of an organisation was changed',
      technique: 'T1114.003',
      level: 'medium',
      needs: ['audit log of Microsoft 365, Exchange or Google Workspace'],
      benign: ['Administrators change routes when a service is moved, and journal mail into archives by law.'],
      proof: ['The setting itself, before and after.', 'The request for it, with the administrator.'],
      references: [
        'Elastic 9510add4-3392-11ed-bd01-f661ea17fbce (UNIFIED_MAIL_ROUTING, ALIAS_TABLE, EMAIL_ROUTE, MESSAGE_SECURITY_RULE)',
        'MITRE ATT&CK T1114.003',
      ],
      parameters: [
        listParameter('words', 'Names of settings of Google Workspace that route mail.', [
          ...['unified_mail_routing', 'alias_table', 'email_route', 'message_security_rule', 'create_email_monitor', 'email_monitor'],
        ]),
      ],
    },
    {
      actions: ['transport-change', 'forwarding-change', 'setting-change', 'other'],
      when: {
        any: [
          { all: [changes('journal-rule', 'connector', 'domain-forwarding'), isInForce] },
          {
            all: [
              { how: 'test', test: ({ record }) => record.claimed.change?.what !== 'mailbox-forwarding' },
              {
                any: [
                  { field: 'facts', how: 'contains', parameter: 'words' },
                  { field: 'operation', how: 'contains', parameter: 'words' },
                  { field: 'object', how: 'contains', parameter: 'words' },
                  { field: 'change', how: 'contains', parameter: 'words' },
                ],
              },
            ],
          },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'mail route of the organisation',
      says: (event) => {
        const change = event.record.claimed.change;
        const name = change === undefined || change.name === '' ? event.record.claimed.object.name : change.name;
        const to = change === undefined || change.destinations.length === 0 ? '' : ` to ${listText(change.destinations)}`;
        return `the mail route ${quote(name)} was changed${to}`;
      },
      cites: 'change',
      together: ['change', 'object'],
      destinations: ({ record }) => record.claimed.change?.destinations ?? [],
    },
  ),
];

function doneText(event: EventText): string {
  return listText(event.record.claimed.change?.actions ?? [], 6);
}
