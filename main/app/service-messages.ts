import type { TroubleText } from '#contract/index.ts';

/**
 * What the main process and the host process say to each other beside the page's port: the host asks for what only
 * Electron's main process can do (dialogs, printing), the main process hands over the port and tells the host to stop.
 */
export type ToHost =
  /** The page's port comes with it. */
  | { readonly kind: 'page' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'trouble'; readonly id: number; readonly text: TroubleText }
  | { readonly kind: 'menu'; readonly command: string }
  | { readonly kind: 'stop' };

export type FromHost =
  | { readonly kind: 'ask'; readonly id: number; readonly service: string; readonly given: readonly unknown[] }
  /** The case cannot be opened; the host ends. */
  | { readonly kind: 'refused'; readonly text: TroubleText }
  /** Nothing is being read any more and the case is let go. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'bug'; readonly text: string };
