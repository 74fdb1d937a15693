import PostalMime, { addressParser, type Address, type Email } from 'postal-mime';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { discover, openEvidenceFile } from '#evidence/index.ts';
import { emlReader } from '#formats/eml/eml-reader.ts';
import { defaultLimits } from '#model/index.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { memorySource } from '#test/support/memory-source.ts';
import { readSource } from '#test/support/read-source.ts';

/** What both give, in one form. */
interface Columns {
  readonly subject: string;
  readonly messageId: string | null;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly headers: readonly string[];
  /** SHA-256 of the decoded bytes of parts that have a file name and are no text. */
  readonly attachments: readonly string[];
}

describe('messages beside postal-mime', () => {
  it('built messages: same columns', async () => {
    const mail = backgroundMail({ seed: 31, averageBytes: 4000 });
    for (let count = 0; count < 80; count++) {
      const content = Buffer.from(mail.next().value.text);
      expect(here(content)).toEqual(await inPostalMime(content));
    }
  });

  it.runIf(corpusPath() !== null)('Enron messages: same columns', async () => {
    const folder = corpusPath('enron') ?? '';
    let compared = 0;
    for (const output of discover(folder, defaultLimits)) {
      if (output.kind !== 'file') continue;
      const source = openEvidenceFile(output.file.path);
      const content = source.read(0, source.sizeBytes);
      source.close();
      expect(here(content), output.file.relativePath).toEqual(await inPostalMime(content));
      compared += 1;
    }
    expect(compared).toBe(1073);
  });
});

if (corpusPath() === null) console.warn(skipReason);

function here(content: Uint8Array): Columns {
  const [message] = readSource(emlReader, memorySource(content)).messages;
  if (message === undefined) throw new Error('no message');
  const { claimed, headers, attachments } = message;
  return {
    subject: claimed.subject,
    messageId: claimed.messageId,
    from: claimed.from.map(({ address }) => address).filter((address) => address !== ''),
    to: claimed.to.map(({ address }) => address).filter((address) => address !== ''),
    headers: headers.map(({ name }) => name.toLowerCase()),
    attachments: attachments
      .filter(({ name, mediaType }) => name !== '' && !/^(?:text|message)\//.test(mediaType))
      .map(({ sha256 }) => sha256 ?? ''),
  };
}

async function inPostalMime(content: Uint8Array): Promise<Columns> {
  const email = await PostalMime.parse(content);
  const addresses = (list: readonly Address[] = []): string[] =>
    list
      .flatMap(({ address = '', group }) => (group === undefined ? [address] : group.map((member) => member.address)))
      .filter((address) => address !== '');
  return {
    subject: email.subject ?? '',
    messageId: email.messageId ?? null,
    from: addresses(parsedFrom(email)),
    to: addresses(email.to),
    headers: email.headers.map(({ key }) => key),
    attachments: email.attachments
      .filter(({ filename, mimeType }) => filename !== null && !/^(?:text|message)\//.test(mimeType))
      .map(({ content: bytes }) =>
        createHash('sha256')
          .update(Buffer.from(bytes as ArrayBuffer))
          .digest('hex'),
      ),
  };
}

// postal-mime keeps the first address of From only; its own parser gives them all.
function parsedFrom(email: Email): Address[] {
  return addressParser(email.headers.find(({ key }) => key === 'from')?.value ?? '');
}
