import { ipcRenderer, webUtils } from 'electron';

// The little of the DOM that is used here; main/ is compiled without it.
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, ports?: readonly unknown[]): void;
  addEventListener(name: string, listener: (event: PageEvent) => void, capture?: boolean): void;
};
interface PageEvent {
  readonly data?: unknown;
  readonly source?: unknown;
  readonly isTrusted: boolean;
  readonly dataTransfer?: { readonly files: Iterable<Parameters<typeof webUtils.getPathForFile>[0]> } | null;
  preventDefault(): void;
}

// Hands the page one message port and nothing else.
window.addEventListener('message', (event) => {
  if (event.source === window && event.data === 'mail-triage:page-ready') ipcRenderer.send('page-ready');
});
ipcRenderer.on('port', (event) => {
  window.postMessage({ mailTriage: 'port' }, window.location.origin, event.ports);
});

ipcRenderer.on('dropped', (_event, token: unknown) => {
  window.postMessage({ mailTriage: 'dropped', token }, window.location.origin);
});

// Paths of dropped files go straight to the main process; the page gets a token for them.
window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener(
  'drop',
  (event) => {
    event.preventDefault();
    const paths = Array.from(event.dataTransfer?.files ?? [], (file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    if (!event.isTrusted || paths.length === 0) return;
    ipcRenderer.send('dropped', paths);
  },
  true,
);
