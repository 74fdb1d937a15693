import { write } from 'node:fs';
import type { Readable } from 'node:stream';
import { packMessage, unpackMessage } from './packed-message.ts';

/**
 * Messages on a plain pipe. Each is a frame: the lengths of its head and its body (two 32-bit numbers, little-endian),
 * the packed head, and the body, which are bytes that the receiver need not unpack to know what to do with them.
 */
export interface Frame {
  readonly head: unknown;
  readonly body: Uint8Array;
}

/** The descriptor under which a worker inherits its end of the pipe: behind the shared file (`activityDescriptor`). */
export const messagesDescriptor = 5;

const prefixBytes = 8;
/** Longest head or body that is believed. No batch comes near it; a longer one is the word of a process gone mad. */
const longestBytes = 1024 * 1024 * 1024;

/**
 * Writes a frame. The system's own threads do the writing, so the process reads on while a large one is under way.
 * Frames must be written one after the other.
 * @param descriptor of a pipe that blocks
 * @throws Error when nobody reads any more.
 */
export async function writeFrame(descriptor: number, head: unknown, body: Uint8Array): Promise<void> {
  const packed = packMessage(head);
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32LE(packed.length, 0);
  prefix.writeUInt32LE(body.length, 4);
  await writeWhole(descriptor, Buffer.concat([prefix, packed]));
  if (body.length > 0) await writeWhole(descriptor, body);
}

/**
 * Tells every frame of a pipe, in order.
 * @param onBroken told, at most once, when what comes is no frame; nothing is told after it
 */
export function readFrames(pipe: Readable, onFrame: (frame: Frame) => void, onBroken: () => void): void {
  const prefix = Buffer.alloc(prefixBytes);
  let head = nothing;
  let body = nothing;
  let filling: 'prefix' | 'head' | 'body' = 'prefix';
  let filled = 0;
  let isBroken = false;
  const begin = (): void => {
    const [headBytes, bodyBytes] = [prefix.readUInt32LE(0), prefix.readUInt32LE(4)];
    isBroken = headBytes > longestBytes || bodyBytes > longestBytes;
    if (isBroken) {
      onBroken();
      return;
    }
    head = new Uint8Array(headBytes);
    // Memory of its own: whoever keeps the body does not keep the head.
    body = new Uint8Array(bodyBytes);
    filling = 'head';
  };
  const fill = (target: Uint8Array, piece: Uint8Array): number => {
    const copied = piece.subarray(0, target.length - filled);
    target.set(copied, filled);
    filled += copied.length;
    return copied.length;
  };
  pipe.on('data', (piece: Uint8Array) => {
    for (let at = 0; !isBroken;) {
      const target = filling === 'prefix' ? prefix : filling === 'head' ? head : body;
      at += fill(target, piece.subarray(at));
      if (filled < target.length) return;
      filled = 0;
      if (filling === 'prefix') begin();
      else if (filling === 'head') filling = 'body';
      else {
        filling = 'prefix';
        onFrame({ head: unpackMessage(head), body });
      }
    }
  });
  // The end of whoever writes is told by other means.
  pipe.on('error', () => undefined);
}

const nothing: Uint8Array = new Uint8Array(0);

function writeWhole(descriptor: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const writeFrom = (offset: number): void => {
      write(descriptor, bytes, offset, bytes.length - offset, null, (error, written) => {
        if (error !== null) reject(error);
        else if (offset + written < bytes.length) writeFrom(offset + written);
        else resolve();
      });
    };
    writeFrom(0);
  });
}
