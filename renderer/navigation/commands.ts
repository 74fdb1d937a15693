import { screens, type ScreenName } from './place.ts';

/** Something the examiner can do by a key, from the palette, or from the menu. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Chords as `chordOf` writes them; the first is shown. */
  readonly keys: readonly string[];
  /** The screen on which it means something, or `everywhere`. */
  readonly scope: ScreenName | 'everywhere';
}

/** Every command. Keys within lists (arrows, j, k, Enter, Home, End, Page Up, Page Down) belong to the lists. */
export const commands: readonly Command[] = [
  ...screens.map(({ name, title }, index): Command => ({
    id: `go-${name}`,
    title: `Go to ${title}`,
    keys: [`Ctrl+${String(index + 1)}`],
    scope: 'everywhere',
  })),
  { id: 'go-back', title: 'Back', keys: ['Ctrl+[', 'Alt+ArrowLeft'], scope: 'everywhere' },
  { id: 'go-forward', title: 'Forward', keys: ['Ctrl+]', 'Alt+ArrowRight'], scope: 'everywhere' },
  { id: 'palette', title: 'Find a command', keys: ['Ctrl+K'], scope: 'everywhere' },
  { id: 'show-shortcuts', title: 'Keyboard shortcuts', keys: ['?', 'F1'], scope: 'everywhere' },
  { id: 'notices', title: 'Show notices', keys: [], scope: 'everywhere' },
  { id: 'jobs', title: 'Show reading jobs', keys: [], scope: 'everywhere' },
  { id: 'scheme-system', title: 'Colours: follow the system', keys: [], scope: 'everywhere' },
  { id: 'scheme-light', title: 'Colours: light', keys: [], scope: 'everywhere' },
  { id: 'scheme-dark', title: 'Colours: dark', keys: [], scope: 'everywhere' },
  { id: 'add-files', title: 'Add evidence files', keys: [], scope: 'everywhere' },
  { id: 'add-folder', title: 'Add an evidence folder', keys: [], scope: 'everywhere' },
  { id: 'find-profiles', title: 'Find mail profiles', keys: ['Ctrl+Shift+F'], scope: 'everywhere' },
  { id: 'case-details', title: 'Edit the case details', keys: [], scope: 'everywhere' },
  { id: 'open-case', title: 'Open another case', keys: [], scope: 'everywhere' },
  { id: 'analyse', title: 'Analyse across records', keys: ['Ctrl+Shift+A'], scope: 'everywhere' },
  { id: 'parameters', title: 'Parameters of the rules and own domains', keys: ['Ctrl+Shift+P'], scope: 'everywhere' },
  { id: 'search', title: 'Filter the list', keys: ['/', 'Ctrl+F'], scope: 'messages' },
  { id: 'toggle-tree', title: 'Show or hide the folders', keys: ['b'], scope: 'messages' },
  { id: 'toggle-side', title: 'Message beside or below the list', keys: ['v'], scope: 'messages' },
  { id: 'only-findings', title: 'Only messages with findings', keys: ['f'], scope: 'messages' },
  { id: 'tab-message', title: 'Tab Message', keys: ['1'], scope: 'messages' },
  { id: 'tab-headers', title: 'Tab Headers', keys: ['2'], scope: 'messages' },
  { id: 'tab-properties', title: 'Tab Properties', keys: ['3'], scope: 'messages' },
  { id: 'tab-bytes', title: 'Tab Bytes', keys: ['4'], scope: 'messages' },
  { id: 'tab-attachments', title: 'Tab Attachments', keys: ['5'], scope: 'messages' },
  { id: 'focus-messages', title: 'Back to the list of messages', keys: ['Escape'], scope: 'messages' },
  { id: 'events-of-message', title: 'Show the access events that name the message', keys: ['e'], scope: 'messages' },
  { id: 'copy-row-text', title: 'Copy the message as text', keys: ['y'], scope: 'messages' },
  { id: 'copy-row-csv', title: 'Copy the message as a CSV row', keys: ['Shift+Y'], scope: 'messages' },
  { id: 'focus-findings', title: 'Back to the list of findings', keys: ['Escape'], scope: 'findings' },
  { id: 'review-confirmed', title: 'Mark the finding confirmed', keys: ['c'], scope: 'findings' },
  { id: 'review-benign', title: 'Mark the finding benign', keys: ['g'], scope: 'findings' },
  { id: 'review-unclear', title: 'Mark the finding unclear', keys: ['u'], scope: 'findings' },
  { id: 'review-open', title: 'Mark the finding open again', keys: ['o'], scope: 'findings' },
  { id: 'note', title: 'Write a note on the finding', keys: ['n'], scope: 'findings' },
  { id: 'copy-citation', title: 'Copy the citation', keys: ['y'], scope: 'findings' },
  { id: 'finding-messages', title: 'Show the messages of the finding', keys: ['m'], scope: 'findings' },
  { id: 'forwarding-observations', title: 'Tab Observations', keys: ['1'], scope: 'forwarding' },
  { id: 'forwarding-flow', title: 'Tab Flow', keys: ['2'], scope: 'forwarding' },
  { id: 'forwarding-rules', title: 'Tab Rules of all mail programs', keys: ['3'], scope: 'forwarding' },
  { id: 'focus-observations', title: 'Back to the list of observations', keys: ['Escape'], scope: 'forwarding' },
  { id: 'clear-forwarding', title: 'Show all observations again', keys: ['x'], scope: 'forwarding' },
  { id: 'copy-observation-citation', title: 'Copy the citation of the observation', keys: ['y'], scope: 'forwarding' },
  { id: 'search-access', title: 'Filter the events', keys: ['/', 'Ctrl+F'], scope: 'access' },
  { id: 'focus-access', title: 'Back to the list of events', keys: ['Escape'], scope: 'access' },
  { id: 'toggle-facets', title: 'Show or hide the filters', keys: ['b'], scope: 'access' },
  { id: 'zoom-in', title: 'Zoom in on the timeline', keys: ['+', '='], scope: 'access' },
  { id: 'zoom-out', title: 'Zoom out of the timeline', keys: ['-'], scope: 'access' },
  { id: 'zoom-all', title: 'Show the whole timeline', keys: ['0'], scope: 'access' },
  { id: 'earlier', title: 'Move the timeline to earlier times', keys: [','], scope: 'access' },
  { id: 'later', title: 'Move the timeline to later times', keys: ['.'], scope: 'access' },
  { id: 'clear-access', title: 'Show all events again', keys: ['x'], scope: 'access' },
  { id: 'open-named', title: 'Open the message that the event names', keys: ['m'], scope: 'access' },
  { id: 'raw-event', title: 'Show the raw record of the event', keys: ['r'], scope: 'access' },
  { id: 'copy-event-citation', title: 'Copy the citation of the event', keys: ['y'], scope: 'access' },
  { id: 'search-records', title: 'Filter the records', keys: ['/', 'Ctrl+F'], scope: 'records' },
  { id: 'focus-records', title: 'Back to the list of records', keys: ['Escape'], scope: 'records' },
  { id: 'copy-record-citation', title: 'Copy the citation of the record', keys: ['y'], scope: 'records' },
  { id: 'undo', title: 'Undo the last review change', keys: ['Ctrl+Z'], scope: 'findings' },
];

