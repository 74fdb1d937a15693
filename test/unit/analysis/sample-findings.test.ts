import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startAnalysis } from '#analysis/index.ts';
import { readMessages } from '#test/support/read-messages.ts';

/** What resources/sample/README.md promises of the sample mailbox, message by message. */
const promised: Readonly<Record<string, readonly string[]>> = {
  'Price list for the second quarter': ['x-ms-exchange-forwardingloop', 'x-ms-exchange-organization-autoforwarded'],
  'Minutes of the board meeting': ['x-ms-exchange-forwardingloop'],
  'Re: Angebot für das Lager': ['x-ms-exchange-forwardingloop', 'x-ms-exchange-organization-autoforwarded'],
  'Your new payee was added': ['x-ms-exchange-forwardingloop'],
  'Your statement is ready': ['delivered-to', 'gmail-caf', 'x-forwarded-for', 'x-forwarded-to'],
  'Order 4471': ['srs'],
  'Fwd: Minutes of the board meeting': ['x-forwarded-message-id'],
  'Visit on Thursday': ['resent'],
  '[gardening] Pruning in March': [],
  'Your receipt': [],
  'Automatic reply: Thursday': [],
  'FW: Contract': [],
  Contract: [],
};

test('the sample mailbox shows every kind of forwarding it was written for, and its look-alikes show none', () => {
  const analysis = startAnalysis();
  const found: Record<string, readonly string[]> = {};
  for (const record of readMessages(fileURLToPath(new URL('../../../resources/sample/forwarded-mail.mbox', import.meta.url)))) {
    found[record.claimed.subject] = [...analysis.consume(record)].map(({ ruleId }) => ruleId.split('.').at(-1) ?? '').sort();
  }
  expect(found).toEqual(promised);
});
