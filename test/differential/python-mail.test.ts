import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover, openEvidenceFile, type ByteSource } from '#evidence/index.ts';
import { mboxReader } from '#formats/mbox/index.ts';
import type { FormatReader } from '#formats/reader.ts';
import { chooseReader } from '#formats/choose-reader.ts';
import { readers } from '#formats/registry.ts';
import { defaultLimits } from '#model/index.ts';
import { backgroundMail } from '#test/support/background-mail.ts';
import { buildMbox } from '#test/support/build-mbox.ts';
import { buildMime, mixed, part } from '#test/support/build-mime.ts';
import { corpusPath, skipReason } from '#test/support/corpus.ts';
import { askPython, hasPython, noPythonReason } from '#test/support/python.ts';
import { readSource, type ReadResult } from '#test/support/read-source.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

interface PythonMessage {
  readonly error?: string;
  readonly headers: readonly string[];
  readonly parts: readonly { readonly type: string; readonly sha256: string; readonly name: string | null }[];
}

/** Differences that are right, by the end of the file's path. */
const explained: Readonly<Record<string, string>> = {
  'cpython/msg_15.txt':
    'a base64 part holds a sentence: Python gives the text back undecoded, here the base64 characters in it are decoded and the damage is reported',
  'kde-kmime/x-pkcs7.mbox': 'a base64 part holds five characters: as in msg_15',
  'cpython/msg_35.txt':
    'a line in the header is no field: Python ends the header there, here the line is kept as a field without name and the header goes on',
  'kde-kmime/dfaure-crash.mbox': 'as msg_35',
  'thunderbird-tests/mailnews__test__data__bugmail1': 'as msg_35',
  'malformed/019.eml': 'the first line ends without colon: Python then sees no header at all',
  'rfc/001.eml': 'message/external-body holds only a header: Python takes it apart as a message, here it is an attachment',
  'cpython/msg_36.txt': 'message/external-body, as rfc/001',
  'thirdparty/012.eml': 'the boundary is folded in the middle: Python keeps the line break in it and does not find it',
  'plaintext-with-key-and-windows-1252-encoded-eml-attachment.eml':
    'quotes are written as \\": Python takes no boundary from that, here it is found in the content',
  'eml_wrong_mime_type.eml': 'an attached message is declared as application/octet-stream: here it is read as a message',
  'mailnews__test__data__mime-torture': 'quoted-printable lines end in blanks, which RFC 2045 6.7 (3) has removed: Python keeps them',
  'mailnews__test__data__multipart-base64-3': 'as msg_15',
  'hyperkitty/non-ascii-headers.txt': 'a mailbox of six messages: Python was asked for one',
  'roundcube/one-file.tnef': 'TNEF is a message of Outlook: Python knows no such thing',
  'roundcube/winmail-10193.tnef': 'as one-file.tnef',
  'kde-kmime/simple-encapsulated.mbox': 'a mailbox of two messages: Python was asked for one',
};

describe.runIf(hasPython)('single messages beside Python email', () => {
  it('built messages: same header names, same parts', () => {
    const folder = temporaryFolder('python');
    const mail = backgroundMail({ seed: 21, averageBytes: 3000 });
    const built = [
      ...Array.from({ length: 60 }, () => Buffer.from(mail.next().value.text)),
      buildMime(
        mixed([
          part('text/plain', 'x'),
          part('image/png', `${Buffer.from('png').toString('base64')}\n`, [['Content-Transfer-Encoding', 'base64']]),
        ]),
        '\r\n',
      ),
      buildMime(mixed([part('message/rfc822', { message: mixed([part('application/pdf; name=a.pdf', 'pdf')]) })])),
    ];
    const paths = built.map((bytes, ordinal) => {
      const path = join(folder, `${String(ordinal)}.eml`);
      writeFileSync(path, bytes);
      return path;
    });
    expect(differences(paths)).toEqual([]);
  });

  it.runIf(corpusPath() !== null)('real messages: same header names, same parts, or the difference explained', () => {
    const paths = ['eml', 'enron', 'maildir', 'spamassassin'].flatMap((place) =>
      [...discover(corpusPath(place) ?? '', defaultLimits)].flatMap((output) => (output.kind === 'file' ? [output.file.path] : [])),
    );
    expect(paths.length).toBeGreaterThan(2000);
    const unexplained = differences(paths).filter(({ path }) => !Object.keys(explained).some((end) => path.endsWith(end)));
    expect(unexplained).toEqual([]);
  });
});

