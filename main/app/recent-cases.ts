import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RecentCase } from '#contract/index.ts';
import { readSmallFile, writeSmallFile } from './small-file.ts';

const entry = v.object({ directory: v.string(), title: v.string(), caseNumber: v.string(), openedAt: v.string() });
type Entry = v.InferOutput<typeof entry>;

/** Most cases that the start window lists. */
const longest = 20;

/** The cases opened last on this machine, newest first, kept in a file of the program's user data. */
export interface RecentCases {
  list(): readonly RecentCase[];
  /** The folder of the case at a place of the list, or null. */
  directoryAt(index: number): string | null;
  /** Puts a case at the top. */
  remember(opened: Entry): void;
  forgetAt(index: number): void;
}

/** @param path the file to keep the list in. */
export function recentCasesIn(path: string): RecentCases {
  const read = (): readonly Entry[] => {
    const parsed = v.safeParse(v.array(entry), readSmallFile(path));
    return parsed.success ? parsed.output : [];
  };
  return {
    list: () =>
      read().map((known, index) => ({
        index,
        title: known.title,
        caseNumber: known.caseNumber,
        openedAt: known.openedAt,
        shownPath: known.directory,
        isThere: existsSync(join(known.directory, 'case.json')),
      })),
    directoryAt: (index) => read()[index]?.directory ?? null,
    remember(opened) {
      const others = read().filter((known) => known.directory !== opened.directory);
      writeSmallFile(path, [opened, ...others].slice(0, longest));
    },
    forgetAt(index) {
      writeSmallFile(
        path,
        read().filter((_, at) => at !== index),
      );
    },
  };
}
