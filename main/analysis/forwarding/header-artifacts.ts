import type { HeaderArtifact } from './header-artifact.ts';

/** Raised whenever a row is added or changed: the version of every rule made from the table. */
export const headerArtifactTableVersion = '1';

/**
 * Headers that state forwarding by their presence and value. Order is that of the report.
 *
 * `high` is given where forwarding software alone writes the header and names the accounts; `medium` where the header
 * proves the mechanism but also stands on mail that was not forwarded; `low` where ordinary use writes it.
 */
export const headerArtifactTable: readonly HeaderArtifact[] = [
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
  {
    header: 'X-MailFwdBy',
    title: 'X-MailFwdBy names who forwarded',
    mechanism: 'mail software that writes X-MailFwdBy',
    agency: 'undecidable',
    readings: [
      {
        form: 'sources',
        level: 'medium',
        strength: 'STATES',
        statement: 'The header X-MailFwdBy states that this message was forwarded by {sources}.',
      },
    ],
    lookAlikes: [],
    benignExplanations: [
      'The header is named by MITRE ATT&CK, but no widespread mail software is known to write it: it may be of local make.',
    ],
    wouldProve: ['The configuration of the server or client that wrote the header.'],
    references: ['MITRE ATT&CK T1114.003'],
  },
  {
    header: 'X-Forwarded-To',
    title: 'Automatic forward of Gmail: destination',
    mechanism: 'Gmail auto-forward or filter',
    agency: 'automatic',
    readings: [
      {
        form: 'destinations',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Forwarded-To states that this copy was forwarded to {destinations}.',
      },
    ],
    lookAlikes: [],
    benignExplanations: [
      'The holder of the account forwards to an address of their own.',
      'A help desk or ticket system takes in mail by this way.',
    ],
    wouldProve: [
      'The settings of the source account: forwarding addresses, and filters with a forward action.',
      'The account activity log of the source: email forwarding change, or the admin log of Google Workspace.',
    ],
    references: ['Observed header of Gmail forwards', 'MITRE ATT&CK T1114.003'],
  },
  {
    header: 'X-Forwarded-For',
    title: 'Automatic forward of Gmail: source and destination',
    mechanism: 'Gmail auto-forward or filter',
    agency: 'automatic',
    readings: [
      {
        form: 'source-then-destinations',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Forwarded-For states that mail of {sources} was forwarded to {destinations}.',
      },
      {
        form: 'sources',
        level: 'low',
        strength: 'CONSISTENT WITH',
        statement: 'The header X-Forwarded-For names {sources}, as forwarding software does for the account that forwards.',
      },
    ],
    lookAlikes: [],
    benignExplanations: [
      'The holder of the account forwards to an address of their own.',
      'A help desk or ticket system takes in mail by this way.',
    ],
    wouldProve: [
      'The settings of the source account: forwarding addresses, and filters with a forward action.',
      'The account activity log of the source: email forwarding change, or the admin log of Google Workspace.',
    ],
    references: ['Observed header of Gmail forwards', 'MITRE ATT&CK T1114.003'],
  },
  {
    header: 'X-Gm-Original-To',
    title: 'Routing of Google Workspace changed the recipient',
    mechanism: 'Google Workspace routing or recipient map',
    agency: 'automatic',
    readings: [
      {
        form: 'sources',
        level: 'low',
        strength: 'STATES',
        statement: 'The header X-Gm-Original-To states that the message was addressed to {sources} before Google Workspace routed it.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['Alias, group, catch-all address, split delivery or migration of the organisation.'],
    wouldProve: ['The admin log of Google Workspace for changes of routing (UNIFIED_MAIL_ROUTING, EMAIL_ROUTE, ALIAS_TABLE).'],
    references: ['Google Workspace Admin Help: add routing settings'],
  },
  {
    header: 'X-Pm-Forwarded-From',
    title: 'Automatic forward of Proton Mail: source',
    mechanism: 'Proton Mail forwarding',
    agency: 'automatic',
    readings: [
      {
        form: 'sources',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Pm-Forwarded-From states that this copy was forwarded from {sources}.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['The holder of the account forwards to an address of their own.'],
    wouldProve: ['The forwarding settings of the Proton account and the confirmation sent to the destination.'],
    references: ['Observed header of Proton Mail forwards'],
  },
  {
    header: 'X-Pm-Forwarded-To',
    title: 'Automatic forward of Proton Mail: destination',
    mechanism: 'Proton Mail forwarding',
    agency: 'automatic',
    readings: [
      {
        form: 'destinations',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Pm-Forwarded-To states that this copy was forwarded to {destinations}.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['The holder of the account forwards to an address of their own.'],
    wouldProve: ['The forwarding settings of the Proton account and the confirmation sent to the destination.'],
    references: ['Observed header of Proton Mail forwards'],
  },
  {
    header: 'X-Yahoo-Forwarded',
    title: 'Automatic forward of Yahoo Mail',
    mechanism: 'Yahoo Mail forwarding',
    agency: 'automatic',
    readings: [
      {
        form: 'from-to',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Yahoo-Forwarded states that mail of {sources} was forwarded to {destinations}.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['The holder of the account forwards to an address of their own.'],
    wouldProve: ['The forwarding settings of the Yahoo account.'],
    references: ['Observed header of Yahoo Mail forwards'],
  },
  {
    header: 'X-Yahoo-ForwardOnly',
    title: 'Automatic forward of Yahoo Mail without keeping a copy',
    mechanism: 'Yahoo Mail forwarding without a copy',
    agency: 'automatic',
    readings: [
      {
        form: 'from-to',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Yahoo-ForwardOnly states that mail of {sources} was forwarded to {destinations} and no copy kept.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['The holder of the account moved to another address and forwards to it.'],
    wouldProve: ['The forwarding settings of the Yahoo account.'],
    references: ['Observed header of Yahoo Mail forwards'],
  },
  {
    header: 'X-Sieve-Redirected-From',
    title: 'A Sieve script redirected the message',
    mechanism: 'Sieve script on the mail server (redirect)',
    agency: 'automatic',
    readings: [
      {
        form: 'sources',
        level: 'high',
        strength: 'STATES',
        statement: 'The header X-Sieve-Redirected-From states that a Sieve script of {sources} redirected this message.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['The holder of the mailbox set a filter or forward in webmail for their own use.'],
    wouldProve: ['The Sieve scripts of the account on the server, with their times, and its mail log ("sieve: forwarded to").'],
    references: ['Dovecot Pigeonhole: redirect action', 'RFC 5228 4.2'],
  },
  {
    header: 'Autoforwarded',
    title: 'X.400 gateway marks the message as automatically forwarded',
    mechanism: 'X.400 auto-forwarding',
    agency: 'automatic',
    readings: [
      {
        form: 'true',
        level: 'medium',
        strength: 'STATES',
        statement: 'The header Autoforwarded states that this message was forwarded automatically.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['The holder of the mailbox set the forward for their own use.'],
    wouldProve: ['The configuration of the X.400 mailbox or gateway.'],
    references: ['RFC 4021 2.2', 'RFC 2156 2.3'],
  },
  {
    header: 'Auto-Submitted',
    title: 'The message says that it was forwarded automatically',
    mechanism: 'automatic forwarding by software that says so',
    agency: 'automatic',
    readings: [
      {
        form: 'auto-forwarded',
        level: 'medium',
        strength: 'STATES',
        statement: 'The header Auto-Submitted states that this message was forwarded automatically (auto-forwarded).',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['A monitoring, ticket or list system passes messages on and says so.'],
    wouldProve: ['The configuration of the software that wrote the header; the Received fields tell where.'],
    references: ['RFC 3834 5'],
  },
  {
    header: 'X-Forwarded-Message-Id',
    title: 'Thunderbird forwarded another message in this one',
    mechanism: 'forward in Thunderbird, by hand or by filter',
    agency: 'undecidable',
    readings: [
      {
        form: 'message-identifiers',
        level: 'low',
        strength: 'STATES',
        statement: 'The header X-Forwarded-Message-Id states that this message forwards the message {quoted}.',
      },
    ],
    lookAlikes: [],
    benignExplanations: ['A person forwarded a message in the ordinary way.'],
    wouldProve: ['The named message, the Sent folder, and msgFilterRules.dat of the account for a filter with the action Forward.'],
    references: ['Observed header of Thunderbird forwards'],
  },
];
