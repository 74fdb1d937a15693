import type { RuleValue } from '#model/index.ts';
import type { LogRecord } from '../record/log-record.ts';

/** The mailbox that a listing is about, as stated. @param names of fields to be asked, the first first */
export function ownerOf(
  record: LogRecord,
  names: readonly string[] = [
    ...['MailboxOwnerId', 'PrimarySmtpAddress', 'UserPrincipalName', 'Mailbox', 'WindowsEmailAddress', 'UserName', 'Identity', 'Name'],
  ],
): string {
  return record.text(...names) || record.inner('MailboxOwnerId', 'Identity').text('Name', 'RawIdentity', 'DistinguishedName', 'ToString');
}

/** The mailbox that stands beside a record, where an export lists what it found mailbox by mailbox; empty where none does. */
export function ownerBeside(beside: readonly RuleValue[]): string {
  const found = beside.find(({ name }) =>
    /^beside: (?:Mailbox\w*|UserName|UserPrincipalName|PrimarySmtpAddress|User|userId|owner)$/i.test(name),
  );
  return typeof found?.value === 'string' ? found.value : '';
}
