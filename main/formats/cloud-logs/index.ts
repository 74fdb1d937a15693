/**
 * Exports of the logs of mail services: audit logs of Microsoft 365, Entra ID and Google Workspace, logs of Exchange, and
 * the rules and settings of mailboxes as administrators list them.
 *
 * Enters: a file in any notation that exports have. Leaves: events, rules and settings with the place of each.
 * Invariant: every record of an export is one of the case, or is told as lost, folded or left out.
 */
import type { FormatReader } from '../reader.ts';
import { entraFamily } from './entra/entra-family.ts';
import { exchangeAuditFamily } from './exchange/audit-logs.ts';
import { messageTraceFamily } from './exchange/message-trace.ts';
import { messageTrackingFamily } from './exchange/message-tracking.ts';
import { webAccessFamily } from './exchange/web-access.ts';
import { googleFamily } from './google/google-family.ts';
import { m365AuditFamily } from './m365-audit/audit-event.ts';
import { mailGatewayFamily } from './other/mail-gateway.ts';
import { sentinelFamily } from './other/sentinel-tables.ts';
import type { LogFamily } from './record/log-family.ts';
import { exchangeStateFamily } from './settings/exchange-state.ts';
import { gmailStateFamily } from './settings/gmail-state.ts';
import { graphRulesFamily } from './settings/graph-rules.ts';
import { exportReader } from './shapes/export-reader.ts';

/** In the order in which a record is offered to them. */
const families: readonly LogFamily[] = [
  m365AuditFamily,
  entraFamily,
  googleFamily,
  exchangeAuditFamily,
  messageTrackingFamily,
  messageTraceFamily,
  webAccessFamily,
  graphRulesFamily,
  exchangeStateFamily,
  gmailStateFamily,
  mailGatewayFamily,
  sentinelFamily,
];

/** A reader for every family; an export that holds records of several is read by that of its first record. */
export const cloudLogReaders: readonly FormatReader[] = families.map((family) => exportReader(family, () => families));
