/** Something that a body would have loaded from elsewhere and that was left out. */
export interface LeftOut {
  readonly address: string;
  /** What it was for: `picture`, `style sheet`, … */
  readonly role: string;
}

/** The addresses that a piece of CSS would load: `url(…)`, `image-set` strings inside it, and `@import`. */
export function addressesInCss(css: string): readonly string[] {
  return Array.from(css.matchAll(cssAddress), (match) => (match[2] ?? match[4] ?? '').trim()).filter(
    (address) => address !== '' && !isDataImage(address),
  );
}

/** The CSS without what it would load; data: pictures stay. */
export function cssWithoutAddresses(css: string): string {
  return css.replace(cssAddress, (whole, _quote: string | undefined, address: string | undefined) =>
    address !== undefined && isDataImage(address.trim()) ? whole : 'none',
  );
}

/** Whether an address is a picture that carries its own bytes. */
export function isDataImage(address: string): boolean {
  return /^data:image\/(png|jpe?g|gif|webp|bmp);base64,/i.test(address.trim());
}

/** What kind of thing an address that was left out is, for people. */
export function roleText({ address, role }: LeftOut): string {
  return address.toLowerCase().startsWith('cid:') ? `${role}, a part of this message: see Attachments` : role;
}

const cssAddress = /url\(\s*(["']?)(.*?)\1\s*\)|@import\s+(["'])(.*?)\3[^;]*;?/gis;
