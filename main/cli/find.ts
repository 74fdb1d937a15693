import { findProfiles, type SearchPlace } from '#evidence/index.ts';
import type { FoundProfile, SearchCounts, SearchTrouble } from '#model/index.ts';
import { outlookStoresNamed, programIdentity } from '#pipeline/index.ts';
import type { FindOptions } from './arguments.ts';
import { exitCode } from './exit-code.ts';
import { counted, sizeText } from './figures.ts';
import { progressLine, type ProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** What a search found, in order of the paths. */
export interface ProfileSearchResult {
  /** Absolute path, or `this computer`. */
  readonly root: string;
  readonly profiles: readonly FoundProfile[];
  readonly troubles: readonly SearchTrouble[];
  readonly counts: SearchCounts;
  /** When it began, UTC. */
  readonly begunAt: string;
  readonly phase: 'done' | 'cancelled';
}

/**
 * Searches for mail profiles to the end, or until the signal is given, with progress.
 * @param trying `leave`: files of finds are not opened, since they are read anyway
 */
export async function searchProfiles(
  place: SearchPlace,
  { line, signal, trying }: { readonly line: ProgressLine; readonly signal: AbortSignal; readonly trying?: 'open' | 'leave' },
): Promise<ProfileSearchResult> {
  const found = new Map<string, FoundProfile>();
  const troubles: SearchTrouble[] = [];
  let counts: SearchCounts = { folders: 0, files: 0, links: 0, found: 0, current: '' };
  const begun = performance.now();
  const begunAt = new Date().toISOString();
  for await (const output of findProfiles(place, { signal, trying: trying ?? 'open', storesNamed: outlookStoresNamed })) {
    if (output.kind === 'found') found.set(output.profile.path, output.profile);
    else if (output.kind === 'withdrawn') found.delete(output.path);
    else if (output.kind === 'trouble') troubles.push(output.trouble);
    else {
      ({ counts } = output);
      line.showText(() => progressText(counts, (performance.now() - begun) / 1000));
    }
  }
  const profiles = [...found.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  const root = place.kind === 'computer' ? 'this computer' : place.path;
  return { root, profiles, troubles, counts, begunAt, phase: signal.aborted ? 'cancelled' : 'done' };
}

/**
 * Lists the mail profiles, stores and settings below a folder or on the running system.
 * @returns the exit code
 */
export async function find(options: FindOptions, terminal: Terminal): Promise<number> {
  const line = progressLine(terminal);
  const cancelling = new AbortController();
  const stopListening = terminal.onCancel(() => {
    cancelling.abort();
  });
  try {
    const place: SearchPlace = options.root === null ? { kind: 'computer' } : { kind: 'folder', path: options.root };
    const result = await searchProfiles(place, { line, signal: cancelling.signal });
    line.clear();
    terminal.out(options.form === 'json' ? jsonOf(result, cancelling.signal.aborted) : textOf(result));
    if (cancelling.signal.aborted) {
      terminal.err('Cancelled. What was found until then is listed.\n');
      return exitCode.cancelled;
    }
    return result.counts.folders === 0 && result.profiles.length === 0 && result.troubles.length > 0
      ? exitCode.nothingReadable
      : exitCode.done;
  } finally {
    stopListening();
    line.clear();
  }
}

function jsonOf({ root, profiles, troubles, counts }: ProfileSearchResult, isPartial: boolean): string {
  const { name, version } = programIdentity();
  const { folders, files, links } = counts;
  return `${JSON.stringify({ tool: name, version, partial: isPartial, root, profiles, troubles, counts: { folders, files, links, found: profiles.length } }, null, 2)}\n`;
}

function textOf({ root, profiles, troubles, counts }: ProfileSearchResult): string {
  const readable = profiles.filter(({ reading }) => reading.can !== 'no');
  const unreadable = profiles.filter(({ reading }) => reading.can === 'no');
  const searched = `${counted(counts.folders, 'folder')} and ${counted(counts.files, 'file')} were looked at`;
  const links = counts.links === 0 ? '' : `; ${counted(counts.links, 'link')} not followed`;
  return [
    readable.length === 0
      ? `Nothing that can be read was found below ${shown(root)}; ${searched}${links}.\n`
      : `${counted(readable.length, 'find')} below ${shown(root)}; ${searched}${links}.\n`,
    ...readable.map(findText),
    ...(unreadable.length === 0 ? [] : ['\nFound, but cannot be read:\n', ...unreadable.map(findText)]),
    ...(troubles.length === 0
      ? []
      : ['\nNot looked into:\n', ...troubles.map(({ path, because }) => `  ${shown(path)}\n      ${shown(because)}\n`)]),
  ].join('');
}

function findText({ owner, client, kind, path, form, sizeBytes, files, newest, why, reading }: FoundProfile): string {
  const size = form === 'file' ? sizeText(sizeBytes) : `${sizeText(sizeBytes)} in ${counted(files, 'file')}`;
  const facts = [owner ?? 'no owner', client, kind, size, newest === null ? 'no time' : `newest ${newest}`];
  const reasons = [...why, ...(reading.can === 'yes' ? [] : [reading.because])];
  return `  ${shown(path)}\n      ${shown(facts.join(', '))}\n${reasons.map((reason) => `      ${shown(reason)}\n`).join('')}`;
}

function progressText({ folders, found, current }: SearchCounts, seconds: number): string {
  const rate = seconds < 0.5 ? '' : `, ${Math.round(folders / seconds).toLocaleString('en-US')}/s`;
  return `searching, ${counted(folders, 'folder')}${rate}, ${found.toLocaleString('en-US')} found, ${shown(current)}`;
}

// Names come from the evidence and must not steer the terminal.
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}
