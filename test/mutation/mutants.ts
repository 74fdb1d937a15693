import ts from 'typescript';

/** One change to a condition, threshold or table of a source file. */
export interface Mutant {
  /** From 1. */
  readonly line: number;
  /** The line as it stands, without blanks around: with `was` and `becomes` it names the mutant also after lines moved. */
  readonly lineText: string;
  readonly was: string;
  readonly becomes: string;
  /** Which it is of those of its line that are the same otherwise, from 1. */
  readonly nth: number;
  /** What is replaced, in UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * All mutants of a detector's source, in their order: comparisons flipped at their boundary, `&&` and `||` exchanged, conditions
 * negated, thresholds moved by one, rows of tables dropped, arrays emptied. Left alone is what decides nothing: types, the
 * texts of a `Rule`, loops, orders of `sort`, and bounds of memory (names that begin with `most` or `longest`), which say how
 * much is kept.
 */
export function mutantsOf(text: string): readonly Mutant[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const mutants: Omit<Mutant, 'nth'>[] = [];
  const add = (start: number, end: number, becomes: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const lineText = (text.split('\n')[line] ?? '').trim();
    mutants.push({ line: line + 1, lineText, was: text.slice(start, end), becomes, start, end });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node) || isRuleDeclaration(node)) return;
    if (node !== source && isComparator(node)) return;
    if (ts.isForStatement(node) || ts.isWhileStatement(node)) {
      visit(node.statement);
      return;
    }
    const { pos: _, end } = node;
    const start = node.getStart(source);
    if (ts.isBinaryExpression(node)) {
      const becomes = otherOperator.get(node.operatorToken.kind);
      if (becomes !== undefined && !namesBound(node)) add(node.operatorToken.getStart(source), node.operatorToken.end, becomes);
    } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isTarget(node) && !isOfWords(node)) {
      if (isOfModule(node)) for (const element of node.elements) add(element.getStart(source), endWithComma(text, element.end), '');
      else add(start, end, '[]');
    } else if (ts.isObjectLiteralExpression(node) && isTable(node)) {
      for (const row of node.properties) add(row.getStart(source), endWithComma(text, row.end), '');
    } else if (ts.isNumericLiteral(node) && isThreshold(node)) {
      const value = Number(node.text.replaceAll('_', ''));
      add(start, end, String(value + 1));
      if (value > 0) add(start, end, String(value - 1));
    }
    if (ts.isExpression(node) && isAtomOfCondition(node)) {
      if (ts.isPrefixUnaryExpression(node)) add(start, end, node.operand.getText(source));
      else add(start, end, `!(${node.getText(source)})`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const inOrder = mutants.sort((one, other) => one.start - other.start || one.end - other.end);
  const isAlike = (one: Omit<Mutant, 'nth'>, other: Omit<Mutant, 'nth'>): boolean =>
    one.line === other.line && one.was === other.was && one.becomes === other.becomes;
  return inOrder.map((one, at) => ({ ...one, nth: 1 + inOrder.slice(0, at).filter((other) => isAlike(one, other)).length }));
}

/** The text of a source file with one change. */
export function withMutant(text: string, { start, end, becomes }: Mutant): string {
  return text.slice(0, start) + becomes + text.slice(end);
}

const otherOperator: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
]);

const boundName = /^(?:most|longest)(?=[A-Z]|$)|^extentRecords$/;

function namesBound({ left, right }: ts.BinaryExpression): boolean {
  return [left, right].some((side) => ts.isIdentifier(side) && boundName.test(side.text));
}

function isRuleDeclaration(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && /^Rule\b/.test(node.type?.getText() ?? '');
}

/** Lists of words for people, and of a detector's own rules, which no condition asks. */
const wordLists: ReadonlySet<string> = new Set([
  'needs',
  'references',
  'benignExplanations',
  'wouldProve',
  'parameters',
  'columns',
  'rules',
]);

function isOfWords(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && wordLists.has(node.parent.name.getText());
}

/** What is given to `sort` decides the order of what is found, not what. */
function isComparator(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isCallExpression(parent) &&
    parent.expression !== node &&
    ts.isPropertyAccessExpression(parent.expression) &&
    /^(?:toS|s)ort(?:ed)?$/.test(parent.expression.name.text)
  );
}

function isTarget({ parent }: ts.ArrayLiteralExpression): boolean {
  return (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) || ts.isForOfStatement(parent);
}

/** Whether it is made once, when the module is loaded. */
function isOfModule(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isFunctionLike) === undefined;
}

/** A module's object by whose keys something is looked up: declared with a type, or given to `Object.entries`. */
function isTable(node: ts.ObjectLiteralExpression): boolean {
  const { parent } = node;
  return isOfModule(node) && ts.isVariableDeclaration(parent) && /\bRecord</.test(parent.type?.getText() ?? '');
}

function isThreshold(node: ts.NumericLiteral): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return isOfModule(node) && /Parameter$/.test(parent.expression.getText());
  return isOfModule(node) && ts.isVariableDeclaration(parent) && !boundName.test(parent.name.getText());
}

const predicates: ReadonlySet<string> = new Set(['filter', 'some', 'every', 'find', 'findLast', 'findIndex']);

/** Whether an expression is a condition, or an operand of one, that is neither comparison nor made of others. */
function isAtomOfCondition(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return false;
  if (ts.isBinaryExpression(node) && otherOperator.has(node.operatorToken.kind)) return false;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken && isCondition(node);
  return !isNegated(node) && isCondition(node);
}

function isNegated({ parent }: ts.Node): boolean {
  return ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken;
}

function isCondition(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isNegated(parent) ? false : isCondition(parent);
  if (ts.isIfStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isBinaryExpression(parent)) return isLogical(parent);
  if (ts.isArrowFunction(parent) && parent.body === node) return isPredicate(parent);
  const holder = ts.isReturnStatement(parent) ? ts.findAncestor(parent, ts.isFunctionLike) : parent;
  return holder !== undefined && ts.isFunctionLike(holder) && holder.type?.kind === ts.SyntaxKind.BooleanKeyword;
}

function isLogical({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

function isPredicate(node: ts.ArrowFunction): boolean {
  if (node.type?.kind === ts.SyntaxKind.BooleanKeyword) return true;
  const { parent } = node;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && predicates.has(parent.expression.name.text);
}

function endWithComma(text: string, end: number): number {
  const comma = /^\s*,/.exec(text.slice(end, end + 200));
  return comma === null ? end : end + comma[0].length;
}