/** What a keyboard event must have to be named. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Names a key press: `Ctrl+K`, `Alt+ArrowLeft`, `j`, `?`. Ctrl and Cmd are one. Shift is named only with letters, since
 * it is part of how every other character is typed.
 */
export function chordOf(press: KeyPress): string {
  const isLetter = /^[a-z]$/i.test(press.key);
  const hasCommandKey = press.ctrlKey || press.metaKey;
  const key = isLetter && (hasCommandKey || press.shiftKey) ? press.key.toUpperCase() : press.key;
  return `${hasCommandKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${isLetter && press.shiftKey ? 'Shift+' : ''}${key}`;
}

/** The command that a key press means on a screen; the screen's own go before those of everywhere. */
export function commandFor(press: KeyPress, screen: ScreenName): Command | null {
  const chord = chordOf(press);
  const matching = commands.filter((command) => command.keys.includes(chord));
  return matching.find((command) => command.scope === screen) ?? matching.find((command) => command.scope === 'everywhere') ?? null;
}

/** Whether a chord also works while text is being typed: only those with Ctrl, Cmd or Alt. */
export function worksWhileTyping(press: KeyPress): boolean {
  return press.ctrlKey || press.metaKey || press.altKey;
}

/** Writes a chord as this system's keyboards label it. */
export function keyLabel(chord: string, platform: 'mac' | 'other'): string {
  const named = chord.replace('ArrowLeft', '←').replace('ArrowRight', '→');
  return platform === 'mac' ? named.replace('Ctrl+', '⌘').replace('Alt+', '⌥').replace('Shift+', '⇧') : named;
}

/** Commands whose title holds every word of the text, in the order of the list. */
export function commandsMatching(text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter((command) => words.every((word) => command.title.toLowerCase().includes(word)));
}
