/**
 * The style sheet of a report: for reading on the screen and for A4 paper, in light colours only.
 * @param title stands at the foot of every printed page.
 */
export function htmlStyle(title: string): string {
  return `${style}
@page {
  size: A4;
  margin: 20mm 18mm 22mm 20mm;
  @bottom-left { content: ${cssString(title)}; font: 8pt ${sans}; color: #555; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt ${sans}; color: #555; }
}
`;
}

// Every character beyond letters, digits and blanks is written by its code, so that no title ends the string or the sheet.
function cssString(text: string): string {
  const shortened = text.length > 90 ? `${text.slice(0, 89)}…` : text;
  return `"${Array.from(shortened, (character) => (/[A-Za-z0-9 ]/.test(character) ? character : `\\${(character.codePointAt(0) ?? 0x20).toString(16).padStart(6, '0')} `)).join('')}"`;
}

const sans = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";
const serif = "Charter, 'Bitstream Charter', 'Iowan Old Style', Cambria, 'Liberation Serif', 'Times New Roman', serif";
const mono = "ui-monospace, 'SF Mono', Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

const style = `:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f2f2ef; color: #1a1a1a; font: 10.5pt/1.45 ${serif}; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main { max-width: 210mm; margin: 8mm auto; padding: 20mm 18mm 22mm 20mm; background: #fff; box-shadow: 0 0 0 1px #d8d8d3; }
h1, h2, h3, h4 { line-height: 1.2; font-weight: 600; break-after: avoid; }
h1 { margin: 0 0 3mm; font-size: 24pt; }
h2 { margin: 12mm 0 3mm; padding-bottom: 1.5mm; border-bottom: 1.2pt solid #1a1a1a; font-size: 15pt; }
h3 { margin: 8mm 0 2mm; font-size: 12pt; }
h4 { margin: 0; font: 600 9.5pt ${sans}; }
p { margin: 0 0 2.5mm; max-width: 172mm; orphans: 3; widows: 3; }
ul { margin: 0 0 3mm; padding-left: 5mm; max-width: 172mm; }
li { margin-bottom: 1mm; }
a { color: inherit; text-decoration: none; }
nav a:hover, h4 a:hover { text-decoration: underline; }
td.mono, span.mono, pre { font-family: ${mono}; font-size: 8pt; }
.notice { padding: 2mm 3mm; border: 0.8pt solid #1a1a1a; border-left-width: 3pt; font: 9.5pt/1.4 ${sans}; break-inside: avoid; }
.cover .status { margin: 0 0 22mm; font: 600 9pt ${sans}; letter-spacing: 0.08em; text-transform: uppercase; }
.cover .subtitle { margin-bottom: 12mm; font-size: 12pt; color: #444; }
.cover .facts { padding-top: 4mm; border-top: 1.2pt solid #1a1a1a; font-size: 10pt; }
nav h2 { margin-top: 14mm; border-bottom-width: 0.6pt; font-size: 12pt; }
nav ol { margin: 0; padding: 0; list-style: none; font: 9.5pt/1.5 ${sans}; }
nav li { margin: 0; }
nav .level-1 { margin-top: 1.5mm; font-weight: 600; }
nav .level-2 { padding-left: 5mm; color: #333; }
.facts { margin: 0 0 4mm; font: 9pt/1.4 ${sans}; }
.facts div { display: grid; grid-template-columns: 42mm 1fr; column-gap: 4mm; align-items: baseline; padding: 0.6mm 0; break-inside: avoid; font-family: ${sans}; font-size: 9pt; }
.facts .mono dd { font-family: ${mono}; font-size: 8pt; }
dt { color: #555; }
dd { margin: 0; white-space: pre-wrap; unicode-bidi: isolate; }
table { width: 100%; margin: 2mm 0 5mm; border-collapse: collapse; font: 8.5pt/1.35 ${sans}; }
caption { padding-bottom: 1.5mm; color: #555; font-size: 8.5pt; text-align: left; break-after: avoid; }
thead { display: table-header-group; }
th { padding: 1mm 3mm 1mm 0; border-bottom: 0.8pt solid #1a1a1a; font: 600 8.5pt/1.35 ${sans}; text-align: left; vertical-align: bottom; overflow-wrap: normal; }
td { padding: 1mm 3mm 1mm 0; border-bottom: 0.4pt solid #c9c9c4; vertical-align: top; unicode-bidi: isolate; }
td.mono { font-size: 7.5pt; }
th:last-child, td:last-child { padding-right: 0; }
tr { break-inside: avoid; }
.end { text-align: right; white-space: nowrap; }
.narrow { white-space: nowrap; }
.empty td { color: #555; border-top: 0.4pt solid #c9c9c4; }
.reasons { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; margin: 0 0 3mm; font: 8.5pt/1.4 ${sans}; break-inside: avoid; }
.reasons p { margin: 0 0 1mm; color: #555; }
.reasons ul { padding-left: 4mm; }
.finding { margin: 4mm 0; padding: 3mm 0 1mm; border-top: 0.6pt solid #8a8a85; }
.head { break-inside: avoid; break-after: avoid; }
.statement { margin: 1.5mm 0 2mm; font-size: 11pt; }
.finding .facts { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm; margin-bottom: 2mm; }
.finding .facts div { grid-template-columns: 24mm 1fr; padding: 0.2mm 0; font-size: 8.5pt; }
.finding .facts .mono, .finding .facts .wide { grid-column: 1 / -1; }
.finding .facts .mono dd { font-size: 7.5pt; }
.level { margin-left: 2mm; font-weight: 400; white-space: nowrap; }
.level::before { display: inline-block; width: 2.4mm; height: 2.4mm; margin-right: 1.2mm; border: 0.8pt solid #1a1a1a; content: ""; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.level.high::before { background: #9d1c1c; border-color: #9d1c1c; }
.level.medium::before { border-color: #b46a00; box-shadow: inset 1.2mm 0 0 #b46a00; }
.level.low::before { border-color: #3d5a80; }
.level.informational::before { border-color: #8a8a85; border-style: dotted; }
.citation { margin: 0 0 2mm; padding: 1.5mm 2.5mm; border-left: 2pt solid #c9c9c4; background: #f7f7f5; box-decoration-break: clone; -webkit-box-decoration-break: clone; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
figcaption, .citation p { margin: 0; font: 8.5pt/1.4 ${sans}; }
.citation p { margin-top: 1mm; break-after: avoid; }
figcaption .mono { font-size: 7.5pt; color: #444; }
pre { margin: 0.3mm 0 0; break-inside: avoid; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.signature { display: grid; grid-template-columns: 1fr 1fr; gap: 18mm 12mm; margin-top: 22mm; break-inside: avoid; }
.signature p { margin: 0; padding-top: 1.5mm; border-top: 0.6pt solid #1a1a1a; font: 9pt ${sans}; }
@media (max-width: 180mm) { main { padding: 8mm 5mm; } .reasons, .facts div, .finding .facts, .finding .facts div { grid-template-columns: 1fr; } }
@media print {
  body { background: none; }
  main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  .cover, nav { break-after: page; }
  nav h2 { margin-top: 0; }
}`;
