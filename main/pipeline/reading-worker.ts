import { fork, type ChildProcess, type StdioOptions } from 'node:child_process';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { activityDescriptor, openActivityFile, type ActivityView } from './activity.ts';
import { messagesDescriptor, readFrames } from './frames.ts';
import type { FromWorker, LossCode, ToWorker } from './worker-messages.ts';

/** Why a worker is no more. */
export interface WorkerDeath {
  readonly code: LossCode;
  readonly detail: string;
}

/** A process that reads evidence, and its watchdog. */
export interface ReadingWorker {
  readonly activity: ActivityView;
  /** Most memory that the process was seen to hold, in bytes; 0 before it said anything. */
  readonly peakBytes: number;
  tell(message: ToWorker): void;
  /** From now on another is told what the process says; only while it has nothing to do. */
  listen(listener: WorkerListener): void;
  /** Stops the process at once, wherever it is; `onDeath` is not called. */
  dispose(): Promise<void>;
}

/** Whoever is told what a worker says. */
export interface WorkerListener {
  /** Takes a message and the body of its frame. */
  readonly onMessage: (message: FromWorker, body: Uint8Array) => void;
  /** Called once when the process died or was ended for standing still; no message comes after it. */
  readonly onDeath: (death: WorkerDeath) => void;
}

export interface ReadingWorkerOptions extends WorkerListener {
  /** The module that serves the reading (`serveReading`). */
  readonly entry: URL;
  /** A worker that works this long without getting on is ended. */
  readonly stallSeconds: number;
}

/**
 * Starts a reading worker. It is a process and not a thread, for a thread is no border: a native fault in one, be it the
 * parser's or the engine's, ends the whole process that it lives in, and with it the reading of everything else.
 */
export function startReadingWorker(options: ReadingWorkerOptions): ReadingWorker {
  const file = openActivityFile();
  const child = start(options.entry, file.descriptor);
  const ended = endOf(child);
  let listener: WorkerListener = options;
  let isOver = false;
  let thrown: string | null = null;
  let peakBytes = 0;
  const watchdog = watch(file.view, options.stallSeconds, () => {
    child.kill('SIGKILL');
    end({ code: 'item-stalled', detail: `Reading made no progress for ${String(options.stallSeconds)} seconds and was given up.` });
  });
  const end = (death: WorkerDeath): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(watchdog);
    file.close();
    listener.onDeath(death);
  };
  const hear = (message: FromWorker, body: Uint8Array): void => {
    if (isOver) return;
    if (message.kind === 'thrown') thrown = message.what;
    else {
      if ('memoryBytes' in message) peakBytes = Math.max(peakBytes, message.memoryBytes);
      listener.onMessage(message, body);
    }
  };
  const pipes: readonly unknown[] = child.stdio;
  const messages = pipes[messagesDescriptor];
  if (messages instanceof Readable)
    readFrames(
      messages,
      ({ head, body }) => {
        hear(head as FromWorker, body);
      },
      () => child.kill('SIGKILL'),
    );
  void ended.then((because) => {
    end({ code: 'parser-crashed', detail: `The parser died: ${thrown ?? because}.` });
  });
  return {
    activity: file.view,
    get peakBytes() {
      return peakBytes;
    },
    tell(message) {
      // What cannot be sent any more is answered by the death that follows.
      if (!isOver && child.connected) child.send(message, () => undefined);
    },
    listen(next) {
      listener = next;
    },
    async dispose() {
      isOver = true;
      clearInterval(watchdog);
      child.kill('SIGKILL');
      await ended;
      file.close();
    },
  };
}

/**
 * What the engine of a reading process is told of memory. A message that makes a parser eat memory without end must cost that
 * message, not the machine. What a parser leaves behind is short-lived: a small young generation halves what the process holds
 * and takes less time, as it stays in the processor's cache.
 */
export const memoryOptions = ['--max-old-space-size=1024', '--max-semi-space-size=8'] as const;

function start(entry: URL, activityFile: number): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'ipc'];
  stdio[activityDescriptor] = activityFile;
  stdio[messagesDescriptor] = 'pipe';
  return fork(fileURLToPath(entry), {
    execArgv: [...process.execArgv.filter((given) => !given.startsWith('--inspect')), ...memoryOptions],
    env: environmentFor(entry),
    serialization: 'advanced',
    stdio,
  });
}

function environmentFor(entry: URL): NodeJS.ProcessEnv {
  // Only Electron heeds it: its executable then is a plain Node.
  const environment: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  if (!entry.pathname.endsWith('.ts')) return environment;
  // Run from source, most of a start is taking the types out of the modules: Node keeps what it made of them.
  const { NODE_DISABLE_COMPILE_CACHE: _, ...rest } = environment;
  return { ...rest, NODE_COMPILE_CACHE: fileURLToPath(new URL('../../.cache/modules', import.meta.url)) };
}

/** Longest that messages of a process are waited for that has ended. */
const lastMessageMilliseconds = 5000;

/** Says in words how a process ended, once its last message was heard. */
function endOf(child: ChildProcess): Promise<string> {
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-8192);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(error.message);
    });
    const tellEnd = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (lastWords.includes('heap out of memory')) resolve('it needed more memory than it may have');
      else if (signal !== null) resolve(`the system ended it with ${signal}`);
      else resolve(`exit code ${String(code)}${lastWords === '' ? '' : `, ${firstError(lastWords)}`}`);
    };
    // Unlike `exit`, it comes after the last message; but nobody must wait for ever where something keeps a pipe open.
    child.once('exit', (code, signal) => {
      const timer = setTimeout(tellEnd, lastMessageMilliseconds, code, signal);
      child.once('close', () => {
        clearTimeout(timer);
        tellEnd(code, signal);
      });
    });
  });
}

function firstError(lastWords: string): string {
  const line = lastWords.split('\n').find((text) => /Error\b/.test(text)) ?? lastWords;
  return line.replace(/\s+/g, ' ').trim().slice(0, 300);
}

// Counts checks, not time: a machine that slept or a coordinator that was held up must not look like a hung parser.
function watch(activity: ActivityView, stallSeconds: number, onStall: () => void): NodeJS.Timeout {
  const checks = 10;
  let seen = activity.ticks;
  let unchanged = 0;
  const timer = setInterval(
    () => {
      const { ticks, isWorking } = activity;
      unchanged = isWorking && ticks === seen ? unchanged + 1 : 0;
      seen = ticks;
      if (unchanged >= checks) onStall();
    },
    (stallSeconds * 1000) / checks,
  );
  timer.unref();
  return timer;
}
