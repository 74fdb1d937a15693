import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildEmlx } from '#test/support/apple-mail/emlx-builder.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
const folder='/tmp/b'; const count=50000;
  const mail = backgroundMail({ seed: 20261126, averageBytes: 4000 });
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(folder, 'maildir', name), { recursive: true });
  for (let number = 1; number <= count; number++) {
    const message = Buffer.from(mail.next().value.text);
    const thousands = number < 1000 ? [] : Array.from(String(Math.floor(number / 1000))).reverse();
    const properties = { 'date-last-viewed': 1_700_001_000n, 'date-received': 1_700_000_000n, flags: 8_590_195_713n, 'remote-id': String(number) };
    const place = join(folder, 'emlx', 'INBOX.mbox', 'Data', ...thousands, 'Messages');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${String(number)}.emlx`), buildEmlx({ message, properties }).bytes);
    writeFileSync(join(folder, 'maildir', 'cur', `1700000000.M${String(number)}P1.host:2,S`), message);
  }
