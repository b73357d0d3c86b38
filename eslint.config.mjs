// Lint rules: strict, type-aware TypeScript for the two workspaces and the scripts; Salesforce's LWC rules for force-app.
import lwcBase from '@salesforce/eslint-config-lwc/base.js';
import lwcConfig from '@salesforce/eslint-config-lwc/recommended.js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typeScript = [
  'local-org/{src,test}/**/*.ts',
  'integration-service/{src,test,simulators}/**/*.ts',
  'scripts/**/*.ts',
  'tests/**/*.ts',
];
const lwcSources = ['force-app/**/lwc/**/*.js'];

export default defineConfig(
  {
    ignores: [
      '**/node_modules/**',
      '**/generated/**',
      '.data/**',
      '.cache/**',
      'tools/*/node_modules/**',
      'coverage/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: typeScript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      eqeqeq: 'error',
    },
  },
  {
    // node:test's describe/it return promises nobody awaits, by design.
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
  { files: lwcSources, extends: [lwcConfig] },
  { files: ['local-org/web/modules/**/*.js', 'force-app/test/jest-mocks/lightning/*/*.js'], extends: [lwcBase] },
  {
    // Component tests run under Jest in Node; they drive wire adapters by hand. `settled` comes from force-app/test/jest-mocks.
    files: ['force-app/**/__tests__/*.js'],
    languageOptions: { globals: { process: 'readonly', require: 'readonly', settled: 'readonly' } },
    rules: { '@lwc/lwc/no-unexpected-wire-adapter-usages': 'off', '@lwc/lwc/no-async-operation': 'off' },
  },
  {
    // A pause in typing can only be told by a timer; the form stops it when it leaves the page.
    files: ['force-app/main/portals/agency/lwc/applicationForm/hints.js'],
    rules: { '@lwc/lwc/no-async-operation': 'off' },
  },
);
