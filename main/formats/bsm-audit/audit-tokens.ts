/** What the tokens of a record state. Texts are bounded by the record, numbers are as they stand. */
export interface AuditTokens {
  readonly subject: AuditSubject | null;
  /** Of another process, which the record is about. */
  readonly process: AuditSubject | null;
  readonly paths: readonly string[];
  readonly texts: readonly string[];
  readonly execArguments: readonly string[];
  /** `name=value` of arguments of a system call. */
  readonly callArguments: readonly string[];
  readonly addresses: readonly { readonly address: string; readonly port: number | null }[];
  /** The signature of the program, as macOS adds it. */
  readonly signer: string;
  readonly result: { readonly status: number; readonly value: bigint } | null;
  /** Identifiers of tokens that were met, in order. */
  readonly met: readonly number[];
  /** Why the tokens could not be read whole, in a sentence; null when they could. */
  readonly trouble: { readonly is: 'limit-reached' | 'index-damaged'; readonly detail: string } | null;
}

export interface AuditSubject {
  readonly auditUser: number;
  readonly effectiveUser: number;
  readonly realUser: number;
  readonly processId: number;
  readonly session: number;
  readonly address: string;
}

/** Takes fields from bytes, most significant byte first; a field beyond the end is a RangeError. */
class Fields {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.at) throw new RangeError('A field ends beyond the record.');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  number(length: 1 | 2 | 4): number {
    return this.take(length).readUIntBE(0, length);
  }

  long(): bigint {
    return this.take(8).readBigUInt64BE(0);
  }

  /** A text behind its length in two bytes, which counts the zero byte at its end. */
  text(): string {
    return plain(this.take(this.number(2)));
  }

  textToZero(): string {
    const end = this.#bytes.indexOf(0, this.at);
    if (end === -1) throw new RangeError('A text does not end in the record.');
    const text = plain(this.#bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
}

function plain(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** Most texts of one kind that a record keeps, and how much of each. */
const mostTexts = 200;
const longestText = 4096;

/**
 * The tokens between header and trailer of a record (audit.log(5) of OpenBSM; bsm/audit_record.h for identifiers).
 * @param bytes the record as far as its trailer
 * @param start the place behind the header
 */
export function readTokens(bytes: Buffer, start: number): AuditTokens {
  const fields = new Fields(bytes, start);
  const state = {
    subject: null as AuditSubject | null,
    process: null as AuditSubject | null,
    paths: [] as string[],
    texts: [] as string[],
    execArguments: [] as string[],
    callArguments: [] as string[],
    addresses: [] as { address: string; port: number | null }[],
    signer: '',
    result: null as AuditTokens['result'],
    met: [] as number[],
    trouble: null as AuditTokens['trouble'],
  };
  try {
    while (fields.at < bytes.length && state.met.length < mostTokens) {
      const id = fields.number(1);
      state.met.push(id);
      if (!readToken(id, fields, state)) {
        const detail = `A token of the unknown kind 0x${id.toString(16)} stands in the record; what follows it was not read.`;
        state.trouble = { is: 'index-damaged', detail };
        break;
      }
    }
    if (state.trouble === null && fields.at < bytes.length)
      state.trouble = { is: 'limit-reached', detail: `Only the first ${String(mostTokens)} tokens of the record were read.` };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    state.trouble = { is: 'index-damaged', detail: 'A token of the record ends beyond it; what stands before was read.' };
  }
  return state;
}

const mostTokens = 1000;

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

function readToken(id: number, fields: Fields, state: Writable<AuditTokens>): boolean {
  const add = (list: string[], text: string): void => {
    if (list.length < mostTexts && text.length <= longestText) {
      list.push(text);
      return;
    }
    if (list.length < mostTexts) list.push(text.slice(0, longestText));
    state.trouble ??= {
      is: 'limit-reached',
      detail: `Of its texts ${String(mostTexts)} of a kind were kept, and ${String(longestText)} characters of each.`,
    };
  };
  switch (id) {
    case 0x21: {
      // Arbitrary data: how it is shown, the size of its units, their number.
      fields.take(1);
      const unit = [1, 2, 4, 8][fields.number(1)] ?? 1;
      fields.take(unit * fields.number(1));
      return true;
    }
    case 0x22:
      fields.take(5);
      return true;
    case 0x11:
      fields.take(8);
      add(state.paths, fields.text());
      return true;
    case 0x23:
    case 0x25:
      add(state.paths, fields.text());
      return true;
    case 0x24:
    case 0x75:
    case 0x7a:
    case 0x7c:
      state.subject = subjectOf(id, fields);
      return true;
    case 0x26:
    case 0x77:
    case 0x7b:
    case 0x7d:
      state.process = subjectOf(id - (id === 0x7b || id === 0x7d ? 1 : 2), fields);
      return true;
    case 0x27:
      state.result = { status: fields.number(1), value: BigInt(fields.number(4)) };
      return true;
    case 0x72:
      state.result = { status: fields.number(1), value: fields.long() };
      return true;
    case 0x28:
    case 0x60:
    case 0xee:
      add(state.texts, fields.text());
      return true;
    case 0x29:
      fields.take(fields.number(2));
      return true;
    case 0x2a:
      state.addresses.push({ address: addressOf(fields.take(4)), port: null });
      return true;
    case 0x7e:
      state.addresses.push({ address: addressOf(fields.take(fields.number(4) === 16 ? 16 : 4)), port: null });
      return true;
    case 0x2b:
      fields.take(20);
      return true;
    case 0x2c:
      fields.take(2);
      return true;
    case 0x2d:
    case 0x71: {
      fields.take(1);
      const value = id === 0x2d ? BigInt(fields.number(4)) : fields.long();
      add(state.callArguments, `${fields.text()}=${String(value)}`);
      return true;
    }
    case 0x2e:
      fields.take(8);
      state.addresses.push(peerOf(fields, 4));
      return true;
    case 0x2f:
      fields.take(4);
      return true;
    case 0x32:
      fields.take(28);
      return true;
    case 0x34:
    case 0x3b:
      fields.take(4 * fields.number(2));
      return true;
    case 0x3c:
    case 0x3d: {
      const count = fields.number(4);
      for (let index = 0; index < count; index += 1) {
        const text = fields.textToZero();
        if (id === 0x3c) add(state.execArguments, text);
      }
      return true;
    }
    case 0x3e:
      fields.take(28);
      return true;
    case 0x73:
      fields.take(32);
      return true;
    case 0x52:
      state.result ??= { status: fields.number(4), value: BigInt(fields.number(4)) };
      return true;
    case 0x7f: {
      fields.take(4);
      const length = fields.number(2) === 16 ? 16 : 4;
      fields.take(2 + length);
      state.addresses.push(peerOf(fields, length));
      return true;
    }
    case 0x80:
    case 0x81:
      fields.take(2);
      state.addresses.push(peerOf(fields, id === 0x80 ? 4 : 16));
      return true;
    case 0x82:
      fields.take(2);
      add(state.paths, fields.textToZero());
      return true;
    case 0xed: {
      // Signer, identifier of the program, whether it was cut, team, whether that was cut, digest of the code.
      fields.take(4);
      const program = fields.text();
      fields.take(1);
      const team = fields.text();
      fields.take(1);
      fields.take(fields.number(2));
      state.signer = [program, team]
        .filter((text) => text !== '')
        .join(', team ')
        .slice(0, 500);
      return true;
    }
    default:
      return false;
  }
}

function peerOf(fields: Fields, length: number): { address: string; port: number } {
  const port = fields.number(2);
  return { address: addressOf(fields.take(length)), port };
}

// Audit, effective and real identifiers of user and group, process, session, and the terminal: port and address.
function subjectOf(id: number, fields: Fields): AuditSubject {
  const [auditUser = 0, effectiveUser = 0, , realUser = 0, , processId = 0, session = 0] = Array.from({ length: 7 }, () =>
    fields.number(4),
  );
  fields.take(id === 0x75 || id === 0x7c ? 8 : 4);
  const length = id === 0x7a || id === 0x7c ? (fields.number(4) === 16 ? 16 : 4) : 4;
  return { auditUser, effectiveUser, realUser, processId, session, address: addressOf(fields.take(length)) };
}

// IPv4, or the eight groups of IPv6; empty for none.
function addressOf(bytes: Buffer): string {
  if (bytes.every((byte) => byte === 0)) return '';
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return groups.join(':').replace(/(?:^|:)0(?::0){1,6}(?::|$)/, '::');
}
