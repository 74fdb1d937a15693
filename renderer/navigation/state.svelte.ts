import { Trouble, type CallArguments, type CaseFile, type IngestProgress } from '#contract/index.ts';
import type { EvidenceId } from '#model/index.ts';
import type { CaseView } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';
import { journeyFrom, placeOf, step, stay, visit, type Journey, type Place } from './place.ts';

export interface FrameShown {
  /** Null until it was read. */
  readonly caseFile: CaseFile | null;
  readonly journey: Journey;
  /** The latest state of every job of this window, in the order in which they began. */
  readonly jobs: readonly IngestProgress[];
  readonly dialog: 'none' | 'palette' | 'shortcuts' | 'jobs' | 'case' | 'profiles' | 'parameters';
}

export type JobCommand = 'pause' | 'continue' | 'cancel';

/** State of the window's frame: the case, where in it the examiner is, and the jobs that run. */
export interface FrameState {
  readonly shown: FrameShown;
  /** Goes to a place, so that Back returns from it. */
  go(place: Place): void;
  /** Says that the present place has become another without a step. */
  settle(place: Place): void;
  move(by: 1 | -1): void;
  openDialog(dialog: FrameShown['dialog']): void;
  steer(evidenceId: EvidenceId, command: JobCommand): Promise<void>;
  updateCase(fields: CallArguments<'case.update'>): Promise<void>;
  /** Asks for the folder of another case and opens it in a window of its own. */
  openOther(): Promise<void>;
  stop(): void;
}

/**
 * @param arrive told of every place arrived at, from wherever.
 * @param onMenu told of commands of the application menu.
 * @param tell told of trouble.
 */
export function frameState(
  view: CaseView,
  arrive: (place: Place) => void,
  onMenu: (command: string) => void,
  tell: (error: unknown) => void,
): FrameState {
  const hold = held<FrameShown>({ caseFile: null, journey: journeyFrom({ screen: 'overview' }), jobs: [], dialog: 'none' });
  const stop = view.onChange((change) => {
    if (change.kind === 'case') hold.change({ caseFile: change.caseFile });
    else if (change.kind === 'progress') hold.change({ jobs: withJob(hold.shown.jobs, change.progress) });
    else if (change.kind === 'menu') onMenu(change.command);
    else if (change.kind === 'trouble') tell(new Trouble(change.text));
  });
  view.host('case.read', {}).then((caseFile) => hold.change({ caseFile }), tell);

  function travel(journey: Journey): void {
    if (journey === hold.shown.journey) return;
    hold.change({ journey });
    arrive(placeOf(journey));
  }

  async function attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      tell(error);
    }
  }

  return {
    get shown() {
      return hold.shown;
    },
    go: (place) => travel(visit(hold.shown.journey, place)),
    settle: (place) => hold.change({ journey: stay(hold.shown.journey, place) }),
    move: (by) => travel(step(hold.shown.journey, by)),
    openDialog: (dialog) => hold.change({ dialog }),
    steer: (evidenceId, command) => attempt(() => view.host(`ingest.${command}`, { evidenceId })),
    updateCase: (fields) => attempt(async () => hold.change({ caseFile: await view.host('case.update', fields) })),
    openOther: () => attempt(() => view.host('start.openCase', {})),
    stop,
  };
}

/** Puts the latest progress in the place of the same item's former one, or at the end. */
export function withJob(jobs: readonly IngestProgress[], progress: IngestProgress): readonly IngestProgress[] {
  const at = jobs.findIndex((job) => job.evidenceId === progress.evidenceId);
  return at === -1 ? [...jobs, progress] : jobs.with(at, progress);
}
