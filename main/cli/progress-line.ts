import type { IngestProgress } from '#pipeline/index.ts';
import type { Terminal } from './terminal.ts';

/** Shows progress on stderr: one line rewritten on a terminal, a line every few seconds elsewhere. */
export interface ProgressLine {
  show(progress: IngestProgress): void;
  /** The same with any text, which is made only when it is shown. */
  showText(text: () => string): void;
  /** Writes a line of its own, above the progress. */
  say(text: string): void;
  /** Ends the rewritten line. */
  clear(): void;
}

const rewriteMilliseconds = 150;
const lineMilliseconds = 5000;

/** Makes a progress line. @param nowMilliseconds a monotonic clock */
export function progressLine(terminal: Terminal, nowMilliseconds: () => number = () => performance.now()): ProgressLine {
  let shown = false;
  // Elsewhere than on a terminal a short run needs no progress at all.
  let last = terminal.width === null ? nowMilliseconds() : -Infinity;
  const clear = (): void => {
    if (shown) terminal.err('\r\u001b[K');
    shown = false;
  };
  const showText = (make: () => string): void => {
    const now = nowMilliseconds();
    const { width } = terminal;
    if (now - last < (width === null ? lineMilliseconds : rewriteMilliseconds)) return;
    last = now;
    const text = make();
    if (width === null) {
      terminal.err(`${text}\n`);
      return;
    }
    shown = true;
    terminal.err(
      `\r${Array.from(text)
        .slice(0, width - 1)
        .join('')}\u001b[K`,
    );
  };
  return {
    show: (progress) => {
      showText(() => progressText(progress));
    },
    showText,
    say(text) {
      clear();
      terminal.err(`${text}\n`);
    },
    clear,
  };
}

/** Writes progress for people. What is being read comes last, for it may be cut off. */
export function progressText(progress: IngestProgress): string {
  const { evidenceId, phase, files, filesTotal, bytes, bytesTotal, messages, findings, messagesPerSecond, secondsLeft, current } = progress;
  const parts = [
    `${evidenceId} ${phase}`,
    filesTotal === null ? `${number(files)} files` : `${number(files)} of ${number(filesTotal)} files`,
    bytesTotal === null ? megabytes(bytes) : `${megabytes(bytes)} of ${megabytes(bytesTotal)}`,
    ...(phase === 'hashing' ? [] : [`${number(messages)} messages`, `${number(findings)} findings`]),
    ...(messagesPerSecond === null ? [] : [`${number(Math.round(messagesPerSecond))}/s`]),
    ...(secondsLeft === null ? [] : [`${duration(secondsLeft)} left`]),
    // Names come from the evidence and must not steer the terminal.
    current.replace(/[\p{Cc}\p{Cf}]/gu, '?'),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: bytes < 1e7 ? 1 : 0 })} MB`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${String(minutes)} min ${String(whole % 60)} s`
    : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
