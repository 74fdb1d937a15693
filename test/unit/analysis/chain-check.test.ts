import { describe, expect, test } from 'vitest';
import { contradictionOf, writtenHeaders } from '#analysis/forwarding/chain-check.ts';
import { messageRecordOf } from '#test/support/record-builder.ts';

const services = {
  Google: {
    headers: ['x-forwarded-to', 'x-forwarded-for'],
    servers: ['mx.google.com', 'mail-ed1.googlemail.com', 'smtp.gmail.com', 'x.1e100.net'],
  },
  Exchange: {
    headers: ['x-ms-exchange-forwardingloop', 'x-ms-exchange-inbox-rules-loop', 'x-ms-exchange-organization-autoforwarded'],
    servers: ['a.prod.outlook.com', 'a.office365.us', 'mail.firm.example with Microsoft SMTP Server', 'a.partner.outlook.cn'],
  },
  'Proton Mail': {
    headers: ['x-pm-forwarded-from', 'x-pm-forwarded-to'],
    servers: ['mailin1.protonmail.ch', 'mail.proton.me', 'a.protonmail.com'],
  },
  Yahoo: {
    headers: ['x-yahoo-forwarded', 'x-yahoo-forwardonly'],
    servers: ['a.yahoo.com', 'a.yahoodns.net', 'a.yahoo.co.uk', 'a.aol.com'],
  },
} as const;

const messageBy = (...servers: readonly string[]) =>
  messageRecordOf(
    `${servers.map((server) => `Received: from x.example by ${server}; Tue, 3 Mar 2026 09:27:01 +0100\n`).join('')}From: a@b.example\n\n`,
  );

describe.each(Object.entries(services))('headers that %s alone writes', (service, { headers, servers }) => {
  test.each(headers)('%s is contradicted where two servers or more are all others', (header) => {
    expect(contradictionOf(messageBy('one.example', 'two.example'), header, [])).toEqual({ service, received: 2 });
    expect(contradictionOf(messageBy('one.example'), header, [])).toBeNull();
    expect(contradictionOf(messageBy('one.example', 'mx.FIRM.example'), header, ['anna@firm.example'])).toBeNull();
    expect(contradictionOf(messageBy('one.example', 'two.example'), header, ['anna@firm.example', 'x500'])?.received).toBe(2);
  });

  test.each(servers)('are not where %s is one of them', (server) => {
    expect(contradictionOf(messageBy('one.example', server, 'two.example'), headers[0], [])).toBeNull();
  });
});

test('other headers are written by many', () => {
  expect(writtenHeaders).toEqual(Object.values(services).flatMap(({ headers }) => headers));
  expect(contradictionOf(messageBy('one.example', 'two.example'), 'delivered-to', [])).toBeNull();
});
