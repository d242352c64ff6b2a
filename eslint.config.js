import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

export default defineConfig(
  globalIgnores(['dist', 'dist-cli', 'public', 'test-results', 'playwright-report', 'e2e/data']),
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'no-self-compare': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unneeded-ternary': 'error',
      'no-useless-rename': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // An interface of promises may be answered at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['src/**', 'workers/**'],
    ignores: ['src/core/zod.ts', '**/*.test.ts', '**/testing/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'zod',
              allowTypeImports: true,
              message: 'From core/zod.ts, which keeps it from trying `new Function`.',
            },
          ],
        },
      ],
    },
  },
  {
    // Without types: each component would cost a new type checker, half a second apiece. svelte-check
    // does their types; what may float away there belongs into a `.svelte.ts` anyway.
    files: ['**/*.svelte'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, svelteConfig, projectService: false, project: false },
    },
  },
  {
    files: ['**/*.svelte.ts'],
    // TypeScript's own parser: the one for components would cost a type checker apiece here too.
    languageOptions: { globals: globals.browser, parser: ts.parser },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      'svelte/no-at-html-tags': 'error',
      'no-restricted-syntax': [
        'error',
        {
          // In place of svelte/no-inline-styles, which would forbid style directives too.
          selector: "SvelteAttribute[key.name='style']",
          message: 'The content-security policy blocks style attributes: a class or `style:name`.',
        },
        {
          selector: "SvelteDirective[kind='Transition']",
          message: 'Svelte transitions write a style element, which the policy blocks: use CSS.',
        },
      ],
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      'svelte/require-each-key': 'error',
      // Plain maps and sets that are replaced whole are our way.
      'svelte/prefer-svelte-reactivity': 'off',
      // `let { x } = $props()` is one declaration, some of whose parts may be bound.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    // Tests look into parsed JSON and hand methods about.
    files: ['**/*.test.ts', '**/testing/**', 'e2e/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Their trade is to talk to a terminal, or to see that a page does not.
    files: ['scripts/**', 'src/cli/**', 'e2e/**'],
    rules: { 'no-console': 'off' },
  },
)
