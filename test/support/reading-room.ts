import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceReadError } from '#evidence/index.ts';
import { readers } from '#formats/registry.ts';
import { readingRoom, type OpenRoom } from '#pipeline/reading-room.ts';

/** The room of a reader whose file is an evidence item of its own: nothing lies around it. */
export const nothingAround: OpenRoom = roomIn(null, []);

/** The room of a reader whose file lies in a folder of an evidence item. */
export function roomIn(itemPath: string | null, folderPath: readonly string[]): OpenRoom {
  return readingRoom({ itemPath, scratchDirectory: join(tmpdir(), 'mail-triage-tests') }, folderPath, readers);
}

/** A room in which a file that lies there cannot be read, or a folder not listed, as on a failing medium. Its path is given as readers ask for it. */
export function withUnreadable(room: OpenRoom, path: string): OpenRoom {
  const { surroundings } = room;
  return {
    ...room,
    surroundings: {
      ...surroundings,
      open(asked) {
        if (asked === path) throw new EvidenceReadError(`${path} cannot be read: the medium failed.`);
        return surroundings.open(asked);
      },
      list(asked) {
        if (asked === path) throw new EvidenceReadError(`${path} cannot be listed: the medium failed.`);
        return surroundings.list(asked);
      },
    },
  };
}
