import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './renderer/svelte.config.js';

/** Correctness only: layout is Prettier's business, and which room imports which is dependency-cruiser's. */

const noDistantImports = {
  patterns: [{ group: ['../../*'], message: 'Name the room instead: #room/file.ts (see "imports" in package.json).' }],
};

const syntaxRules = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings: enums are not erasable.' },
  { selector: 'TSNonNullExpression', message: 'Check for the missing case, or make the type say that there is none.' },
];

const noDefaultExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a thing has one name everywhere.',
};

/** What would let the room that opens evidence change it. */
const evidenceIsReadOnly = [
  {
    selector:
      'ImportDeclaration[source.value=/^(node:)?fs/] > ImportSpecifier[imported.name=/^(write|append|truncate|ftruncate|rename|rm|unlink|copy|cp|chmod|fchmod|lchmod|chown|fchown|lchown|utimes|futimes|lutimes|symlink|link|mkdir|mkdtemp|createWriteStream)/]',
    message: 'Evidence is read-only: this room imports nothing that writes.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?fs/] > :matches(ImportNamespaceSpecifier, ImportDefaultSpecifier)',
    message: 'Import what you use of fs by name, so that one sees that nothing writes.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?fs/] > ImportSpecifier[imported.name=/^promises$/]',
    message: 'Import what you use of fs by name, so that one sees that nothing writes.',
  },
  {
    selector: "CallExpression[callee.name=/^open(Sync)?$/]:not([arguments.1.type='Literal'][arguments.1.value='r'])",
    message: "Evidence is opened with the flag 'r', spelled out.",
  },
  {
    selector: 'CallExpression[callee.property.name=/^(open|openSync|write|writeSync|writeFile|truncate)$/]',
    message: "Evidence is opened by openSync(path, 'r') and never written.",
  },
];

export default tseslint.config(
  { ignores: ['**/node_modules/', 'out/', 'dist/', '.cache/', 'test-results/', 'resources/libpff-wasm/dist/', 'test/fixtures/'] },
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        project: [
          'main/tsconfig.json',
          'renderer/tsconfig.json',
          'test/tsconfig.json',
          'resources/set-up/tsconfig.json',
          'resources/libpff-wasm/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-imports': ['error', noDistantImports],
      'no-restricted-syntax': ['error', ...syntaxRules, noDefaultExports],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers in messages are wanted and harmless; everything else in a template must be a string.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An async function without await turns a throw into a rejection, which is often the point.
      '@typescript-eslint/require-await': 'off',
      // A parameter used once may still carry a type that the caller states.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Objects here are closures with methods that use no `this`; they may be taken apart.
      '@typescript-eslint/unbound-method': 'off',
      // Windows of Electron come from functions as often as from constructors.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Arrow functions that return what a void function returns read well.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: {
      // `let` is how runes are declared, and props have defaults that types know nothing of.
      'prefer-const': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // What a .svelte file gives to another is `any` to the linter; svelte-check knows its type and checks it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
      // A Map that a function makes and returns is just a Map.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['main/evidence/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...syntaxRules, noDefaultExports, ...evidenceIsReadOnly] },
  },
  {
    // Programs that people run from a terminal speak on it.
    files: ['main/cli/**/*.ts', 'test/**/*.ts', 'resources/**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['resources/set-up/remove-default-app.mjs', '**/*.config.ts', '**/*.config.js', '.dependency-cruiser.js'],
    rules: { 'no-restricted-syntax': ['error', ...syntaxRules] },
  },
  {
    // Plain JavaScript that runs before anything is installed; its types are JSDoc, checked by tsc.
    files: ['**/*.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
  },
);
