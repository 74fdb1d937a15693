import { _electron, type ElectronApplication, type Page, type Worker } from '@playwright/test';
import type { CallArguments, CallName, CallResult } from '#contract/index.ts';
import type { CaseView } from '#renderer/case/case-view.ts';
import { launchOptions } from './electron-runtime.ts';

/** Questions of the case view, with what they answer. */
type Method = Exclude<keyof CaseView, 'onChange'>;

/** The application under test. */
export interface OpenedApplication {
  readonly app: ElectronApplication;
  /** The window that opened first. */
  readonly first: Page;
  /** What the next dialogs for a folder or file answer, by a word of their title; others are cancelled. */
  answerDialogs(answers: Readonly<Record<string, readonly string[]>>): Promise<void>;
}

/**
 * Starts the built application.
 * @param userData folder for what the program remembers of its own
 * @param given further arguments, e.g. `--case=DIR`
 */
export async function openApplication(userData: string, given: readonly string[] = []): Promise<OpenedApplication> {
  const app = await _electron.launch(launchOptions([`--user-data-dir=${userData}`, ...given]));
  running.add(app);
  app.once('close', () => running.delete(app));
  const first = await app.firstWindow();
  await storeWorker(first);
  return {
    app,
    first,
    async answerDialogs(answers) {
      await app.evaluate(({ dialog }, known) => {
        dialog.showOpenDialog = (...asked: unknown[]) => {
          const { title = '' } = asked.at(-1) as { title?: string };
          const filePaths = Object.entries(known).find(([word]) => title.includes(word))?.[1] ?? [];
          return Promise.resolve({ canceled: filePaths.length === 0, filePaths: [...filePaths] });
        };
      }, answers);
    },
  };
}

/** Ends what a failed test left running. */
export async function closeApplications(): Promise<void> {
  await Promise.all([...running].map((app) => app.close()));
}

const running = new Set<ElectronApplication>();

/** Asks the case view of a window, over its worker. @throws Error whose message is the trouble as JSON */
export async function ask<M extends Method>(
  page: Page,
  method: M,
  ...given: Parameters<CaseView[M]>
): Promise<Awaited<ReturnType<CaseView[M]>>> {
  const worker = await storeWorker(page);
  const answered = await worker.evaluate(askInWorker, [method, given] as const);
  return answered as Awaited<ReturnType<CaseView[M]>>;
}

/** The case store worker of a window, once it listens. */
export async function storeWorker(page: Page): Promise<Worker> {
  for (;;) {
    const worker = page.workers().find((known) => known.url().includes('case-store-worker'));
    if (worker !== undefined && (listening.has(worker) || (await isListening(worker)))) return worker;
    await page.waitForTimeout(20);
  }
}

const listening = new WeakSet<Worker>();

// A worker can be reached before its script has run; what is put to it then is lost.
async function isListening(worker: Worker): Promise<boolean> {
  const answered = worker.evaluate(askInWorker, ['ingestStates', []] as const).then(
    () => true,
    () => false,
  );
  const tooEarly = new Promise<boolean>((resolve) => setTimeout(resolve, 300, false));
  if (await Promise.race([answered, tooEarly])) listening.add(worker);
  return listening.has(worker);
}

// Runs in the worker: puts a question to it as its page does, and takes the answer before it goes to the page.
function askInWorker([method, given]: readonly [string, readonly unknown[]]): Promise<unknown> {
  interface Answer {
    readonly kind: string;
    readonly id?: unknown;
    readonly value?: unknown;
    readonly text?: unknown;
  }
  const scope = self as unknown as { postMessage: (message: Answer) => void; testAnswers?: Map<unknown, (answer: Answer) => void> };
  if (scope.testAnswers === undefined) {
    const waiting = new Map<unknown, (answer: Answer) => void>();
    const toPage = scope.postMessage.bind(self);
    scope.testAnswers = waiting;
    scope.postMessage = (message) => (waiting.get(message.id) ?? toPage)(message);
  }
  const answers = scope.testAnswers;
  return new Promise((resolve, reject) => {
    // The page counts its questions from 1; ours have names.
    const id = `test ${crypto.randomUUID()}`;
    answers.set(id, (answer) => {
      answers.delete(id);
      if (answer.kind === 'answer') resolve(answer.value);
      else reject(new Error(JSON.stringify(answer.text)));
    });
    self.dispatchEvent(new MessageEvent('message', { data: { kind: 'ask', id, method, given } }));
  });
}

/** Asks the host of a window. @throws as `ask` */
export async function askHost<N extends CallName>(page: Page, name: N, given: CallArguments<N>): Promise<CallResult<N>> {
  const answered: unknown = await ask(page, 'host', name, given);
  return answered as CallResult<N>;
}

/** Makes a case from the start window and gives its window. */
export async function makeCase({ app, first, answerDialogs }: OpenedApplication, directory: string): Promise<Page> {
  await answerDialogs({ 'folder for the case': [directory] });
  const opening = app.waitForEvent('window');
  const fields = { title: 'Case under test', caseNumber: 'T-1', examiner: 'Examiner', agency: '', zone: 'UTC', ownDomains: [] };
  // The start window closes when the case opens; the answer may then not arrive any more.
  const page = await Promise.race([
    opening,
    askHost(first, 'start.newCase', fields).then(
      () => opening,
      (error: unknown) => {
        if (String(error).includes('has been closed')) return opening;
        throw error;
      },
    ),
  ]);
  await storeWorker(page);
  return page;
}

/** Adds evidence files and reads them to the end. */
export async function addEvidence(opened: OpenedApplication, page: Page, paths: readonly string[]): Promise<void> {
  await opened.answerDialogs({ 'evidence files': paths });
  const items = await askHost(page, 'evidence.choose', { kind: 'files' });
  for (const { evidenceId } of items) {
    await ask(page, 'startIngest', evidenceId);
    await ingestEnded(page, evidenceId);
  }
}

/** Waits until an evidence item is no longer being read, and says how that ended. */
export async function ingestEnded(page: Page, evidenceId: string): Promise<string> {
  let state = 'running';
  while (state === 'running') {
    await page.waitForTimeout(100);
    state = (await ask(page, 'ingestStates')).find((known) => known.evidenceId === evidenceId)?.state ?? 'none';
  }
  return state;
}
