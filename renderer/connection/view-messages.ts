import { Trouble, type TroubleText } from '#contract/index.ts';
import type { CaseChange, CaseView } from '#renderer/case/case-view.ts';

/** What the page asks of the case store worker: every question of the case view. */
export type ViewMethod = Exclude<keyof CaseView, 'onChange'>;

/** From the page to the worker. */
export type ToWorker =
  /** The port of a host, transferred. A second one replaces the first: the host was started anew. */
  | { readonly kind: 'host' }
  | { readonly kind: 'ask'; readonly id: number; readonly method: ViewMethod; readonly given: readonly unknown[] };

/** From the worker to the page. */
export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'trouble'; readonly id: number; readonly text: TroubleText }
  | { readonly kind: 'change'; readonly change: CaseChange };

/** What of an error crosses to the page: expected trouble as it is, a bug with its message. */
export function troubleTextOf(error: unknown): TroubleText {
  if (error instanceof Trouble) return error.text;
  return {
    code: 'bug',
    happened: `An error that should not happen: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    kept: 'What was stored before is kept.',
    todo: 'Try again; if it happens again, report it with the log of the case.',
  };
}
