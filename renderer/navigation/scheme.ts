/** Which colours: as the system says, or set. Remembered in the window's storage. */
export type Scheme = 'system' | 'light' | 'dark';

/** The scheme chosen last, `system` at first. */
export function rememberedScheme(): Scheme {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Chooses a scheme and remembers it. */
export function chooseScheme(scheme: Scheme): void {
  localStorage.setItem(storageKey, scheme);
  applyScheme();
}

/** Colours the page as chosen and follows the system from then on where that is the choice. */
export function followScheme(): void {
  darkSystem.addEventListener('change', applyScheme);
  applyScheme();
}

const storageKey = 'scheme';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

function applyScheme(): void {
  const chosen = rememberedScheme();
  document.documentElement.dataset['scheme'] = chosen === 'system' ? (darkSystem.matches ? 'dark' : 'light') : chosen;
}
