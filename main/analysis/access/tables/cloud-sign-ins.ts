import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { accountText } from './named-parts.ts';

/** Rules about sign-ins to a service, and notices of them that were taken out of sight. */
export const cloudSignInRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.cloud.notice-deleted',
      title: 'A notice about a sign-in or second factor was deleted or moved',
      technique: 'T1070.008',
      level: 'low',
      needs: ['audit log: SoftDelete, HardDelete, MoveToDeletedItems, Move with subjects'],
      parameters: [
        listParameter('words', 'Parts of subjects of such notices.', [
          ...[
            'multi-factor',
            'multifactor',
            'two-step',
            'two-factor',
            '2-step',
            '2fa',
            'mfa',
            'authenticator',
            'verification code',
            'security code',
            'one-time',
            'otp',
          ],
          ...[
            'new sign-in',
            'new device',
            'unusual sign-in',
            'security alert',
            'security info',
            'password was changed',
            'password reset',
            'reset your password',
          ],
          ...['sicherheitscode', 'neue anmeldung', 'code de sécurité', 'código de seguridad'],
        ]),
      ],
      benign: ['Owners delete such notices as soon as they have read them.'],
      proof: ['The message, among the recoverable items.', 'The sign-in of the session that deleted it.'],
      references: ['Elastic c9636a6e-125e-11f1-9cd3-f661ea17fbce', 'MITRE ATT&CK T1070.008'],
    },
    {
      actions: ['mail-delete', 'mail-move'],
      when: {
        any: [
          {
            all: [
              { how: 'test', test: ({ record }) => record.claimed.object.kind === 'message' },
              { field: 'object', how: 'contains', parameter: 'words' },
            ],
          },
          {
            how: 'test',
            test: (event, settings) => subjectOf(event).some((subject) => settings.list('words').some((word) => subject.includes(word))),
          },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'notice kept from the owner',
      says: (event) => `a message with the subject ${quote(subjectOf(event)[0] ?? event.record.claimed.object.name)} was deleted or moved`,
      cites: 'object',
      together: ['account'],
    },
  ),
  eventRule(
    {
      id: 'access.cloud.legacy-sign-in',
      title: 'An account was signed in to by a protocol that knows no second factor',
      technique: 'T1078.004',
      level: 'low',
      needs: ['sign-in log with the client program or protocol'],
      parameters: [
        listParameter('clients', 'Names of such protocols.', [
          ...[
            'imap',
            'pop',
            'authenticated smtp',
            'smtp',
            'exchange activesync',
            'other clients',
            'autodiscover',
            'mapi over http',
            'offline address book',
          ],
          ...['bav2ropc', 'cbainprod', 'cbainar', 'outlook anywhere', 'exchange web services', 'exchange online powershell'],
        ]),
      ],
      benign: ['Printers, scripts and old telephones of the organisation sign in so.'],
      proof: ['Access to the mailbox from the same address afterwards.', 'The device that the owner uses.'],
      references: ['MITRE ATT&CK T1078.004, DET0048 (UserAgentPattern)'],
    },
    {
      actions: ['sign-in'],
      when: {
        all: [
          { how: 'test', test: ({ record }) => record.claimed.strength !== 'ATTEMPTED' },
          {
            any: [
              { field: 'fact ClientAppUsed', how: 'starts', parameter: 'clients' },
              { field: 'fact clientAppUsed', how: 'starts', parameter: 'clients' },
              { how: 'test', test: ({ text }) => /(?:^|[^a-z])(?:bav2ropc|cbainprod|cbainar)(?:[^a-z]|$)/.test(text('client')) },
            ],
          },
        ],
      },
      strength: 'LOGGED ON',
      mechanism: 'sign-in by an old protocol',
      says: (event) =>
        `the account ${accountText(event)} was signed in to by ${quote(event.text('fact ClientAppUsed') === '' ? event.text('client') : event.text('fact ClientAppUsed'))}`,
      cites: 'fact ClientAppUsed',
      together: ['account', 'fact ClientAppUsed'],
    },
  ),
];

function subjectOf({ record }: EventText): readonly string[] {
  return record.claimed.facts.flatMap(({ name, value }) => {
    if (!/subject/i.test(name)) return [];
    const texts = typeof value === 'object' ? value : [String(value)];
    return texts.map((text) => text.slice(0, 1_000).toLowerCase());
  });
}
