import { exchangeHeaderArtifacts } from './exchange-header-artifacts.ts';
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
  ...exchangeHeaderArtifacts,
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
