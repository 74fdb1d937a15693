import { buildMork, type BuiltMork, type MorkSpec } from './build-mork.ts';

export const messageScope = 'ns:msg:db:row:scope:msgs:all';
export const folderScope = 'ns:msg:db:row:scope:dbfolderinfo:all';

/** A folder index to be built. */
export interface IndexSpec extends Pick<MorkSpec, 'lineEnd' | 'later'> {
  /** Cells of each message by its key. */
  readonly messages: readonly { readonly key: number; readonly cells: Readonly<Record<string, string>> }[];
  /** Properties of the folder. */
  readonly folder?: Readonly<Record<string, string>>;
}

/** Writes the index of a folder (`.msf`) as Thunderbird does. */
export function buildIndex({
  messages,
  folder = { numMsgs: messages.length.toString(16), mailboxName: 'Inbox' },
  ...rest
}: IndexSpec): BuiltMork {
  return buildMork({
    ...rest,
    tables: [
      {
        scope: messageScope,
        id: 1,
        kind: 'ns:msg:db:table:kind:msgs',
        rows: messages.map(({ key, cells }) => ({ scope: messageScope, id: key, cells })),
      },
      {
        scope: folderScope,
        id: 1,
        kind: 'ns:msg:db:table:kind:dbfolderinfo',
        rows: [{ scope: folderScope, id: 1, cells: folder }],
      },
    ],
  });
}

/** A message of a mailbox and what an index states of it. */
export interface PairedMessage {
  readonly id: string;
  readonly text: string;
}

/** Writes a mailbox of some messages, and gives the place of each. */
export function buildMailbox(messages: readonly PairedMessage[]): { readonly bytes: Buffer; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let text = '';
  for (const { id, text: body } of messages) {
    offsets.push(text.length);
    text += `From - Thu Jul 16 03:13:49 1998\n${body.replace('\n\n', `\nMessage-ID: <${id}>\n\n`)}\n`;
  }
  return { bytes: Buffer.from(text, 'latin1'), offsets };
}
