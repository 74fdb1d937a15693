import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';

/** What the menu does; commands that concern a screen go to the window in front. */
export interface MenuActions {
  newCase(): void;
  openCase(): void;
  /** Tells the window's screens a command, e.g. `go-messages`. */
  command(window: BrowserWindow, command: string): void;
  about(window: BrowserWindow | null): void;
}

/** Sets the application's menu. */
export function setMenu(actions: MenuActions, { isDeveloping }: { readonly isDeveloping: boolean }): void {
  const command = (label: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: (_item, window) => {
      if (window instanceof BrowserWindow) actions.command(window, name);
    },
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New Case…', accelerator: 'CmdOrCtrl+N', click: () => actions.newCase() },
        { label: 'Open Case…', accelerator: 'CmdOrCtrl+O', click: () => actions.openCase() },
        { type: 'separator' },
        command('Add Evidence Files…', 'add-files', 'CmdOrCtrl+Shift+A'),
        command('Add Evidence Folder…', 'add-folder'),
        command('Find Mail Profiles…', 'find-profiles', 'CmdOrCtrl+Shift+F'),
        command('Case Details…', 'case-details'),
        { type: 'separator' },
        { role: 'close' },
        ...(process.platform === 'darwin' ? [] : [{ role: 'quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Go',
      submenu: [
        command('Overview', 'go-overview', 'CmdOrCtrl+1'),
        command('Evidence', 'go-evidence', 'CmdOrCtrl+2'),
        command('Messages', 'go-messages', 'CmdOrCtrl+3'),
        command('Findings', 'go-findings', 'CmdOrCtrl+4'),
        command('Report', 'go-report', 'CmdOrCtrl+5'),
        { type: 'separator' },
        command('Back', 'go-back', 'CmdOrCtrl+['),
        command('Forward', 'go-forward', 'CmdOrCtrl+]'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        command('Colours: Follow the System', 'scheme-system'),
        command('Colours: Light', 'scheme-light'),
        command('Colours: Dark', 'scheme-dark'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isDeveloping ? [{ role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        command('Keyboard Shortcuts', 'show-shortcuts', 'F1'),
        { label: 'About Mail Triage', click: (_item, window) => actions.about(window instanceof BrowserWindow ? window : null) },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
