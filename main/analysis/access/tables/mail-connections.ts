import { eventRule, type EventRule } from '../event-rule.ts';
import { shorten } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { programsMeaning } from './mail-places.ts';
import { programText } from './named-parts.ts';

const mailPrograms = [
  ...[
    'thunderbird',
    'thunderbird-bin',
    'outlook',
    'olk',
    'hxtsr',
    'hxoutlook',
    'mail',
    'evolution',
    'kmail',
    'claws-mail',
    'emclient',
    'mailbird',
  ],
  ...[
    'microsoft.exchange.store.worker',
    'edgetransport',
    'msexchangefrontendtransport',
    'msexchangesubmission',
    'msexchangedelivery',
    'msexchangetransport',
  ],
  ...[
    'microsoft.exchange.imap4',
    'microsoft.exchange.pop3',
    'w3wp',
    'postfix',
    'smtp',
    'exim4',
    'exim',
    'sendmail',
    'dovecot',
    'foxmail',
    'postbox',
    'lotus',
  ],
];

const mailFolders = [
  '/program files/microsoft/exchange server/',
  '/program files/microsoft office',
  '/program files/windowsapps/microsoft',
];

function peerText({ record }: EventText): string {
  const { peer } = record.claimed;
  if (peer === undefined) return 'another machine';
  return `${shorten(peer.host === '' ? peer.address : peer.host)}, port ${String(peer.port ?? '?')}`;
}

const connection = (texts: {
  readonly id: string;
  readonly title: string;
  readonly ports: readonly string[];
  readonly what: string;
  readonly references: readonly string[];
}): EventRule =>
  eventRule(
    {
      id: texts.id,
      title: texts.title,
      technique: 'T1071.003',
      level: 'medium',
      needs: ['network connections with program and port (Sysmon 3, auditd, firewall logs)'],
      parameters: [
        listParameter('ports', 'Ports of mail.', texts.ports),
        listParameter('programs', `Programs that are expected to use them. ${programsMeaning}`, mailPrograms),
        listParameter('places', 'Parts of the paths of such programs.', mailFolders),
      ],
      benign: ['Scanners, backup programs, monitors and scripts of the organisation send mail by themselves.'],
      proof: ['The log of the mail server that was reached.', 'The program, by hash and signature, and what started it.'],
      references: texts.references,
    },
    {
      actions: ['network-connection'],
      when: {
        all: [
          { how: 'port', parameter: 'ports' },
          { field: 'image', how: 'exists' },
          { not: { field: 'image', how: 'names', parameter: 'programs' } },
          { not: { field: 'program', how: 'contains', parameter: 'places' } },
          // Where the source says which side opened the connection, only the own side counts.
          { not: { how: 'test', test: ({ text }) => text('fact Initiated') === 'false' } },
        ],
      },
      mechanism: 'mail protocol used beside the mail program',
      says: (event) => `${programText(event)}, which is no mail program by name, ${texts.what} ${peerText(event)}`,
      cites: 'peer',
      together: ['program', 'peer'],
    },
  );

/** Rules about programs that speak the protocols of mail beside mail programs. */
export const mailConnectionRules: readonly EventRule[] = [
  connection({
    id: 'access.network.sends-mail',
    title: 'A program that is no mail program connected to a port for sending mail',
    ports: ['25', '465', '587', '2525'],
    what: 'connected to a port for sending mail at',
    references: [
      'Sigma 9976fa64-2804-423c-8a5b-646ade840773',
      'Splunk ac3311f5-661d-4e99-bd1f-3ec665b05441',
      'MITRE ATT&CK T1071.003, T1048.003, DET0476 (AN1309)',
    ],
  }),
  connection({
    id: 'access.network.fetches-mail',
    title: 'A program that is no mail program connected to a port for fetching mail',
    ports: ['110', '143', '993', '995'],
    what: 'connected to a port for fetching mail at',
    references: ['MITRE ATT&CK T1114.002, T1071.003, DET0048 (AN0131)'],
  }),
];
