import type { LogClaims } from '../record/log-family.ts';
import type { LogRecord } from '../record/log-record.ts';
import { isOff, isOn } from '../m365-audit/audit-record.ts';
import { listedPart, listedRule } from './listed-rule.ts';
import { partsOf, textsOf, toPeople } from './listed-values.ts';
import { ownerOf } from './listing-owner.ts';

const fields = ['ForwardingAddress', 'ForwardingSmtpAddress', 'DeliverToMailboxAndForward'] as const;

/** Whether a record is a mailbox with its forwarding by its fields. Two of the three are listed for one mailbox without its name. */
export function isMailbox(record: LogRecord): boolean {
  const given = fields.filter((name) => record.has(name)).length;
  const isNamed = ['PrimarySmtpAddress', 'UserPrincipalName', 'DisplayName', 'Name', 'Identity', 'Alias', 'Mailbox', 'UserName'].some(
    (name) => record.has(name),
  );
  return given >= 2 || (given === 1 && isNamed);
}

/** Forwarding that is set on the mailbox is a rule without a name: all mail goes on. */
export function mailboxForwarding(record: LogRecord): readonly LogClaims[] {
  const keeps = record.text('DeliverToMailboxAndForward');
  const flavour = isOn(keeps) ? ['keeps a copy in the mailbox'] : isOff(keeps) ? ['keeps no copy in the mailbox'] : [];
  // By the documentation of Set-Mailbox the address of the directory goes before the other, which then has no effect.
  const isShadowed = textsOf(record, 'ForwardingAddress').length > 0;
  return (['ForwardingSmtpAddress', 'ForwardingAddress'] as const).flatMap((field) => {
    const actions = toPeople(record, field, 'redirect', flavour);
    if (actions.every(({ targets, isWhole }) => targets.length === 0 && isWhole)) return [];
    return [
      listedRule({
        client: 'exchange',
        storedAs: `${field} of Get-Mailbox`,
        owner: ownerOf(record),
        name: field,
        isEnabled: true,
        state: [
          'set on the mailbox',
          ...(field === 'ForwardingSmtpAddress' && isShadowed ? ['without effect while ForwardingAddress is set too'] : []),
        ],
        actions,
        // That no copy stays is said by a switch that is off.
        parts: [...(keeps === '' ? [] : [listedPart('DeliverToMailboxAndForward', keeps)]), ...partsOf(record, [field])],
      }),
    ];
  });
}
