import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';
import { listParameter } from '../parameter-values.ts';
import { objectText, programText } from './named-parts.ts';

/** Rules about mail servers, the files by which they and mail programs forward, and logs that were cleared. */
export const mailServerRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.server.proxy-token',
      title: 'A request to Exchange as in attacks that set inbox rules without a sign-in',
      technique: 'T1190',
      level: 'high',
      needs: ['web server log of Exchange (IIS): method, path, query, status'],
      parameters: [listParameter('paths', 'Parts of the request.', ['/ecp/', 'ruleseditor/inboxrules.svc/newobject'])],
      benign: ['A scan for the weakness leaves the same lines and sets nothing.'],
      proof: [
        'A rule in the mailbox that the request names, with its time.',
        'The state of updates of the server at the time (CVE-2021-33766).',
      ],
      references: ['Sigma 56973b50-3382-4b56-bdf5-f51a3183797a (CVE-2021-33766, ProxyToken)', 'MITRE ATT&CK T1190, T1114.003'],
    },
    {
      actions: ['page-visit', 'mail-access', 'mail-sync', 'folder-access', 'rule-change', 'setting-change', 'sign-in', 'other'],
      when: {
        how: 'test',
        test: ({ text }, settings) => {
          const request = `${text('object')}\n${text('facts')}`;
          if (!settings.list('paths').every((path) => request.includes(path))) return false;
          const isPost = /(?:^|\n)(?:cs-method|method)=post(?:\n|$)/.test(request) || text('operation').includes('post');
          return (
            isPost &&
            (request.includes('securitytoken=') ||
              /(?:^|\n)(?:sc-status|status)=500(?:\n|$)/.test(request) ||
              text('outcome').startsWith('500'))
          );
        },
      },
      mechanism: 'attack on Exchange (ProxyToken)',
      says: (event) => `the web server of Exchange was asked for ${objectText(event)}`,
      cites: 'object',
      together: ['outcome'],
    },
  ),
  eventRule(
    {
      id: 'access.server.forwards',
      title: 'A mail server passed mail on to another address',
      technique: 'T1114.003',
      level: 'medium',
      needs: ['logs of mail servers that name the first recipient beside the last (Postfix orig_to, Sieve, Gmail, message tracking)'],
      benign: ['Aliases, lists and accounts that were moved are passed on by design.', 'The owner asked for it.'],
      proof: ['The alias, .forward file or rule of the server.', 'The mail in the mailbox of the destination.'],
      references: ['Postfix, orig_to in the lines of delivery agents', 'MITRE ATT&CK T1114.003, DET0576 (AN1592)'],
    },
    {
      actions: ['mail-forward'],
      when: { how: 'test', test: () => true },
      strength: 'STATES',
      mechanism: 'mail server passes mail on',
      says: (event) => {
        const to = destinationsOf(event);
        const account = event.record.claimed.account;
        return `mail${account === '' ? '' : ` for ${quote(account)}`} was passed on${to.length === 0 ? '' : ` to ${to.map((one) => quote(one)).join(', ')}`}`;
      },
      cites: 'object',
      together: ['account', 'change', 'fact to'],
      destinations: destinationsOf,
    },
  ),
  eventRule(
    {
      id: 'access.file.forward-file-changed',
      title: 'A file by which a mail server forwards was changed',
      technique: 'T1114.003',
      level: 'medium',
      needs: ['events of files written or created, with path; commands of shell histories'],
      parameters: [
        listParameter('files', 'Endings of the paths of such files.', [
          ...[
            '/.forward',
            '/.procmailrc',
            '/.sieve',
            '.sieve',
            '/.dovecot.sieve',
            '/etc/aliases',
            '/etc/postfix/virtual',
            '/.qmail',
            '/.maildroprc',
            '/.forward+',
          ],
          ...['/etc/procmailrc', '/etc/exim4/exim4.conf.template', '/etc/postfix/recipient_canonical', '/.mailfilter'],
        ]),
        listParameter('programs', 'Programs that write them when a user sets a filter by protocol.', [
          'managesieve',
          'dovecot',
          'managesieve-login',
        ]),
      ],
      benign: ['Owners and administrators set filters and aliases by these files.'],
      proof: ['The file itself, and an earlier state of it from a backup.', 'Who was signed in (wtmp, sshd) when it was written.'],
      references: ['MITRE ATT&CK T1114.003, DET0576 (AN1592)'],
    },
    {
      actions: ['file-create', 'file-write', 'file-copy', 'file-rename'],
      when: { field: 'object', how: 'ends', parameter: 'files' },
      strength: 'CHANGED',
      mechanism: 'forwarding file of a mail server',
      says: (event) => `${programText(event)} wrote ${objectText(event)}, by which mail is forwarded`,
      cites: 'object',
      together: ['object', 'image'],
      level: ({ text }, settings) => (settings.list('programs').includes(text('image')) ? 'low' : 'medium'),
    },
  ),
  eventRule(
    {
      id: 'access.file.rule-file-changed',
      title: 'A file of rules of a mail program was written by another program',
      technique: 'T1114.003',
      level: 'medium',
      needs: ['events of files written or created, with path and program'],
      parameters: [
        listParameter('files', 'Endings of the paths of such files.', [
          ...[
            '/msgfilterrules.dat',
            '/syncedrules.plist',
            '/unsyncedrules.plist',
            '/rulesactivestate.plist',
            '/messagerules.plist',
            '.rwz',
          ],
        ]),
        listParameter('programs', 'Programs that write them in the ordinary way.', [
          ...[
            'thunderbird',
            'thunderbird-bin',
            'mail',
            'backupd',
            'xpcproxy',
            'fileproviderd',
            'bird',
            'launchd',
            'finder',
            'outlook',
            'cloudd',
            'maild',
          ],
        ]),
      ],
      benign: ['Synchronisation, backup and the move to another machine write whole profiles.'],
      proof: ['The rules in the file, and an earlier state of it from a backup.', 'What started the program.'],
      references: ['Elastic d7b57cbd-de03-4c3b-8278-daa1ee4a6772', 'MITRE ATT&CK T1114.003, DET0576 (AN1590, AN1592)'],
    },
    {
      actions: ['file-create', 'file-write', 'file-copy', 'file-rename'],
      when: {
        all: [
          { field: 'object', how: 'ends', parameter: 'files' },
          { field: 'image', how: 'exists' },
          { not: { field: 'image', how: 'names', parameter: 'programs' } },
        ],
      },
      strength: 'CHANGED',
      mechanism: 'rules of a mail program written from outside',
      says: (event) => `${programText(event)}, which is no mail program by name, wrote ${objectText(event)}`,
      cites: 'object',
      together: ['object', 'image'],
    },
  ),
  eventRule(
    {
      id: 'access.host.log-cleared',
      title: 'An event log was cleared',
      technique: 'T1070.001',
      level: 'medium',
      needs: ['Security 1102, System 104'],
      benign: ['Administrators clear logs by hand when a disk is full or a machine is prepared anew.'],
      proof: ['Copies of the log elsewhere: a collector, a backup, a shadow copy.', 'What the account did before and after.'],
      references: ['MITRE ATT&CK T1070.001'],
    },
    {
      actions: ['log-cleared'],
      when: { how: 'test', test: () => true },
      strength: 'CHANGED',
      mechanism: 'event log cleared',
      says: () => 'a log was cleared; what it held before is not in it',
      cites: 'operation',
    },
  ),
];

/** To whom a server passed mail on: the change, the named value `to`, or the object where that is an address. */
function destinationsOf({ record }: EventText): readonly string[] {
  const { change, facts, object: named, account } = record.claimed;
  if (change !== undefined && change.destinations.length > 0) return change.destinations;
  const to = facts.filter(({ name }) => name.toLowerCase() === 'to').map(({ value }) => String(value));
  if (to.length > 0) return to;
  return named.kind === 'address' && named.name !== account ? [named.name] : [];
}
