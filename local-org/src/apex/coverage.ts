/** Coverage of the Apex language and of the platform's Apex types, read from the signatures and the registered implementations. */
import { readFileSync } from 'node:fs';
import { partly, refused, supported } from '../engine/coverage-rows.ts';
import type { CoverageRow, CoverageSection } from '../engine/coverage-rows.ts';
import './library/index.ts';
import { mostUsedSection } from './most-used.ts';
import { isImplemented } from './runtime/registry.ts';

interface Signatures {
  readonly types: Readonly<
    Record<
      string,
      {
        readonly kind: string;
        readonly new?: readonly string[];
        readonly methods?: readonly string[];
        readonly props?: readonly string[];
      }
    >
  >;
}

/** How many missing members a row names. */
const NAMED = 6;

function members(typeName: string, type: Signatures['types'][string]): readonly string[] {
  const plain = (member: string): string => member.replace(/^static /, '');
  return [
    // The signatures give a constructor without parameters also to types that code cannot construct.
    ...(type.new ?? []).map((parameters) => `new ${typeName}${parameters}`).filter((key) => !key.endsWith('()')),
    ...(type.methods ?? []).map((method) => `${typeName}.${plain(method).replace(/:[^:)]*$/, '')}`),
    ...(type.props ?? []).map((property) => `get ${typeName}.${plain(property).replace(/:.*$/, '')}`),
  ];
}

function typeRows(): readonly CoverageRow[] {
  const file = new URL('./generated/platform-signatures.json', import.meta.url);
  const { types } = JSON.parse(readFileSync(file, 'utf8')) as Signatures;
  const rows: CoverageRow[] = [];
  const absent = new Map<string, number>();
  for (const [name, type] of Object.entries(types)) {
    const keys = members(name, type);
    if (type.kind === 'interface' || type.kind === 'enum' || keys.length === 0 || name.endsWith('Exception')) continue;
    const missing = keys.filter((key) => !isImplemented(key));
    if (missing.length === 0) rows.push(supported(name));
    else if (missing.length < keys.length)
      rows.push({ feature: name, state: 'partly', note: noteOf(name, keys, missing) });
    else if (name.startsWith('System.')) rows.push(refused(name, 'refused by name when called'));
    else {
      const namespace = name.split('.')[0] ?? name;
      absent.set(namespace, (absent.get(namespace) ?? 0) + 1);
    }
  }
  rows.sort((a, b) => (a.feature < b.feature ? -1 : 1));
  for (const [namespace, count] of [...absent].sort(([a], [b]) => (a < b ? -1 : 1)))
    rows.push(refused(`${namespace}: ${String(count)} other types`, 'refused by name when called'));
  return rows;
}

function noteOf(typeName: string, keys: readonly string[], missing: readonly string[]): string {
  const names = new Set(missing.map((key) => key.replace(`${typeName}.`, '').replace(/\(.*$/, '')));
  const named = [...names].slice(0, NAMED).join(', ');
  const more = names.size > NAMED ? ` and ${String(names.size - NAMED)} more` : '';
  return `${String(keys.length - missing.length)} of ${String(keys.length)} members; refused by name: ${named}${more}`;
}

export const coverage: readonly CoverageSection[] = [
  {
    title: 'Apex language',
    introduction:
      'Classes and triggers are parsed, checked against the schema and run as JavaScript; problems have the platform’s words.',
    rows: [
      supported('Classes, interfaces, enums, generics of the platform, properties, static and instance initialisers'),
      supported('Triggers in all seven events, addError, order of execution with DML'),
      supported('SOQL and SOSL in code, binds, for loops over queries, user and system mode'),
      partly(
        'Governor limits (queries, rows, DML, callouts, CPU, heap)',
        'the heap is estimated from what the thread keeps',
      ),
      supported('Queueable, Batchable, Schedulable, @future, platform event triggers, finalizers'),
      partly('@AuraEnabled, @RestResource, @InvocableMethod', 'no Flow calls an invocable method'),
      supported('Class access by profile, permission set and group, or Author Apex'),
      supported('Test classes: @TestSetup, Test.startTest, runAs, callout mocks, coverage'),
      supported('merge statement and Database.merge of Account, Case, Contact and Lead'),
      refused('@IsTest(SeeAllData=true)'),
      partly(
        'DataWeave scripts, run by their type or name, with JSON, XML, CSV, text, form and Apex values',
        'refused by name: dw::util::Tree and Diff, multipart, YAML, Java properties, binary; no static types',
      ),
      refused(
        'Flows: every Flow.Interview.X is the type of a flow that does not exist',
        'refused by name when started',
      ),
    ],
  },
  {
    title: 'Apex platform types',
    introduction:
      'Members with an implementation per type of the published signatures. Every type and member is known to the compiler; one without an implementation fails by name when it is called. Exception types are all there.',
    rows: typeRows(),
  },
  mostUsedSection(),
];
