import { findNamed, textOf, type LogRecord, type NamedText } from '../record/log-record.ts';

/** A record of the unified audit log, asked for what its schemas have in common. */
export interface AuditRecord {
  readonly record: LogRecord;
  /** As stated, without a full stop at its end: `New-InboxRule`, `Consent to application`. */
  readonly operation: string;
  /** The parameters of a command, in order. */
  readonly parameters: readonly NamedText[];
  /** What operations of a mailbox or of the directory say beside their fields. */
  readonly properties: readonly NamedText[];
  /** What was changed in the directory: before and after. */
  readonly modified: readonly NamedText[];
  /** Who did it, as stated. */
  readonly actor: string;
  /** The mailbox that it was done to, as far as the record tells by fields of its own. */
  readonly mailbox: string;
}

/** Asks a record for the common part. */
export function auditRecord(record: LogRecord): AuditRecord {
  const listed = record.named('Parameters', 'CmdletParameters');
  const parameters = listed.length > 0 ? listed : columnParameters(record);
  const actor = record.text('UserId', 'UserIds', 'UserPrincipalName');
  return {
    record,
    operation: record.text('Operation', 'Operations').replace(/\.$/, ''),
    parameters,
    properties: [...record.named('OperationProperties'), ...record.named('ExtendedProperties')],
    modified: record.named('ModifiedProperties'),
    actor,
    mailbox: record.text('MailboxOwnerUPN') || (mailboxOfPath(record.text('ObjectId', 'OfficeObjectId'), actor) ?? ''),
  };
}

// Tables that Hawk makes of the log have a column for each parameter.
function columnParameters({ fields }: LogRecord): readonly NamedText[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const text = textOf(value);
    return name.startsWith('Param_') && text !== '' ? [{ name: name.slice('Param_'.length), text }] : [];
  });
}

/** The text of a parameter; null where the command was not given it. */
export function parameterOf({ parameters }: AuditRecord, ...names: readonly string[]): string | null {
  return findNamed(parameters, ...names);
}

/** Whether a parameter is a switch that is on. */
export function isOn(text: string | null): boolean {
  return text !== null && /^(?:true|yes|1|\$true)$/i.test(text.trim());
}

/** Whether a parameter is a switch that is off. */
export function isOff(text: string | null): boolean {
  return text !== null && /^(?:false|no|0|\$false)$/i.test(text.trim());
}

/** Whether a parameter was given to empty a setting. */
export function isCleared(text: string): boolean {
  return text.trim() === '' || /^\$?null$/i.test(text.trim());
}

/**
 * The mailbox that an identity in the directory names. Exchange Online writes
 * `HOST/Microsoft Exchange Hosted Organizations/ORGANISATION/ALIAS\RULE`; where alias and organisation together are the
 * acting account, it is that, else the alias is all that is stated.
 * @returns null where the text is no such identity
 */
export function mailboxOfPath(path: string, actor: string): string | null {
  const match = /\/Microsoft Exchange Hosted Organizations\/([^/\\]+)\/([^/\\]+)/.exec(path.slice(0, 2000));
  if (match === null) return null;
  const [, organisation = '', alias = ''] = match;
  return `${alias}@${organisation}`.toLowerCase() === actor.toLowerCase() ? actor : alias;
}

/** What a parameter names as the thing to be changed, made a mailbox where it is an identity in the directory. */
export function mailboxOfParameter(audit: AuditRecord, ...names: readonly string[]): string {
  const text = parameterOf(audit, ...names) ?? '';
  return mailboxOfPath(text, audit.actor) ?? text;
}
