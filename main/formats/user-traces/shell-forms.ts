import type { ClaimedTime } from '#model/index.ts';
import { countedTime, unixSeconds } from '../counted-time.ts';
import type { LogLine } from '../log-text/index.ts';

/** A command that was entered. */
export interface EnteredCommand {
  readonly command: string;
  readonly time: ClaimedTime | null;
  readonly lines: readonly LogLine[];
  /** What else the history keeps of it. */
  readonly facts: readonly { readonly name: string; readonly value: string | number }[];
}

/** How a shell keeps its history. */
export interface ShellForm {
  readonly id: 'bash' | 'zsh' | 'fish' | 'plain';
  readonly title: string;
  /** Joins lines to commands, in order. */
  commands(lines: Iterable<LogLine>): Iterable<EnteredCommand>;
}

const mostLines = 1000;
const longestCommand = 64 * 1024;

function textOfLines(lines: readonly LogLine[]): string {
  return lines
    .map(({ text }) => text)
    .join('\n')
    .slice(0, longestCommand);
}

const stampLine = /^#(\d{9,11})$/;

/** bash with times (HISTTIMEFORMAT set): `#seconds` before each command, which then may have several lines. */
export const bashForm: ShellForm = {
  id: 'bash',
  title: 'bash with times',
  *commands(lines) {
    let stamp: LogLine | null = null;
    let held: LogLine[] = [];
    const taken = function* (): Generator<EnteredCommand, void, undefined> {
      if (stamp === null) {
        for (const line of held) yield { command: line.text, time: null, lines: [line], facts: [] };
      } else if (held.length > 0) {
        const time = countedTime(Number(stamp.text.slice(1)), unixSeconds, 'time in the history of bash');
        yield { command: textOfLines(held), time, lines: [stamp, ...held], facts: [] };
      }
      held = [];
    };
    for (const line of lines) {
      if (stampLine.test(line.text)) {
        yield* taken();
        stamp = line;
        continue;
      }
      held.push(line);
      // Without a time each line is a command of its own.
      if (stamp === null || held.length >= mostLines) yield* taken();
    }
    yield* taken();
  },
};

const zshLine = /^: {1,2}(\d{9,11}):(\d{1,9});/;

/** zsh with EXTENDED_HISTORY: `: seconds:duration;command`; a backslash at the end of a line continues it. */
export const zshForm: ShellForm = {
  id: 'zsh',
  title: 'zsh with times',
  *commands(lines) {
    let held: LogLine[] = [];
    const taken = function* (): Generator<EnteredCommand, void, undefined> {
      const [first] = held;
      if (first === undefined) return;
      const head = zshLine.exec(first.text);
      const text = unmetafied(textOfLines(held));
      const seconds = head === null ? null : Number(head[1]);
      const time = countedTime(seconds, unixSeconds, 'time in the history of zsh');
      const facts = head === null || head[2] === '0' ? [] : [{ name: 'seconds it took', value: Number(head[2]) }];
      yield { command: text.slice(head?.[0].length ?? 0), time, lines: held, facts };
      held = [];
    };
    for (const line of lines) {
      if (zshLine.test(line.text) || held.length >= mostLines) yield* taken();
      held.push(line);
    }
    yield* taken();
  },
};

// zsh writes bytes from 0x83 on as 0x83 and the byte with its sixth bit turned over (Src/utils.c: metafy). The text here was read as
// UTF-8 or Windows-1252; where a mark stands, it was the latter, so that its bytes can be had back only of plain characters.
function unmetafied(text: string): string {
  if (!text.includes('\u0192')) return text;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = codeOf(text.charAt(at));
    if (code !== 0x83 || at + 1 >= text.length) {
      bytes.push(code);
      continue;
    }
    at += 1;
    bytes.push(codeOf(text.charAt(at)) ^ 0x20);
  }
  return Buffer.from(bytes).toString('utf8');
}

const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function codeOf(character: string): number {
  const special = windows1252.indexOf(character);
  return special === -1 ? character.charCodeAt(0) & 0xff : 0x80 + special;
}

/** fish: `- cmd: …`, `  when: seconds` and the paths that the command named (fish, history_file.rs: a form like YAML). */
export const fishForm: ShellForm = {
  id: 'fish',
  title: 'fish',
  *commands(lines) {
    let held: LogLine[] = [];
    const taken = function* (): Generator<EnteredCommand, void, undefined> {
      const [first] = held;
      if (first === undefined) return;
      const when = held.map(({ text }) => /^ {2}when: (\d{1,11})$/.exec(text)?.[1]).find((seconds) => seconds !== undefined);
      const paths = held.flatMap(({ text }) => /^ {4}- (.{1,1000})/.exec(text)?.[1] ?? []);
      const command = first.text
        .slice('- cmd: '.length, longestCommand)
        .replace(/\\(n|\\)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : '\\'));
      const time = countedTime(when === undefined ? null : Number(when), unixSeconds, 'time in the history of fish');
      yield { command, time, lines: held, facts: paths.length === 0 ? [] : [{ name: 'paths', value: paths.slice(0, 20).join(', ') }] };
      held = [];
    };
    for (const line of lines) {
      if (line.text.startsWith('- cmd: ')) yield* taken();
      else if (held.length >= mostLines) continue;
      held.push(line);
    }
    yield* taken();
  },
};

/** A history without times: each line is a command. Only the name of the file tells that it is one. */
export const plainForm: ShellForm = {
  id: 'plain',
  title: 'a shell without times',
  *commands(lines) {
    for (const line of lines) yield { command: line.text, time: null, lines: [line], facts: [] };
  },
};

const historyNames =
  /^\.?(?:bash|zsh|sh|ksh|ash|mksh|fish)_?history(?:\.(?:bak|old|\d{1,3}))?$|^\.(?:history|histfile|zhistory)$|\.history(?:new)?$/i;

/**
 * The form of a history, by the lines of its beginning; of one without times by the name of the file.
 * @param lines up to some dozen from its beginning
 */
export function shellFormOf(lines: readonly string[], fileName: string): ShellForm | null {
  if (lines.length === 0) return null;
  const fish = lines.filter((line) => line.startsWith('- cmd: ')).length;
  if (lines[0]?.startsWith('- cmd: ') === true && fish > 0 && lines.some((line) => /^ {2}when: \d{1,11}$/.test(line))) return fishForm;
  if (zshLine.test(lines[0] ?? '')) return zshForm;
  const stamps = lines.filter((line) => stampLine.test(line)).length;
  const hasCommandsBehind = lines.some(
    (line, index) => stampLine.test(line) && lines[index + 1] !== undefined && !stampLine.test(lines[index + 1] ?? ''),
  );
  const isNamed = historyNames.test(fileName);
  if (
    stamps > 0 &&
    hasCommandsBehind &&
    (isNamed || (stamps * 4 >= lines.length && lines.slice(0, 2).some((line) => stampLine.test(line))))
  )
    return bashForm;
  return isNamed ? plainForm : null;
}
