/** A message or body part to be written. */
export interface PartSpec {
  /** Name and value pairs, in order; values are written as they are, folds included. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array | MultipartSpec | AttachedSpec;
}

/** The parts of a multipart; its Content-Type field is the caller's, so that it may disagree. */
export interface MultipartSpec {
  readonly boundary: string;
  readonly parts: readonly PartSpec[];
  readonly preamble?: string;
  readonly epilogue?: string;
  /** Leaves the closing boundary out. */
  readonly ending?: 'closed' | 'open';
}

/** A message as body of a `message/rfc822` part. */
export interface AttachedSpec {
  readonly message: PartSpec;
}

/**
 * Writes a message (RFC 5322, MIME).
 * @param lineEnd of headers, boundaries and text bodies; bytes given as bytes stay as they are. Text is Latin-1.
 */
export function buildMime(spec: PartSpec, lineEnd: '\n' | '\r\n' = '\n'): Buffer {
  const header = spec.headers.map(([name, value]) => `${name}: ${value}\n`).join('');
  return Buffer.concat([encode(`${header}\n`, lineEnd), buildBody(spec.body, lineEnd)]);
}

/** A multipart/mixed message with the given parts, for tests that care for the parts alone. */
export function mixed(parts: readonly PartSpec[], headers: PartSpec['headers'] = []): PartSpec {
  const usual: PartSpec['headers'] = [
    ['From', 'Anna <anna@example.org>'],
    ['Subject', 'parts'],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'multipart/mixed; boundary="=-frontier"'],
  ];
  return { headers: [...headers, ...usual], body: { boundary: '=-frontier', parts } };
}

/** A body part of a type. */
export function part(contentType: string, body: PartSpec['body'], headers: PartSpec['headers'] = []): PartSpec {
  return { headers: [['Content-Type', contentType], ...headers], body };
}

function buildBody(body: PartSpec['body'], lineEnd: '\n' | '\r\n'): Buffer {
  if (typeof body === 'string') return encode(body, lineEnd);
  if (body instanceof Uint8Array) return Buffer.from(body);
  if ('message' in body) return buildMime(body.message, lineEnd);
  const { boundary, parts, preamble = '', epilogue = '', ending = 'closed' } = body;
  return Buffer.concat([
    encode(preamble === '' ? '' : `${preamble}\n`, lineEnd),
    ...parts.flatMap((each) => [encode(`--${boundary}\n`, lineEnd), buildMime(each, lineEnd), encode('\n', lineEnd)]),
    encode(ending === 'closed' ? `--${boundary}--\n${epilogue}` : '', lineEnd),
  ]);
}

function encode(text: string, lineEnd: '\n' | '\r\n'): Buffer {
  return Buffer.from(lineEnd === '\n' ? text : text.replaceAll('\n', '\r\n'), 'latin1');
}
