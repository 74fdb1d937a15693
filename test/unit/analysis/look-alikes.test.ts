import { expect, test, describe } from 'vitest';
import { startAnalysis } from '#analysis/index.ts';
import type { Level } from '#model/index.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

/** Messages that say what they are, several for each kind. */
const kinds = {
  'automatic-reply': ['Auto-Submitted: auto-replied (vacation)', 'X-Autoreply: yes', 'X-Autorespond: yes', 'Precedence: auto_reply'],
  'likely-automatic-reply': [
    'X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated',
    ...['Automatic reply: Invoice', 'Out of office: x', 'Automatische Antwort: x', 'Abwesenheitsnotiz: x', 'Réponse automatique : x'].map(
      (subject) => `Subject: ${subject}`,
    ),
    ...['Respuesta automática: x', 'Resposta automática: x', 'Risposta automatica: x', 'Automatisch antwoord: x', 'Autosvar: x'].map(
      (subject) => `Subject: ${subject}`,
    ),
    ...[
      'Automaattinen vastaus: x',
      'Automatyczna odpowiedź: x',
      'Автоматический ответ: x',
      '自動回覆： x',
      '自动答复: x',
      '自動応答: x',
    ].map((subject) => `Subject: ${subject}`),
  ],
  'transport-rule-notice': [
    'X-MS-Exchange-Transport-Rules-Notification: 1',
    'X-MS-Exchange-Generated-Message-Source: Transport Rule Agent',
  ],
  report: ['Content-Type: multipart/report; report-type=delivery-status; boundary=x'],
  calendar: ['Content-Class: urn:content-classes:calendarmessage'],
  ordinary: [
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'Precedence: bulk',
    'Subject: About your automatic reply: yes',
    'Content-Type: multipart/mixed; boundary=x',
    'Content-Class: urn:content-classes:message',
  ],
} as const;

type Expected = Readonly<Record<keyof typeof kinds, Level | null>>;

/** What each header of Exchange is worth on each kind of message; null where it is no finding. */
const worth: Readonly<Record<string, Expected>> = {
  'X-MS-Exchange-Organization-AutoForwarded: true': {
    ...{ 'automatic-reply': 'high', 'likely-automatic-reply': 'high', 'transport-rule-notice': 'high' },
    ...{ report: 'high', calendar: 'low', ordinary: 'high' },
  },
  'X-MS-Exchange-Inbox-Rules-Loop: anna@firm.example': {
    ...{ 'automatic-reply': null, 'likely-automatic-reply': 'low', 'transport-rule-notice': 'medium' },
    ...{ report: 'medium', calendar: 'low', ordinary: 'medium' },
  },
  'X-MS-Exchange-Transport-Rules-Loop: 1': {
    ...{ 'automatic-reply': 'medium', 'likely-automatic-reply': 'medium', 'transport-rule-notice': null },
    ...{ report: 'low', calendar: 'medium', ordinary: 'medium' },
  },
  'X-MS-Exchange-Parent-Message-Id: <parent@firm.example>': {
    ...{ 'automatic-reply': null, 'likely-automatic-reply': 'informational', 'transport-rule-notice': null },
    ...{ report: null, calendar: 'low', ordinary: 'low' },
  },
};

describe.each(Object.entries(worth))('%s', (header, expected) => {
  const ruleId = `forwarding.header.${header.slice(0, header.indexOf(':')).toLowerCase()}`;
  test.each(Object.entries(kinds).flatMap(([kind, headers]) => headers.map((line) => [kind as keyof Expected, line] as const)))(
    'on %s: %s',
    (kind, line) => {
      const record = messageRecordOf(`${line}\n${header}\nFrom: a@b.example\nTo: c@d.example\n\n`);
      const findings = [...startAnalysis().consume(record)].filter((finding) => finding.ruleId === ruleId);
      expect(findings.map(({ level }) => level)).toEqual(expected[kind] === null ? [] : [expected[kind]]);
    },
  );
});

const reasons: Readonly<Record<string, string>> = {
  'automatic-reply': 'The message says of itself that it is an automatic reply',
  'likely-automatic-reply': 'those of an automatic reply (out of office)',
  'transport-rule-notice': 'The message is a notice of a mail flow rule',
  report: 'The message is a delivery or read report',
  calendar: 'The message is a meeting request or answer',
};

// Of several fields of the name one may be of a forward: the finding is lowered and says why, where one field gives none.
test.each(
  Object.entries(worth).flatMap(([header, expected]) =>
    Object.entries(reasons).flatMap(([kind, reason]) =>
      expected[kind as keyof Expected] === expected.ordinary ? [] : [[header, kind as keyof Expected, reason] as const],
    ),
  ),
)('%s twice on %s says why it is lowered', (header, kind, reason) => {
  const record = messageRecordOf(`${kinds[kind][0]}\n${header}\n${header}\nFrom: a@b.example\nTo: c@d.example\n\n`);
  const name = header.slice(0, header.indexOf(':')).toLowerCase();
  const [finding] = [...startAnalysis().consume(record)].filter(({ ruleId }) => ruleId === `forwarding.header.${name}`);
  expect(['low', 'informational']).toContain(finding?.level);
  expect(finding?.benignExplanations[0]).toContain(reason);
});

test.each([
  ...['List-Id: <x.example>', 'List-Post: <mailto:x@y.example>', 'X-Mailing-List: x', 'Mailing-List: x', 'X-BeenThere: x', 'X-Loop: x'],
  ...['Precedence: list', 'Precedence: bulk'],
])('mail of a list (%s) lowers a chain of deliveries', (line) => {
  const chain = 'Delivered-To: b@outside.example\nDelivered-To: a@firm.example\n';
  const levelsOf = (head: string) =>
    [...startAnalysis().consume(messageRecordOf(`${head}${chain}From: a@b.example\n\n`))].map(({ level }) => level);
  expect(levelsOf('')).toEqual(['low']);
  expect(levelsOf(`${line}\n`)).toEqual(['informational']);
  expect(levelsOf('Precedence: first-class\n')).toEqual(['low']);
});
