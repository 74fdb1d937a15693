import { eventRule, type EventRule } from '../event-rule.ts';
import { quote } from '../event-statement.ts';
import type { EventText } from '../event-text.ts';

/** Rules about searches over mailboxes, and mail that a service exported. */
export const cloudSearchRules: readonly EventRule[] = [
  eventRule(
    {
      id: 'access.cloud.search-started',
      title: 'A content search over mailboxes was made',
      technique: 'T1114.002',
      level: 'low',
      needs: ['audit log: SearchCreated, New-ComplianceSearch, New-MailboxSearch, Search-Mailbox; Google Vault'],
      benign: ['Counsel and data protection officers search mail so.'],
      proof: ['The case and the search in the compliance portal, with its words and mailboxes.', 'The request for it.'],
      references: ['Splunk f4cabbc7-c19a-4e41-8be5-98daeaccbb50', 'MITRE ATT&CK T1114.002, DET0048 (AN0132)'],
    },
    {
      actions: ['content-search'],
      when: { not: { how: 'test', test: isExport } },
      strength: 'RUN',
      mechanism: 'content search over mailboxes',
      says: (event) => `a content search ${quote(event.record.claimed.object.name)} was made`,
      cites: 'object',
      together: ['object', 'operation'],
    },
  ),
  eventRule(
    {
      id: 'access.cloud.exported',
      title: 'Mail was exported by the service',
      technique: 'T1114.002',
      level: 'medium',
      needs: ['audit log: SearchExported, New-ComplianceSearchAction, New-MailboxExportRequest, Google Takeout and Vault'],
      benign: ['Counsel and data protection officers export mail, owners take theirs with them.'],
      proof: ['Who downloaded the export, and where it lies.', 'The request for it.'],
      references: ['Splunk 2ce9f31d-ab4f-4179-b2b7-c77a9652e1d8', 'MITRE ATT&CK T1114.002'],
    },
    {
      actions: ['mailbox-export', 'content-search'],
      when: {
        all: [
          { how: 'test', test: ({ text }) => !text('operation').startsWith('remove-') },
          { how: 'test', test: (event) => event.record.claimed.action === 'mailbox-export' || isExport(event) },
        ],
      },
      strength: 'EXPORTED',
      mechanism: 'export of mail by the service',
      says: (event) => `mail was exported: ${quote(event.record.claimed.object.name)}`,
      cites: 'object',
      together: ['object', 'operation'],
    },
  ),
];

function isExport({ text }: EventText): boolean {
  const operation = text('operation');
  return /export|download/.test(operation) || (operation.includes('compliancesearchaction') && text('all').includes('export'));
}
