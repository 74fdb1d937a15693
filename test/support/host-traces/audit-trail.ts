/** Builds records of audit trails (audit.log(5) of OpenBSM), most significant byte first. */

export const token = {
  text: (text: string): Buffer => counted(0x28, text),
  path: (text: string): Buffer => counted(0x23, text),
  subject: ({ auditUser = 501, user = 501, processId = 7, session = 100, address = [0, 0, 0, 0] } = {}): Buffer =>
    Buffer.concat([Buffer.of(0x24), ...[auditUser, user, 20, user, 20, processId, session, 0].map(long), Buffer.from(address)]),
  result: (status: number, value = 0): Buffer => Buffer.concat([Buffer.of(0x27, status), long(value)]),
  arguments: (...texts: readonly string[]): Buffer =>
    Buffer.concat([Buffer.of(0x3c), long(texts.length), ...texts.map((text) => Buffer.from(`${text}\0`))]),
  socket: (address: readonly number[], port: number): Buffer =>
    Buffer.concat([Buffer.of(0x80), short(2), short(port), Buffer.from(address)]),
  unknown: (): Buffer => Buffer.of(0xcc, 1, 2, 3),
  file: (name: string): Buffer =>
    Buffer.concat([Buffer.of(0x11), long(1_700_000_000), long(0), short(name.length + 1), Buffer.from(`${name}\0`)]),
};

/** A record with its header and trailer. */
export function auditRecord(event: number, tokens: readonly Buffer[], seconds = 1_700_000_000, milliseconds = 250): Buffer {
  const content = Buffer.concat(tokens);
  const size = 18 + content.length + 7;
  return Buffer.concat([
    Buffer.of(0x14),
    long(size),
    Buffer.of(11),
    short(event),
    short(0),
    long(seconds),
    long(milliseconds),
    content,
    Buffer.of(0x13, 0xb1, 0x05),
    long(size),
  ]);
}

function counted(id: number, text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`);
  return Buffer.concat([Buffer.of(id), short(bytes.length), bytes]);
}

function short(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(number);
  return bytes;
}

function long(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}
