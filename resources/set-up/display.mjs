/** Says whether windows can be shown here. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/**
 * Switches that Electron needs on this machine and for this user.
 * @returns {string[]}
 */
export function electronSwitches() {
  const switches = [];
  // Chromium refuses to run as root with its sandbox.
  if (process.platform === 'linux' && process.getuid?.() === 0) switches.push('--no-sandbox');
  if (process.platform === 'linux' && !process.env['DISPLAY'] && process.env['WAYLAND_DISPLAY']) switches.push('--ozone-platform=wayland');
  return switches;
}
