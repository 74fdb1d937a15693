import type { AccessEventClaims, AccountClaims, Limits, RuleClaims, RuleValue, SettingClaims } from '#model/index.ts';
import type { LogRecord } from './log-record.ts';

/** A record of an export, as its family is asked about it. */
export interface LogItem {
  /** Its fields; none for a line of text. */
  readonly record: LogRecord;
  /** The line, where the record is text; empty where it has fields. */
  readonly text: string;
  /** What stands beside the record in the export: other columns of its row, members of what it is wrapped in. */
  readonly beside: readonly RuleValue[];
}

/** What a record says, as claims of records of the case. */
export type LogClaims =
  | { readonly kind: 'event'; readonly claimed: AccessEventClaims }
  | { readonly kind: 'rule'; readonly claimed: RuleClaims }
  | { readonly kind: 'setting'; readonly claimed: SettingClaims }
  | { readonly kind: 'account'; readonly claimed: AccountClaims };

/** What a family makes of a record. */
export interface LogStatement {
  /** One or more, in the order of the record. */
  readonly claims: readonly LogClaims[];
  /** False where a part of the record is not in the claims, because a limit was reached. */
  readonly isWhole: boolean;
  /** What of the record could not be read, in a sentence; absent where all could. */
  readonly trouble?: string;
}

/** Records of one kind of log or export, in whatever file they come. */
export interface LogFamily {
  readonly id: string;
  readonly version: string;
  /** For people: `Microsoft 365 audit log`. */
  readonly title: string;
  /** What its records have that no other record has, in words for the probe: `records with CreationTime, Operation and Workload`. */
  readonly mark: string;
  /** Whether a record is of this family, by its fields alone. */
  is(item: LogItem): boolean;
  /** What a record of the family says. Never throws on any content. */
  read(item: LogItem, limits: Limits): LogStatement;
  /**
   * By what the source knows its record, where the same record may come twice in one export; empty where it has nothing
   * of the kind. Records of one identity are folded only where their content is the same.
   */
  identity?(item: LogItem): string;
  /** What a record is that is of no concern to mail and only counted, in words of the plural (`requests to other pages`); null for all others. */
  leavesOut?(item: LogItem): string | null;
}
