import { directory } from '#evidence/index.ts';
import { containerKey, type ContainerAccount, type ContainerRef } from '#model/index.ts';
import { filesIn, type IngestPlan, type PlannedFile, type WorkUnit } from './plan.ts';
import type { Position } from './position.ts';
import type { ResumePoint } from './resume-token.ts';

/** The books of an item's directories. What they hold is known from the plan, so each account is exact at any time. */
export interface DirectoryBooks {
  /** A file became a record or was lost. Entered in the order of the plan; a file entered twice counts once. */
  enter(unit: number, file: number, outcome: 'record' | 'lost'): void;
  /** Accounts that changed since the last call. */
  changed(): ContainerAccount[];
  /** Losses in the directories that lie open at a position, for the resume token. */
  lostFilesAt(position: Position): ResumePoint['lostFiles'];
}

/** Opens the books of a plan, at its beginning or where an earlier run ended. */
export function openDirectoryBooks(plan: IngestPlan, resumed: ResumePoint | null): DirectoryBooks {
  const accounts = new Map<string, { container: ContainerRef; records: number; lostFiles: number; unlisted: number }>();
  let moved = new Set<string>();
  const at = (container: ContainerRef): { records: number; lostFiles: number; unlisted: number } => {
    const key = containerKey(container);
    moved.add(key);
    const known = accounts.get(key);
    if (known !== undefined) return known;
    const made = { container, records: 0, lostFiles: 0, unlisted: 0 };
    accounts.set(key, made);
    return made;
  };
  for (const { container, diagnostic } of plan.troubles) if (diagnostic.effect === 'item-lost') at(container).unlisted += 1;
  let entered = { unit: 0, file: -1 };
  if (resumed !== null && resumed.position.unit >= 0) {
    const { unit, file, outputs } = resumed.position;
    // A file of which something was delivered was entered with its first batch.
    const next = outputs > 0 ? file + 1 : file;
    for (const before of filesBefore(plan, unit, next)) at(before.container).records += 1;
    const folderPath = plan.units[unit]?.[file]?.folderPath ?? [];
    for (const [depth, lostFiles] of resumed.lostFiles) {
      const account = at(directory(folderPath.slice(0, depth)));
      account.lostFiles = lostFiles;
      account.records -= lostFiles;
    }
    entered = { unit, file: next - 1 };
    moved = new Set();
  }
  return {
    enter(unit, file, outcome) {
      const planned = plan.units[unit]?.[file];
      if (planned === undefined || unit < entered.unit || (unit === entered.unit && file <= entered.file)) return;
      entered = { unit, file };
      if (outcome === 'record') at(planned.container).records += 1;
      else at(planned.container).lostFiles += 1;
    },
    changed() {
      const list = [...moved].flatMap((key) => {
        const account = accounts.get(key);
        if (account === undefined) return [];
        const { container, records, lostFiles, unlisted } = account;
        return [{ ...container, expected: plan.expected.get(key) ?? 0, records, failed: lostFiles + unlisted, recovered: 0 }];
      });
      moved = new Set();
      return list;
    },
    lostFilesAt(position) {
      const folderPath = plan.units[position.unit]?.[position.file]?.folderPath;
      if (folderPath === undefined) return [];
      const open = Array.from({ length: folderPath.length + 1 }, (_, depth) => depth);
      return open.flatMap((depth): [number, number][] => {
        const lostFiles = accounts.get(containerKey(directory(folderPath.slice(0, depth))))?.lostFiles ?? 0;
        return lostFiles === 0 ? [] : [[depth, lostFiles]];
      });
    },
  };
}

function* filesBefore(plan: IngestPlan, unit: number, file: number): Generator<PlannedFile, void, undefined> {
  const whole: readonly WorkUnit[] = plan.units.slice(0, unit);
  for (const files of whole) yield* filesIn(files);
  yield* filesIn(plan.units[unit]?.slice(0, file) ?? []);
}
