import { describe, expect, test } from 'vitest';
import { headerLookupOf } from '#analysis/header-lookup.ts';
import { isNonDelivery, undeliveredAddresses } from '#analysis/observe/undelivered.ts';
import { messageRecordOf, type MessageParts } from '#test/support/record-builder.ts';

const daemon = 'From: MAILER-DAEMON@firm.example\n';
const report = (type: string) => `From: mail@firm.example\nContent-Type: ${type}\n`;

function isReport(header: string, parts: MessageParts = {}): boolean {
  const record = messageRecordOf(`${header}\n`, parts);
  return isNonDelivery(record, headerLookupOf(record));
}

describe('a report of non-delivery', () => {
  test.each([
    ['with the field of the recipients', 'X-Failed-Recipients: gone@outside.example\n'],
    ['of the type that RFC 3464 gives it', report('multipart/report; report-type=delivery-status')],
    ['of that type, quoted', report('Multipart/Report; Report-Type = "delivery-status"; boundary=x')],
    ['of a daemon, by its subject', `${daemon}Subject: Undeliverable: Offer\n`],
    ['of a postmaster, in German', 'From: postmaster@firm.example\nSubject: Unzustellbar: Angebot\n'],
    ['of Exchange', 'From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firm.example\nSubject: Undeliverable: Offer\n'],
  ])('%s', (_, header) => {
    expect(isReport(header)).toBe(true);
  });

  test('of an Outlook store, by its class', () => {
    expect(isReport('From: a@b.example\n', { claimed: { messageClass: 'REPORT.IPM.Note.NDR' } })).toBe(true);
    expect(isReport('From: a@b.example\n', { claimed: { messageClass: 'REPORT.IPM.Note.IPNRN' } })).toBe(false);
  });

  test.each([
    ['a receipt', report('multipart/report; report-type=disposition-notification')],
    ['a text that speaks of such a type', report('text/plain; report-type=delivery-status')],
    ['of a delay', `${report('multipart/report; report-type=delivery-status')}Subject: Delivery delayed\n`],
    ['of success', `${report('multipart/report; report-type=delivery-status')}Subject: Successful mail delivery report\n`],
    ['other mail of a daemon', `${daemon}Subject: Welcome\n`],
    ['a person who writes of undelivered mail', 'From: anna@firm.example\nSubject: Undelivered parcel\n'],
    ['a daemon in the name only', 'From: no-postmaster@firm.example\nSubject: Undelivered parcel\n'],
  ])('is not: %s', (_, header) => {
    expect(isReport(header)).toBe(false);
  });
});

describe('the addresses that it names', () => {
  const named = (header: string, text = '') => {
    const record = messageRecordOf(`${daemon}To: Anna@Firm.example\n${header}\n`, { bodies: { text, html: null } });
    return undeliveredAddresses(record, headerLookupOf(record));
  };

  test('are those of the field and of the text, each once', () => {
    expect(named('X-Failed-Recipients: Gone@Outside.example, b@outside.example\n', 'b@outside.example was not reached')).toEqual([
      'gone@outside.example',
      'b@outside.example',
    ]);
  });

  test.each(['rfc822;gone@outside.example', 'SMTP:gone@outside.example', 'mailto:gone@outside.example', 'gone@outside.example.:'])(
    '%s without what stands around it',
    (text) => {
      expect(named('', `Final-Recipient ${text}\n`)).toEqual(['gone@outside.example']);
    },
  );

  test.each([
    ['whom it was sent to', 'anna@firm.example'],
    ['who sent it', 'mailer-daemon@firm.example'],
    ['another daemon', 'postmaster@outside.example'],
    ['an identifier with a long number', '20260303.123456789@mail.example'],
    ['an identifier that is a GUID', 'b624c12d-d995-423c-afcc-f797f5703397@mail.example'],
    ['an identifier without end', `${'x'.repeat(41)}@mail.example`],
    ['a word with a sign', 'at@'],
  ])('are not: %s', (_, text) => {
    expect(named('', text)).toEqual([]);
  });

  test('may be as long as people have them', () => {
    const long = `${'x'.repeat(40)}@mail.example`;
    expect(named('', `${long} anna.1234567@mail.example`)).toEqual([long, 'anna.1234567@mail.example']);
  });
});
