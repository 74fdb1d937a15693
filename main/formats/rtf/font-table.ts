/** The fonts of a document, of which only the code page of their text matters. */
export interface FontTable {
  /** Takes a control word from within the `\fonttbl` group. */
  define(word: string, parameter: number | null): void;
  /** The code page of a font's text; null for that of the document. */
  codepage(font: number): number | null;
}

/** Starts an empty font table (RTF 1.9.1, "Font Table"). */
export function fontTable(): FontTable {
  const codepages = new Map<number, number>();
  let defined: number | null = null;
  return {
    define(word, parameter) {
      if (word === 'f') defined = parameter;
      if (defined === null || parameter === null) return;
      const codepage = word === 'fcharset' ? charsetCodepages.get(parameter) : word === 'cpg' ? parameter : undefined;
      if (codepage !== undefined) codepages.set(defined, codepage);
    },
    codepage: (font) => codepages.get(font) ?? null,
  };
}

/**
 * Code pages of `\fcharset` (RTF 1.9.1, "Character Set"). 1 means the document's own and is left out. Symbol fonts (2)
 * have no code page: their bytes are shown as Western text, as Outlook does where it writes a plain-text body itself.
 */
const charsetCodepages = new Map([
  [0, 1252],
  [2, 1252],
  [77, 10000],
  [78, 932],
  [79, 949],
  [80, 936],
  [81, 950],
  [85, 10006],
  [86, 10081],
  [88, 10029],
  [89, 10007],
  [128, 932],
  [129, 949],
  [130, 1361],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
  [254, 437],
  [255, 850],
]);
