import { describe, expect, test } from 'vitest';
import { decodeCaf } from '#analysis/forwarding/caf.ts';
import { decodeForwardingLoop } from '#analysis/forwarding/forwarding-loop.ts';
import { resentBlocksOf } from '#analysis/forwarding/resent-blocks.ts';
import { decodeSrs } from '#analysis/forwarding/srs.ts';
import { valueForms } from '#analysis/forwarding/value-forms.ts';

describe('decodeCaf', () => {
  test.each([
    ['user+caf_=dest=example.org@gmail.com', 'user@gmail.com', 'dest@example.org'],
    ['u+caf_=d=example.org@gmail.com', 'u@gmail.com', 'd@example.org'],
    ['first.last+caf_=a=b=example.org@gmail.com', 'first.last@gmail.com', 'a=b@example.org'],
    ['user+CAF_=dest=example.org@firm.example', 'user@firm.example', 'dest@example.org'],
    ['user+tag+caf_=dest=example.org@gmail.com', 'user+tag@gmail.com', 'dest@example.org'],
  ])('%s', (address, source, destination) => {
    expect(decodeCaf(address)).toEqual({ source, destination });
  });

  test.each([
    '',
    'user@gmail.com',
    '+caf_=dest=example.org@gmail.com',
    'user+caf_=dest@gmail.com',
    'user+caf_==example.org@gmail.com',
    'user+caf_=dest=@gmail.com',
    'user+caf_=dest=example.org@',
    'user@gmail.com+caf_=dest=example.org',
    'us er+caf_=dest=example.org@gmail.com',
    'user+caf_=dest=192.0.2.1@gmail.com',
  ])('refuses %j', (address) => {
    expect(decodeCaf(address)).toBeNull();
  });
});

describe('decodeSrs', () => {
  test.each([
    ['SRS0=HHH=TT=example.org=user@fwd.example', { form: 'srs0', forwarderDomain: 'fwd.example', originalSender: 'user@example.org' }],
    ['srs0+aO/p=ON=example.org=a=b@FWD.example', { form: 'srs0', forwarderDomain: 'fwd.example', originalSender: 'a=b@example.org' }],
    ['SRS0-HHH=TT=example.org=+4900@fwd.example', { form: 'srs0', forwarderDomain: 'fwd.example', originalSender: '+4900@example.org' }],
    [
      'SRS1=GGG=first.example==HHH=TT=example.org=user@second.example',
      { form: 'srs1', forwarderDomain: 'second.example', firstForwarderDomain: 'first.example', originalSender: 'user@example.org' },
    ],
    [
      'SRS1=GGG=first.example=+HHH=TT=example.org=user@second.example',
      { form: 'srs1', forwarderDomain: 'second.example', firstForwarderDomain: 'first.example', originalSender: 'user@example.org' },
    ],
    [
      'box+SRS=DmMzc=V3=example.org=user@firm.example',
      { form: 'exchange', forwarderDomain: 'firm.example', mailbox: 'box@firm.example', originalSender: 'user@example.org' },
    ],
    ['b+SRS=DmMzc=V3=example.org=user@firm.example', { form: 'exchange', mailbox: 'b@firm.example', originalSender: 'user@example.org' }],
    ['SRS1=G=first.example==H=T=example.org=user@second.example', { form: 'srs1', firstForwarderDomain: 'first.example' }],
    [
      'bounces+SRS=DmMzc=V3@firm.onmicrosoft.com',
      { form: 'exchange-hashed', forwarderDomain: 'firm.onmicrosoft.com', mailbox: null, originalSender: null },
    ],
  ])('%s', (address, expected) => {
    expect(decodeSrs(address)).toMatchObject(expected);
  });

  test.each([
    '',
    'user@example.org',
    'SRS0@fwd.example',
    'SRS0=HHH@fwd.example',
    'SRS0=HHH=TT=example.org@fwd.example',
    'SRS0=HHH=TT==user@fwd.example',
    'SRS0=HHH=TT=example.org=@fwd.example',
    'SRS0=HHH=TT=example.org=user@',
    'SRS0=HHH=TT=192.0.2.1=user@fwd.example',
    `SRS0=${'H'.repeat(1024)}=TT=example.org=user@fwd.example`,
    'SRS0_HHH=TT=example.org=user@fwd.example',
    'xSRS0=HHH=TT=example.org=user@fwd.example',
    'SRS1=GGG=first.example=HHH=TT=example.org=user@second.example',
    'SRS1=GGG==HHH=TT=example.org=user@second.example',
    'SRS1==first.example==HHH=TT=example.org=user@second.example',
    '+SRS=HHH=TT=example.org=user@firm.example',
    'box+SRS=HHH@firm.example',
    'prvs=1234=user@example.org',
  ])('refuses %j', (address) => {
    expect(decodeSrs(address)).toBeNull();
  });
});

describe('resentBlocksOf', () => {
  const blocksOf = (...names: readonly string[]) =>
    resentBlocksOf(names.map((name, index) => ({ field: { name, value: 'x', range: { offsetBytes: 0, lengthBytes: 0 } }, index }))).map(
      ({ fields }) => fields.map(({ index }) => index),
    );

  test('begins a block where a name repeats or a server put its trace, and makes none without a field', () => {
    expect(blocksOf('Resent-From', 'Resent-To', 'Resent-From')).toEqual([[0, 1], [2]]);
    expect(blocksOf('Received', 'Resent-From', 'Received', 'Received', 'Resent-To', 'Received')).toEqual([[1], [4]]);
    expect(blocksOf('Received', 'From')).toEqual([]);
  });

  test.each(['Date', 'From', 'Sender', 'To', 'Cc', 'Bcc', 'Message-ID'])('knows Resent-%s, and nothing longer', (name) => {
    expect(blocksOf(`Resent-${name}`)).toEqual([[0]]);
    expect(blocksOf(`Resent-${name}s`, `X-Resent-${name}`)).toEqual([]);
  });
});

describe('decodeForwardingLoop', () => {
  const tenant = '44d81603-6a98-429d-8ab9-bb947b669639';

  test.each([
    [`info@firm.example;${tenant}`, { mailbox: 'info@firm.example', tenant }],
    [`info@firm.example;\t${tenant.toUpperCase()}`, { mailbox: 'info@firm.example', tenant }],
    ['info@firm.example', { mailbox: 'info@firm.example', tenant: null }],
    ['info@firm.example;', { mailbox: 'info@firm.example', tenant: null }],
  ])('%s', (value, expected) => {
    expect(decodeForwardingLoop(value)).toEqual(expected);
  });

  test.each([
    '',
    ';',
    'ForwardingHandled;2109ce83',
    `;${tenant}`,
    'info@firm.example;tenant',
    `info@firm.example;${tenant};more`,
    '192.0.2.1;x',
  ])('refuses %j', (value) => {
    expect(decodeForwardingLoop(value)).toBeNull();
  });
});

describe('values of the form "from … to …"', () => {
  const read = valueForms['from-to'];

  test('are read whatever their case', () => {
    expect(read('From a@b.example TO c@d.example')).toMatchObject({ sources: ['a@b.example'], destinations: ['c@d.example'] });
  });

  test.each([
    ['another word in front', 'by a@b.example to c@d.example'],
    ['another word between', 'from a@b.example for c@d.example'],
    ['words behind', 'from a@b.example to c@d.example again'],
    ['no source', 'from somebody to c@d.example'],
    ['no destination', 'from a@b.example to somebody'],
    ['nothing behind', 'from a@b.example to'],
  ])('refuses: %s', (_, value) => {
    expect(read(value)).toBeNull();
  });
});
