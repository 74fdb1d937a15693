/** How an mbox protects lines that look like separators. */
export type MboxDialect = 'mboxo' | 'mboxrd' | 'mboxcl' | 'mboxcl2';

export interface MboxSpec {
  readonly dialect: MboxDialect;
  /** Messages with LF line ends, ending in a line end. */
  readonly messages: readonly { readonly text: string; readonly envelope?: string }[];
  readonly lineEnd?: '\n' | '\r\n';
  /** Added to every Content-Length that mboxcl and mboxcl2 write: a lie. */
  readonly lengthError?: number;
}

/** What is true of a built mbox. */
export interface MboxTruth {
  readonly bytes: Buffer;
  /** Each message's bytes in the file, without its `From ` line and the empty line after it. */
  readonly messages: readonly { readonly offsetBytes: number; readonly lengthBytes: number; readonly envelope: string }[];
}

/** Writes an mbox in one of its dialects (https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml). */
export function buildMbox({ dialect, messages, lineEnd = '\n', lengthError = 0 }: MboxSpec): MboxTruth {
  const pieces: Buffer[] = [];
  const truth: { offsetBytes: number; lengthBytes: number; envelope: string }[] = [];
  let at = 0;
  const write = (text: string): number => {
    const bytes = Buffer.from(lineEnd === '\n' ? text : text.replaceAll('\n', '\r\n'), 'latin1');
    pieces.push(bytes);
    at += bytes.length;
    return bytes.length;
  };
  for (const { text, envelope = 'From anna@example.org Thu Jul 16 03:13:49 1998' } of messages) {
    write(`${envelope}\n`);
    const offsetBytes = at;
    const lengthBytes = write(declare(protect(text, dialect), dialect, lineEnd, lengthError));
    truth.push({ offsetBytes, lengthBytes, envelope });
    write('\n');
  }
  return { bytes: Buffer.concat(pieces), messages: truth };
}

function protect(text: string, dialect: MboxDialect): string {
  const [header, body] = divide(text);
  if (dialect === 'mboxcl2') return text;
  return header + (dialect === 'mboxrd' ? body.replace(/^(>*From )/gm, '>$1') : body.replace(/^From /gm, '>From '));
}

function declare(text: string, dialect: MboxDialect, lineEnd: '\n' | '\r\n', lengthError: number): string {
  if (dialect !== 'mboxcl' && dialect !== 'mboxcl2') return text;
  const [header, body] = divide(text);
  const length = Buffer.byteLength(lineEnd === '\n' ? body : body.replaceAll('\n', '\r\n'), 'latin1');
  return `${header.slice(0, -1)}Content-Length: ${String(length + lengthError)}\n\n${body}`;
}

// Header with its empty line, and body.
function divide(text: string): [string, string] {
  const end = text.indexOf('\n\n') + 2;
  return [text.slice(0, end), text.slice(end)];
}
