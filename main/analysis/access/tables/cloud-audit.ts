import { eventRule, type EventRule } from '../event-rule.ts';
import { listText, quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';

const of = ({ record }: EventText): string => {
  const name = record.claimed.change?.of ?? '';
  return quote(name === '' ? record.claimed.object.name : name);
};

const proof = [
  'The setting as it is now (Get-Mailbox AuditEnabled, Get-MailboxAuditBypassAssociation, Get-AdminAuditLogConfig).',
  'Other logs of the period: sign-ins, mail traces, the web server.',
] as const;
const alertProof = [
  'The alert in the portal with what it rests on.',
  'The rule, forwarding or export itself, and the sign-in of its session.',
] as const;

/** Rules about the recording of access, and about alerts that the service itself raised. */
export const cloudAuditRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.change.audit-bypass',
      title: 'An account was left out of the audit of mailboxes',
      technique: 'T1562.008',
      level: 'medium',
      needs: ['audit log: Set-MailboxAuditBypassAssociation'],
      parameters: [listParameter('operations', 'Names of the operation.', ['set-mailboxauditbypassassociation'])],
      benign: ['Accounts of backup and archive programs are left out for the size of the log.'],
      proof,
      references: ['Elastic 675239ea-c1bc-4467-a6d3-b9e2cc7f676d', 'MITRE ATT&CK T1562.008'],
    },
    {
      actions: ['audit-change', 'setting-change'],
      when: {
        all: [
          { field: 'operation', how: 'contains', parameter: 'operations' },
          { not: { how: 'test', test: ({ record }) => ['enabled', 'removed', 'cleared'].includes(record.claimed.change?.state ?? '') } },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'audit of mailboxes switched off',
      says: (event) => `access by ${of(event)} is no more recorded`,
      cites: 'change',
      together: ['change', 'object'],
    },
  ),
  eventRule(
    {
      id: 'access.change.audit-off',
      title: 'The audit of a mailbox or of an organisation was switched off',
      technique: 'T1562.008',
      level: 'high',
      needs: ['audit log: Set-Mailbox AuditEnabled, Set-AdminAuditLogConfig, Set-OrganizationConfig AuditDisabled'],
      parameters: [
        listParameter('settings', 'Settings that are off when they say so, as `name=value`.', [
          ...[
            'auditenabled=false',
            'unifiedauditlogingestionenabled=false',
            'adminauditlogenabled=false',
            'auditdisabled=true',
            'auditenabled=$false',
          ],
        ]),
      ],
      benign: ['The audit is switched on by default since 2019, and scripts that set it for each mailbox switch it off for some.'],
      proof,
      references: ['Azure Sentinel exchange_auditlogdisabled, office_policytampering', 'MITRE ATT&CK T1562.008'],
    },
    {
      actions: ['audit-change', 'setting-change'],
      when: {
        any: [
          {
            how: 'test',
            test: ({ record, text }) =>
              record.claimed.change?.what === 'audit' && isOver(record.claimed.change.state) && !text('operation').includes('bypass'),
          },
          { field: 'facts', how: 'contains', parameter: 'settings' },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'audit of mailboxes switched off',
      says: (event) => `the recording of access to ${of(event)} was switched off`,
      cites: 'change',
      together: ['change', 'object'],
    },
  ),
  eventRule(
    {
      id: 'access.change.audit-licence',
      title: 'The licence for the extended audit was taken from an account',
      technique: 'T1562.008',
      level: 'medium',
      needs: ['audit log of Entra: Change user license'],
      parameters: [listParameter('plans', 'Names of the service plan.', ['m365_advanced_auditing'])],
      benign: ['Licences are moved when staff change or contracts end.'],
      proof: ['The licences of the account before and after.', 'Other logs of the period.'],
      references: ['Splunk 49862dd4-9cb2-4c48-a542-8c8a588d9361', 'MITRE ATT&CK T1562.008'],
    },
    {
      actions: ['license-change'],
      when: {
        all: [
          { field: 'facts', how: 'contains', parameter: 'plans' },
          { how: 'test', test: isDisabledPlan },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'extended audit taken from an account',
      says: (event) => `the licence of ${of(event)} no more has the plan for the extended audit`,
      cites: 'object',
    },
  ),
  eventRule(
    {
      id: 'access.alert.forwarding',
      title: 'The service itself raised an alert about a mailbox: its forwarding, rules, or what it sent or received',
      technique: 'T1114.003',
      level: 'high',
      needs: ['alerts of Microsoft 365 Defender or Purview, risk events of Entra, alerts of Google Workspace'],
      parameters: [
        listParameter('words', 'Names of such alerts and risk events.', [
          ...[
            'suspiciousinboxforwarding',
            'suspicious inbox forwarding',
            'mcassuspiciousinboxmanipulationrules',
            'suspicious inbox manipulation rule',
          ],
          ...['suspicious email forwarding activity', 'suspicious email sending patterns detected', 'creation of forwarding/redirect rule'],
          ...['email sending limit exceeded', 'user restricted from sending email', 'email reported by user as malware or phish'],
        ]),
        listParameter('strong words', 'Of these, those about forwarding and rules.', [
          ...[
            'suspiciousinboxforwarding',
            'suspicious inbox forwarding',
            'mcassuspiciousinboxmanipulationrules',
            'suspicious inbox manipulation rule',
          ],
          ...['suspicious email forwarding activity', 'creation of forwarding/redirect rule'],
        ]),
      ],
      benign: ['Alerts are raised by chance of numbers: every new forward to the outside may raise one.'],
      proof: alertProof,
      references: [
        'Sigma 27e4f1d6-ae72-4ea0-8a67-77a73a289c3d, ceb55fd0-726e-4656-bf4e-b585b7f7d572, 6c220477-0b5b-4b25-bb90-66183b4089e8',
        'Splunk 85c7555a-05af-4322-81aa-76b4ddf52baa',
        'MITRE ATT&CK T1114.003',
      ],
    },
    {
      actions: ['alert', 'sign-in', 'other'],
      when: { field: 'all', how: 'contains', parameter: 'words' },
      strength: 'STATES',
      mechanism: 'alert of the service',
      says: (event, settings) =>
        `the service raised ${listText(
          settings.list('words').filter((word) => event.text('all').includes(word)),
          2,
        )} ${aboutText(event)}`,
      cites: 'object',
      together: ['object', 'account'],
      level: ({ text }, settings) => (settings.list('strong words').some((word) => text('all').includes(word)) ? 'high' : 'low'),
    },
  ),
  eventRule(
    {
      id: 'access.alert.export',
      title: 'The service itself raised an alert about the export of a content search',
      technique: 'T1114.002',
      level: 'medium',
      needs: ['alerts of Microsoft 365 Defender or Purview'],
      parameters: [listParameter('words', 'Names of the alert.', ['ediscovery search started or exported', 'ediscovery search exported'])],
      benign: ['Counsel and data protection officers export mail by content searches.'],
      proof: alertProof,
      references: ['Sigma 18b88d08-d73e-4f21-bc25-4b9892a4fdd0', 'Splunk 5f694cc4-a678-4a60-9410-bffca1b647dc', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: ['alert', 'other', 'content-search', 'mailbox-export'],
      when: { field: 'all', how: 'contains', parameter: 'words' },
      strength: 'STATES',
      mechanism: 'alert of the service',
      says: (event) => `the service raised an alert about a content search (${quote(event.record.claimed.object.name)})`,
      cites: 'object',
      together: ['object', 'account'],
    },
  ),
];

function aboutText({ record }: EventText): string {
  return record.claimed.account === '' ? 'as an alert' : `about ${quote(record.claimed.account)}`;
}

function isOver(state: string | undefined): boolean {
  return state === 'disabled' || state === 'removed' || state === 'cleared';
}

// The plan must stand behind the word for disabled plans in one of the values, as in `DisabledPlans=[…,M365_ADVANCED_AUDITING,…]`.
function isDisabledPlan({ text }: EventText): boolean {
  const facts = text('facts');
  const disabled = facts.lastIndexOf('disabledplans');
  return disabled !== -1 && facts.indexOf('m365_advanced_auditing', disabled) !== -1;
}
