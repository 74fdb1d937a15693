import DOMPurify from 'dompurify';
import { addressesInCss, cssWithoutAddresses, isDataImage, type LeftOut } from './remote-content.ts';

/** An HTML body made harmless, and what was taken out of it. */
export interface SafeHtml {
  /** A whole document for `srcdoc` of a frame with an empty sandbox. */
  readonly document: string;
  /** What the body would have loaded, each address once, in order. */
  readonly notLoaded: readonly LeftOut[];
  /** Where its links lead, with their words; the links themselves are inert. */
  readonly links: readonly { readonly words: string; readonly address: string }[];
}

/**
 * Makes the HTML body of a hostile message safe to look at. Three walls stand behind each other: DOMPurify removes
 * scripts, forms and everything that loads or leads somewhere; the document's own policy allows inline styles and
 * data: pictures only; and the frame's empty sandbox allows nothing at all.
 */
export function safeHtml(html: string): SafeHtml {
  const notLoaded = new Map<string, LeftOut>();
  const links: { words: string; address: string }[] = [];
  const leaveOut = (address: string, role: string): void => {
    const trimmed = address.trim();
    if (trimmed !== '' && !isDataImage(trimmed) && !notLoaded.has(trimmed)) notLoaded.set(trimmed, { address: trimmed, role });
  };

  const purifier = DOMPurify(window);
  purifier.addHook('uponSanitizeElement', (node, event) => {
    if (!(node instanceof Element)) return;
    if (event.tagName === 'link') leaveOut(node.getAttribute('href') ?? '', 'style sheet');
    if (event.tagName === 'script') leaveOut(node.getAttribute('src') ?? '', 'script');
    if (event.tagName === 'iframe' || event.tagName === 'frame') leaveOut(node.getAttribute('src') ?? '', 'frame');
    if (event.tagName === 'object' || event.tagName === 'embed') {
      leaveOut(node.getAttribute('data') ?? node.getAttribute('src') ?? '', 'object');
    }
    if (event.tagName === 'style') {
      for (const address of addressesInCss(node.textContent)) leaveOut(address, 'style');
      node.textContent = cssWithoutAddresses(node.textContent);
    }
  });
  purifier.addHook('afterSanitizeAttributes', (element) => {
    const style = element.getAttribute('style');
    if (style !== null) {
      for (const address of addressesInCss(style)) leaveOut(address, 'style');
      element.setAttribute('style', cssWithoutAddresses(style));
    }
    for (const name of loadingAttributes) {
      const value = element.getAttribute(name);
      if (value === null || (name === 'src' && isDataImage(value))) continue;
      for (const address of name === 'srcset' ? value.split(',').map((part) => part.trim().split(/\s/)[0] ?? '') : [value]) {
        leaveOut(address, element.localName === 'img' ? 'picture' : element.localName);
      }
      element.removeAttribute(name);
    }
    const href = element.getAttribute('href') ?? element.getAttribute('xlink:href');
    if (href !== null) {
      links.push({ words: element.textContent.trim(), address: href });
      element.removeAttribute('href');
      element.removeAttribute('xlink:href');
      element.removeAttribute('target');
      element.setAttribute('title', href);
      element.classList.add('inert-link');
    }
  });
  const body = purifier.sanitize(html, {
    USE_PROFILES: { html: true },
    ADD_TAGS: ['style'],
    FORCE_BODY: true,
    FORBID_TAGS: ['form', 'input', 'button', 'select', 'option', 'textarea', 'audio', 'video', 'source', 'track', 'dialog'],
    FORBID_ATTR: ['action', 'formaction', 'autofocus', 'contenteditable', 'popover', 'popovertarget'],
    ALLOW_DATA_ATTR: false,
  });
  purifier.removeAllHooks();
  return { document: frameDocument(body), notLoaded: [...notLoaded.values()], links };
}

const loadingAttributes = ['src', 'srcset', 'background', 'poster', 'lowsrc', 'dynsrc', 'longdesc', 'cite', 'usemap'];

function frameDocument(body: string): string {
  return `<!doctype html><html lang=""><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light">
<style>
html { background: #fff; color: #000; font: 13px/1.4 system-ui, sans-serif; }
body { margin: 12px 16px; overflow-wrap: break-word; }
img { max-width: 100%; }
.inert-link { color: #0b5a9d; text-decoration: underline; cursor: help; }
</style></head><body>${body}</body></html>`;
}
