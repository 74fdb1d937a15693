import type { HeaderArtifact } from './header-artifact.ts';

/** The rows of the header table that Exchange writes; `headerArtifactTable` puts them first. */
export const exchangeHeaderArtifacts: readonly HeaderArtifact[] = [
  {
    header: 'X-MS-Exchange-ForwardingLoop',
    title: 'Exchange forwarded by a setting of the mailbox',
    mechanism: 'mailbox setting (ForwardingSmtpAddress or ForwardingAddress)',
    agency: 'automatic',
    readings: [
      {
        form: 'mailbox-of-tenant',
        level: 'high',
        strength: 'STATES',
        statement:
          'The header X-MS-Exchange-ForwardingLoop states that this message was forwarded by a setting of the mailbox {sources} in the tenant {quoted}.',
      },
      {
        form: 'mailbox',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-MS-Exchange-ForwardingLoop states that this message was forwarded by a setting of the mailbox {sources}.',
      },
      {
        form: 'forwarding-handled',
        level: 'medium',
        strength: 'INDICATES',
        statement:
          'The header X-MS-Exchange-ForwardingLoop states that Exchange handled a forward that is set on a mailbox; it names the mark {quoted} and no mailbox.',
      },
    ],
    lookAlikes: [],
    benignExplanations: [
      'The holder of the mailbox set the forward for their own use, or an administrator set it on request (leave, change of post, merger).',
      'The header was copied or forged by the sender: it is not signed.',
    ],
    wouldProve: [
      'The forwarding settings of the mailbox: Get-Mailbox with ForwardingSmtpAddress, ForwardingAddress and DeliverToMailboxAndForward.',
      'The unified audit log for Set-Mailbox with these parameters: who set it and when.',
    ],
    references: ['Microsoft: "Loop prevention in Exchange Online demystified" (Exchange Team Blog)', 'MITRE ATT&CK T1114.003'],
  },
  {
    header: 'X-MS-Exchange-Organization-AutoForwarded',
    title: 'Exchange marks the message as automatically forwarded',
    mechanism: 'automatic forwarding in Exchange or Outlook',
    agency: 'automatic',
    readings: [
      {
        form: 'true',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-MS-Exchange-Organization-AutoForwarded states that this message was forwarded automatically.',
      },
    ],
    lookAlikes: [{ when: 'calendar', effect: 'low' }],
    benignExplanations: [
      'The holder of the mailbox made the rule for their own use: to a colleague, a shared mailbox, a ticket system.',
      'A person replied to or forwarded an automatically forwarded message, and the client left the mark on (Microsoft KB 278352).',
    ],
    wouldProve: [
      'The rules and forwarding settings of the mailbox at the time: Get-InboxRule with hidden rules, Get-Mailbox.',
      'The message trace of the server for this Message-ID.',
    ],
    references: ['[MS-OXCMAIL] 2.1.3.2.21', '[MS-OXCMSG] 2.2.1.20', 'MITRE ATT&CK T1114.003', 'Microsoft KB 278352'],
  },
  {
    header: 'X-MS-Exchange-Inbox-Rules-Loop',
    title: 'A rule of an Exchange mailbox processed the message',
    mechanism: 'inbox rule in Exchange',
    agency: 'automatic',
    readings: [
      {
        form: 'sources',
        level: 'medium',
        strength: 'INDICATES',
        statement:
          'The header X-MS-Exchange-Inbox-Rules-Loop states that a rule of the mailbox {sources} forwarded, redirected or answered with this message.',
      },
    ],
    lookAlikes: [
      { when: 'automatic-reply', effect: 'no-finding' },
      { when: 'likely-automatic-reply', effect: 'low' },
      { when: 'calendar', effect: 'low' },
    ],
    benignExplanations: [
      'The message is an automatic reply of the mailbox, for which Exchange writes the same header.',
      'The holder of the mailbox made the rule for their own use.',
    ],
    wouldProve: [
      'The rules of the named mailbox: Get-InboxRule with hidden rules, or the rules in its data file.',
      'The unified audit log for New-InboxRule, Set-InboxRule and UpdateInboxRules.',
    ],
    references: [
      'Microsoft: "Loop prevention in Exchange Online demystified" (Exchange Team Blog)',
      'Microsoft Learn: auto-forwarded messages insight',
    ],
  },
  {
    header: 'X-MS-Exchange-Transport-Rules-Loop',
    title: 'A mail flow rule of the organisation redirected or copied the message',
    mechanism: 'mail flow rule (transport rule) in Exchange',
    agency: 'automatic',
    readings: [
      {
        form: 'count',
        level: 'medium',
        strength: 'INDICATES',
        statement:
          'The header X-MS-Exchange-Transport-Rules-Loop states that mail flow rules of the organisation redirected this message or added recipients, count {quoted}.',
      },
    ],
    lookAlikes: [
      { when: 'transport-rule-notice', effect: 'no-finding' },
      { when: 'report', effect: 'low' },
    ],
    benignExplanations: [
      'The organisation routes or archives mail by rule: moderation, disclaimers with extra recipients, journaling, ticket systems.',
      'The message is an incident report or notice that the rule produced.',
    ],
    wouldProve: [
      'The mail flow rules of the organisation: Get-TransportRule with RedirectMessageTo, BlindCopyTo, CopyTo and AddToRecipients.',
      'The unified audit log for New-TransportRule and Set-TransportRule.',
    ],
    references: ['Microsoft Learn: Exchange Online limits, journal, transport and inbox rule limits'],
  },
  {
    header: 'X-MS-Exchange-Generated-Message-Source',
    title: 'The rules agent of an Exchange mailbox made the message',
    mechanism: 'inbox rule in Exchange',
    agency: 'automatic',
    readings: [
      {
        form: 'mailbox-rules-agent',
        level: 'low',
        strength: 'CONSISTENT WITH',
        statement:
          'The header X-MS-Exchange-Generated-Message-Source states that the mailbox rules agent made this message, as it does for forwards and for automatic replies.',
      },
    ],
    lookAlikes: [
      { when: 'automatic-reply', effect: 'no-finding' },
      { when: 'likely-automatic-reply', effect: 'informational' },
    ],
    benignExplanations: ['The message is an automatic reply or was answered from a template by a rule of the mailbox.'],
    wouldProve: ['The rules of the sending mailbox, and the message named by X-MS-Exchange-Parent-Message-Id.'],
    references: ['Observed header of Exchange 2016 and Exchange Online'],
  },
  {
    header: 'X-MS-Exchange-Parent-Message-Id',
    title: 'Exchange made the message because of another message',
    mechanism: 'message made by Exchange in answer to another',
    agency: 'undecidable',
    readings: [
      {
        form: 'message-identifiers',
        level: 'low',
        strength: 'CONSISTENT WITH',
        statement: 'The header X-MS-Exchange-Parent-Message-Id states that Exchange made this message because of the message {quoted}.',
      },
    ],
    lookAlikes: [
      { when: 'automatic-reply', effect: 'no-finding' },
      { when: 'report', effect: 'no-finding' },
      { when: 'transport-rule-notice', effect: 'no-finding' },
      { when: 'likely-automatic-reply', effect: 'informational' },
    ],
    benignExplanations: ['Automatic replies, journal reports and notices name their parent in the same way.'],
    wouldProve: ['The named parent message with the same content, in the mailbox that forwarded it.'],
    references: ['Observed header of Exchange 2016 and Exchange Online'],
  },
];
