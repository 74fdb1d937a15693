import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readers } from '#formats/registry.ts';
import { readingRoom, type OpenRoom } from '#pipeline/reading-room.ts';

/** The room of a reader whose file is an evidence item of its own: nothing lies around it. */
export const nothingAround: OpenRoom = roomIn(null, []);

/** The room of a reader whose file lies in a folder of an evidence item. */
export function roomIn(itemPath: string | null, folderPath: readonly string[]): OpenRoom {
  return readingRoom({ itemPath, scratchDirectory: join(tmpdir(), 'mail-triage-tests') }, folderPath, readers);
}
