import { closeSync, openSync, writeSync } from 'node:fs';
import { backgroundMail } from './background-mail.ts';

export interface GeneratedMboxOptions {
  /** How much to write: a number of messages, or at least so many bytes. */
  readonly messages?: number;
  readonly bytes?: number;
  readonly seed: number;
  /** Every how many messages one carries a header that states automatic forwarding; 0 for none. */
  readonly forwardedEvery?: number;
  /** Average size of a message in bytes. */
  readonly averageBytes?: number;
}

/** What is true of a generated mbox. */
export interface GeneratedMboxTruth {
  readonly messages: number;
  readonly bytes: number;
  readonly forwardedMessageIds: readonly string[];
}

/**
 * Writes a large mbox (mboxrd, LF) of background mail, the same for the same options, in bounded memory.
 * @param path a file to be made; never a file of the evidence
 */
export function writeGeneratedMbox(
  path: string,
  { messages, bytes, seed, forwardedEvery = 0, averageBytes }: GeneratedMboxOptions,
): GeneratedMboxTruth {
  if (messages === undefined && bytes === undefined) throw new RangeError('say how many messages or bytes to write');
  const forwardedMessageIds: string[] = [];
  const file = openSync(path, 'wx');
  let count = 0;
  let written = 0;
  let pending: string[] = [];
  let pendingBytes = 0;
  const flush = (): void => {
    writeSync(file, Buffer.from(pending.join(''), 'latin1'));
    written += pendingBytes;
    pending = [];
    pendingBytes = 0;
  };
  const isForwarded = (ordinal: number): boolean => forwardedEvery > 0 && ordinal % forwardedEvery === forwardedEvery - 1;
  for (const message of backgroundMail({ seed, isForwarded, ...(averageBytes === undefined ? {} : { averageBytes }) })) {
    if ((messages !== undefined && count >= messages) || (bytes !== undefined && written + pendingBytes >= bytes)) break;
    const text = `${message.envelope}\n${message.text.replace(/^>*From /gm, '>$&')}\n`;
    pending.push(text);
    pendingBytes += text.length;
    count += 1;
    if (message.isForwarded) forwardedMessageIds.push(message.messageId);
    if (pendingBytes > 4 * 1024 * 1024) flush();
  }
  flush();
  closeSync(file);
  return { messages: count, bytes: written, forwardedMessageIds };
}
