import type { Block, CitationBlock, CoverBlock, Fact, FindingBlock, Reasons, Report, TableBlock } from '../blocks.ts';
import { escapeHtml } from './escape-html.ts';
import { htmlStyle } from './html-style.ts';

/**
 * Writes a report as one self-contained HTML file, in pieces for streaming. It loads nothing and runs nothing: a
 * content security policy says so, and every text of the evidence is escaped.
 */
export function* htmlPieces(report: Report): Generator<string> {
  yield head(report);
  for (const block of report.blocks) {
    yield blockHtml(block);
    if (block.kind === 'cover') yield contents(report);
  }
  yield '</main>\n</body>\n</html>\n';
}

const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function head(report: Report): string {
  return `<!doctype html>
<html lang="${report.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(report.title)}</title>
<style>
${htmlStyle(report.title)}
</style>
</head>
<body>
<main>
`;
}

function contents(report: Report): string {
  const entries = report.blocks.flatMap((block) => (block.kind === 'heading' && block.level <= 2 ? [block] : []));
  // A report may have thousands of second-level headings (one a diagnostic code or rule at most), never one a finding.
  const items = entries.map(
    (entry) => `<li class="level-${String(entry.level)}"><a href="#${escapeHtml(entry.anchor)}">${escapeHtml(entry.text)}</a></li>\n`,
  );
  return `<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>\n${items.join('')}</ol>\n</nav>\n`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'cover':
      return cover(block);
    case 'heading':
      return `<h${String(block.level + 1)} id="${escapeHtml(block.anchor)}">${escapeHtml(block.text)}</h${String(block.level + 1)}>\n`;
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>\n`;
    case 'notice':
      return `<p class="notice">${escapeHtml(block.text)}</p>\n`;
    case 'list':
      return list(block.items);
    case 'facts':
      return facts(block.rows);
    case 'table':
      return table(block);
    case 'finding':
      return finding(block);
    case 'reasons':
      return reasons(block.lists);
    case 'signature':
      return `<div class="signature">\n${block.lines.map((line) => `<p>${escapeHtml(line)}</p>\n`).join('')}</div>\n`;
  }
}

function cover(block: CoverBlock): string {
  return `<header class="cover">
<p class="status">${escapeHtml(block.status)}</p>
<h1>${escapeHtml(block.title)}</h1>
<p class="subtitle">${escapeHtml(block.subtitle)}</p>
${facts(block.facts)}</header>
`;
}

function list(items: readonly string[]): string {
  return `<ul>\n${items.map((item) => `<li>${escapeHtml(item)}</li>\n`).join('')}</ul>\n`;
}

function facts(rows: readonly Fact[]): string {
  const items = rows.map(
    (row) =>
      `<div${classAttribute([row.mono === true ? 'mono' : '', row.isWide === true ? 'wide' : ''])}><dt>${escapeHtml(row.name)}</dt><dd>${escapeHtml(row.value)}</dd></div>\n`,
  );
  return `<dl class="facts">\n${items.join('')}</dl>\n`;
}

function table(block: TableBlock): string {
  const caption = `<caption>${escapeHtml(block.caption)}</caption>`;
  if (block.rows.length === 0) {
    return `<table class="empty">\n${caption}\n<tbody><tr><td>${escapeHtml(block.emptyText)}</td></tr></tbody>\n</table>\n`;
  }
  const classes = block.columns.map((column) =>
    classAttribute([column.align === 'end' ? 'end' : '', column.mono === true ? 'mono' : '', column.isNarrow === true ? 'narrow' : '']),
  );
  const heads = block.columns.map((column, index) => `<th scope="col"${classes[index] ?? ''}>${escapeHtml(column.title)}</th>`);
  const rows = block.rows.map(
    (row) => `<tr>${row.map((cell, index) => `<td${classes[index] ?? ''}>${escapeHtml(cell)}</td>`).join('')}</tr>\n`,
  );
  return `<table>\n${caption}\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`;
}

function finding(block: FindingBlock): string {
  return `<article class="finding" id="${escapeHtml(block.anchor)}">
<div class="head">
<h4><a href="#${escapeHtml(block.anchor)}">Finding ${String(block.number)}</a> <span class="level ${levelClass(block.level)}">${escapeHtml(block.level)}</span></h4>
<p class="statement">${escapeHtml(block.statement)}</p>
${facts(block.facts)}</div>
${byRecord(block.citations).map(citationsOfRecord).join('')}${reasons(block.reasons)}</article>
`;
}

// Citations of one record follow each other: its place is written once.
function byRecord(citations: readonly CitationBlock[]): CitationBlock[][] {
  const groups: CitationBlock[][] = [];
  for (const cited of citations) {
    const last = groups.at(-1);
    const isSame = last?.[0]?.recordId === cited.recordId && last[0].locator === cited.locator;
    if (isSame) last.push(cited);
    else groups.push([cited]);
  }
  return groups;
}

function citationsOfRecord(citations: readonly CitationBlock[]): string {
  const [first] = citations;
  if (first === undefined) return '';
  const fields = citations.map(
    (cited) => `<p>${escapeHtml(cited.field)}, ${escapeHtml(cited.bytes)}</p>\n<pre>${escapeHtml(cited.excerpt)}</pre>\n`,
  );
  return `<figure class="citation">
<figcaption><b>${escapeHtml(first.exhibit)}</b> <span class="mono">${escapeHtml(first.locator)}</span>, record <span class="mono">${escapeHtml(first.recordId)}</span></figcaption>
${fields.join('')}</figure>
`;
}

function reasons(lists: readonly Reasons[]): string {
  if (lists.length === 0) return '';
  const parts = lists.map(({ title, items }) => `<div>\n<p>${escapeHtml(title)}</p>\n${list(items)}</div>\n`);
  return `<div class="reasons">\n${parts.join('')}</div>\n`;
}

function levelClass(level: string): string {
  return ['high', 'medium', 'low', 'informational'].includes(level) ? level : 'informational';
}

function classAttribute(names: readonly string[]): string {
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? '' : ` class="${given.join(' ')}"`;
}
