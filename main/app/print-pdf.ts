import { BrowserWindow, session } from 'electron';
import { readFile } from 'node:fs/promises';
import { closeToTheWorld, keepInPlace } from './session-rules.ts';

const printAddress = 'app://mail-triage/print.html';

/**
 * Prints a self-contained HTML file as PDF (A4) in a hidden window without scripts, network, or storage.
 * @param htmlPath a file that this program wrote.
 * @returns the bytes of the PDF.
 */
export async function printAsPdf(htmlPath: string): Promise<Uint8Array> {
  const html = await readFile(htmlPath);
  printings += 1;
  const printing = session.fromPartition(`print-${String(printings)}`);
  closeToTheWorld(printing);
  printing.protocol.handle('app', (request) =>
    request.url === printAddress
      ? new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': printPolicy } })
      : new Response('Not found', { status: 404 }),
  );
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: printing,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webSecurity: true,
    },
  });
  keepInPlace(window.webContents);
  try {
    await window.loadURL(printAddress);
    return await window.webContents.printToPDF({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: !printsMarginBoxes,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="width:100%;font-size:8px;text-align:center;color:#444"><span class="title"></span> · page <span class="pageNumber"></span> of <span class="totalPages"></span></div>',
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  } finally {
    window.destroy();
  }
}

let printings = 0;

// The report numbers its pages in the margin boxes of its style sheet. Chromium prints those from version 131 on.
const printsMarginBoxes = Number.parseInt(process.versions.chrome, 10) >= 131;

const printPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
