import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { detectors, observeRecord, startAnalysis } from '#analysis/index.ts';
import { isStrongArtifact, isVisibleArtifact, meaningOfRule } from '#analysis/observe/artifact-meaning.ts';
import type { MessageRecord } from '#model/index.ts';
import { messageRecord, messageRecordOf } from '#test/support/record-builder.ts';
import { mapiCases } from '../mapi-cases.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/analysis');

/** The first fixture that fires a rule over single messages. */
function messageThatFires(ruleId: string): MessageRecord {
  const [parts] = Object.values(mapiCases[ruleId]?.fires ?? {});
  if (parts !== undefined) return messageRecord(parts);
  const [name = ''] = readdirSync(join(fixtures, ruleId))
    .filter((file) => /^fires.*\.eml$/.test(file))
    .sort();
  return messageRecordOf(readFileSync(join(fixtures, ruleId, name), 'utf8'));
}

test.each([
  ['forwarding.header.x-ms-exchange-forwardingloop', 'header X-MS-Exchange-ForwardingLoop', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-ms-exchange-organization-autoforwarded', 'header X-MS-Exchange-Organization-AutoForwarded', 'unknown', 'strong'],
  ['forwarding.header.x-ms-exchange-inbox-rules-loop', 'header X-MS-Exchange-Inbox-Rules-Loop', 'server-rule', 'strong'],
  ['forwarding.header.x-ms-exchange-transport-rules-loop', 'header X-MS-Exchange-Transport-Rules-Loop', 'transport-rule', 'strong'],
  ['forwarding.header.x-ms-exchange-generated-message-source', 'header X-MS-Exchange-Generated-Message-Source', 'server-rule', 'weak'],
  ['forwarding.header.x-ms-exchange-parent-message-id', 'header X-MS-Exchange-Parent-Message-Id', 'unknown', 'weak'],
  ['forwarding.header.x-mailfwdby', 'header X-MailFwdBy', 'unknown', 'weak'],
  ['forwarding.header.x-forwarded-to', 'header X-Forwarded-To', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-forwarded-for', 'header X-Forwarded-For', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-gm-original-to', 'header X-Gm-Original-To', 'transport-rule', 'weak'],
  ['forwarding.header.x-pm-forwarded-from', 'header X-Pm-Forwarded-From', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-pm-forwarded-to', 'header X-Pm-Forwarded-To', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-yahoo-forwarded', 'header X-Yahoo-Forwarded', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-yahoo-forwardonly', 'header X-Yahoo-ForwardOnly', 'mailbox-setting', 'strong'],
  ['forwarding.header.x-sieve-redirected-from', 'header X-Sieve-Redirected-From', 'sieve', 'strong'],
  ['forwarding.header.autoforwarded', 'header Autoforwarded', 'unknown', 'strong'],
  ['forwarding.header.auto-submitted', 'header Auto-Submitted', 'unknown', 'strong'],
  ['forwarding.header.x-forwarded-message-id', 'header X-Forwarded-Message-Id', 'by-hand', 'weak'],
  ['forwarding.header.delivered-to', 'header Delivered-To', 'server-alias', 'weak'],
  ['forwarding.header.resent', 'header Resent', 'resent', 'weak'],
  ['forwarding.envelope.gmail-caf', 'envelope sender +caf_=', 'mailbox-setting', 'strong'],
  ['forwarding.envelope.srs', 'envelope sender SRS', 'server-alias', 'weak'],
  ['forwarding.mapi.auto-forwarded', 'property PidTagAutoForwarded', 'unknown', 'strong'],
  ['forwarding.mapi.delegated-by-rule', 'property PidTagDelegatedByRule', 'delegate', 'weak'],
  ['forwarding.mapi.last-verb-forward', 'last verb forward', 'by-hand', 'weak'],
  ['forwarding.message.provider-notice', 'notice of a provider', 'mailbox-setting', 'weak'],
])('%s is observed as %s, by %s, %s', (ruleId, artifact, mechanism, weight) => {
  const record = messageThatFires(ruleId);
  const { observations } = observeRecord(
    record,
    [...startAnalysis().consume(record)].filter((finding) => finding.ruleId === ruleId),
  );
  expect(observations.filter((one) => one.artifact === artifact)).toMatchObject([{ mechanism }]);
  expect(isStrongArtifact(artifact)).toBe(weight === 'strong');
});

test('a rule over single messages has a meaning, but for the one that says what is not to be believed', () => {
  const ofMessages = detectors.flatMap(({ rules }) => rules).filter(({ id }) => /^forwarding\.(?:header|envelope|mapi|message)\./.test(id));
  expect(ofMessages.filter(({ id }) => meaningOfRule(id) === null).map(({ id }) => id)).toEqual(['forwarding.header.contradicted']);
});

test('what shows that a message was forwarded visibly', () => {
  expect([...isVisibleArtifact].sort()).toEqual([
    'header X-Forwarded-Message-Id',
    'index state forwarded',
    'last verb forward',
    'quoted forward in the body',
    'state forwarded',
    'state redirected',
    'subject prefix of a forward',
  ]);
});
