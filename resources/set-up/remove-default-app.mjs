import { rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Removes the default application that the development runtime of Electron carries from what is packed with it.
 * electron-builder calls this after it has laid out the application (`afterPack`).
 * @param {{ appOutDir: string }} context
 */
export default function removeDefaultApp({ appOutDir }) {
  rmSync(path.join(appOutDir, 'resources', 'default_app.asar'), { force: true });
}
