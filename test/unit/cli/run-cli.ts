import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '#cli/command-line.ts';
import type { Terminal } from '#cli/terminal.ts';

/** What a command wrote, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  /** Width of the terminal; null: output goes to a file. */
  readonly width?: number | null;
  /** Called with each piece of stderr and what cancels the command, as Ctrl-C does. */
  readonly onErr?: (text: string, cancel: () => void) => void;
}

/** Runs a command of the command line in this process. */
export async function runCli(given: readonly string[], { width = null, onErr }: CliOptions = {}): Promise<CliResult> {
  let out = '';
  let err = '';
  let cancel = (): void => undefined;
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => {
      err += text;
      onErr?.(text, cancel);
    },
    width,
    onCancel(listener) {
      cancel = listener;
      return () => (cancel = () => undefined);
    },
  };
  return { code: await runCommandLine(given, terminal), out, err };
}

/** summary.json of a results folder. */
export interface Summary {
  readonly tool: string;
  readonly version: string;
  readonly partial: boolean;
  readonly evidence: readonly {
    readonly id: string;
    readonly path: string;
    readonly custodian: string;
    readonly kind: string | null;
    readonly bytes: number | null;
    readonly sha256: string | null;
  }[];
  readonly searches: readonly {
    readonly root: string;
    readonly read: number;
    readonly notRead: readonly unknown[];
    readonly troubles: readonly unknown[];
  }[];
  readonly containers: readonly {
    readonly locator: string;
    readonly kind: string;
    readonly expected: number;
    readonly records: number;
    readonly failed: number;
    readonly recovered: number;
  }[];
  readonly counts: Readonly<Record<'records' | 'findings' | 'diagnostics', Readonly<Record<string, number>>>>;
  readonly seconds: number;
  readonly messagesPerSecond: number;
  readonly peakRssBytes: number;
}

export function summaryIn(folder: string): Summary {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary;
}

/** The lines of an NDJSON file. */
export function linesIn(folder: string, name: string): readonly Readonly<Record<string, unknown>>[] {
  const text = readFileSync(join(folder, name), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}