describe.runIf(hasPython)('mailboxes beside Python mailbox', () => {
  it('built mailboxes: same places', () => {
    const folder = temporaryFolder('python');
    const mail = backgroundMail({ seed: 22, averageBytes: 3000 });
    const paths = (['mboxo', 'mboxrd', 'mboxcl'] as const).map((dialect) => {
      const path = join(folder, dialect);
      writeFileSync(path, buildMbox({ dialect, messages: Array.from({ length: 40 }, () => mail.next().value) }).bytes);
      return path;
    });
    expect(placesHere(paths)).toEqual(placesInPython(paths));
  });

  it.runIf(corpusPath() !== null)('real mailboxes: same places', () => {
    // The others differ for reasons that the corpus test states for each.
    const names = [
      'bogofilter/good.mbx',
      'bogofilter/spam.mbx',
      'grepmail/mailarc-1.txt',
      'grepmail/mailarc-2.txt',
      'grepmail/mailarc-3.txt',
      'mime4j/mbox-example/mbox.rlug',
    ];
    const months = [...discover(corpusPath('mbox/pipermail-months') ?? '', defaultLimits)].flatMap((output) =>
      output.kind === 'file' ? [output.file.path] : [],
    );
    const paths = [...names.map((name) => corpusPath(`mbox/${name}`) ?? ''), ...months];
    expect(paths.length).toBeGreaterThan(15);
    expect(placesHere(paths)).toEqual(placesInPython(paths));
  });
});

if (!hasPython) console.warn(noPythonReason);
if (corpusPath() === null) console.warn(skipReason);

function placesInPython(paths: readonly string[]): unknown[] {
  return askPython(
    'python-mail.py',
    paths.map((path) => ({ kind: 'mbox', path })),
  );
}

// Python's ranges begin with the From_ line.
function placesHere(paths: readonly string[]): unknown[] {
  return paths.map((path) => ({
    messages: read(path, () => mboxReader)
      .messages.filter(({ parent }) => parent === null)
      .map(({ observed, envelopeLine = '' }) => {
        const { offsetBytes = 0, lengthBytes = 0 } = observed.range ?? {};
        return [offsetBytes - envelopeLine.length - 1, offsetBytes + lengthBytes];
      }),
  }));
}

interface Difference {
  readonly path: string;
  readonly what: readonly string[];
}

function differences(paths: readonly string[]): Difference[] {
  const answers = askPython(
    'python-mail.py',
    paths.map((path) => ({ kind: 'message', path })),
  ) as PythonMessage[];
  return paths.flatMap((path, ordinal) => {
    const result = read(path, (source) => chooseReader(source, readers).reader);
    const answer = answers[ordinal];
    if (result === nothing || answer === undefined) return [];
    const what = answer.error === undefined ? compare(result, answer) : [`Python failed: ${answer.error}`];
    return what.length === 0 ? [] : [{ path, what }];
  });
}

function compare({ messages }: ReadResult, python: PythonMessage): string[] {
  const names = messages[0]?.headers.map(({ name }) => name) ?? [];
  const ours = messages.flatMap(({ attachments }) => attachments).filter(({ isMessage }) => !isMessage);
  const theirHashes = new Set(python.parts.map(({ sha256 }) => sha256));
  const ourHashes = new Set(ours.map(({ sha256 }) => sha256));
  return [
    ...(JSON.stringify(names) === JSON.stringify(python.headers) ? [] : [`header names: ${names.join(' ')} / ${python.headers.join(' ')}`]),
    // Python walks into message/delivery-status and its like as if they held messages; here they are attachments.
    ...ours
      .filter(({ sha256, mediaType }) => !theirHashes.has(sha256 ?? '') && !/^message\/|^text\/rfc822-headers$/.test(mediaType))
      .map(({ mediaType, name }) => `only here: ${mediaType} ${name}`),
    ...python.parts
      .filter(({ type, sha256 }) => !type.startsWith('text/') && !ourHashes.has(sha256))
      .map(({ type, name }) => `only in Python: ${type} ${name ?? ''}`),
  ];
}

function read(path: string, choose: (source: ByteSource) => FormatReader | null): ReadResult {
  const source = openEvidenceFile(path);
  const reader = choose(source);
  const result = reader === null ? nothing : readSource(reader, source);
  source.close();
  return result;
}

const nothing: ReadResult = { messages: [], diagnostics: [], codes: [], books: new Map(), outputs: [] };
