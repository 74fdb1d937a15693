import type { ExportedFile } from '#contract/index.ts';
import type { CaseView, ExportKind, ReportOptions } from '#renderer/case/case-view.ts';
import { held } from '#renderer/ui/held.svelte.ts';

export interface ReportShown {
  readonly options: ReportOptions;
  /** The report as HTML; null until it was built once. */
  readonly html: string | null;
  readonly building: 'idle' | 'busy';
  readonly exporting: readonly ExportKind[];
  /** Files written in this session, newest first. */
  readonly files: readonly ExportedFile[];
}

/** State of the report screen. */
export interface ReportState {
  readonly shown: ReportShown;
  change(parts: Partial<ReportOptions>): void;
  /** Keeps the preview up to date while the screen is shown; the returned function ends that. */
  look(): () => void;
  write(kinds: readonly ExportKind[]): Promise<void>;
  reveal(): Promise<void>;
  stop(): void;
}

const storageKey = 'report-options';
const pauseMilliseconds = 400;

/** @param tell told of trouble. */
export function reportState(view: CaseView, tell: (error: unknown) => void): ReportState {
  const hold = held<ReportShown>({ options: rememberedOptions(), html: null, building: 'idle', exporting: [], files: [] });
  let isStale = true;
  let isLooked = false;
  let asked = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function build(): Promise<void> {
    asked += 1;
    const mine = asked;
    isStale = false;
    hold.change({ building: 'busy' });
    try {
      const { html } = await view.report(hold.shown.options);
      if (mine === asked) hold.change({ html, building: 'idle' });
    } catch (error) {
      if (mine === asked) hold.change({ building: 'idle' });
      tell(error);
    }
  }

  function buildSoon(): void {
    isStale = true;
    if (!isLooked) return;
    clearTimeout(pause);
    pause = setTimeout(() => void build(), pauseMilliseconds);
  }

  const stopChanges = view.onChange((change) => {
    if (change.kind === 'content' || change.kind === 'case') buildSoon();
  });

  return {
    get shown() {
      return hold.shown;
    },
    change(parts) {
      hold.change({ options: { ...hold.shown.options, ...parts } });
      localStorage.setItem(storageKey, JSON.stringify(hold.shown.options));
      buildSoon();
    },
    look() {
      isLooked = true;
      if (isStale) void build();
      return () => {
        isLooked = false;
      };
    },
    async write(kinds) {
      hold.change({ exporting: [...hold.shown.exporting, ...kinds] });
      try {
        const files = await view.exportAll(kinds, hold.shown.options);
        hold.change({ files: [...files.toReversed(), ...hold.shown.files] });
      } catch (error) {
        tell(error);
      } finally {
        hold.change({ exporting: hold.shown.exporting.filter((kind) => !kinds.includes(kind)) });
      }
    },
    async reveal() {
      try {
        await view.host('export.reveal', {});
      } catch (error) {
        tell(error);
      }
    },
    stop() {
      clearTimeout(pause);
      stopChanges();
    },
  };
}

// The window's storage lies in the case folder, so the words of scope and limits move with the case.
function rememberedOptions(): ReportOptions {
  const fresh: ReportOptions = { status: 'draft', scope: '', limits: '', findings: 'all' };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return fresh;
    const { status, scope, limits, findings } = stored as Record<string, unknown>;
    return {
      status: status === 'final' ? 'final' : 'draft',
      scope: typeof scope === 'string' ? scope : '',
      limits: typeof limits === 'string' ? limits : '',
      findings: findings === 'not-benign' ? 'not-benign' : 'all',
    };
  } catch {
    return fresh;
  }
}
