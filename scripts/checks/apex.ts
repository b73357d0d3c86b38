/** Independent checkers for Apex: apex-ls for types and domain direction, PMD for rules. Both need Java 17 and the packages of tools/checks. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { command } from '../support/phases.ts';
import { inRoot } from '../support/paths.ts';

const APEX_LS = 'io.github.apexdevtools.apexls';
const JARS = inRoot('tools/checks/node_modules/@salesforce/code-analyzer-pmd-engine/dist/java-lib');

/** Domains from left to right: a class may use its own domain and those before it (ARCHITECTURE). */
const DOMAINS = [
  'core',
  'customers',
  'supply',
  'pricing',
  'contracts',
  'billing',
  'market',
  'service',
  'sales',
  'field',
  'marketing',
  'shop',
  'portals',
];
/** Domains that stand beside the chain. */
const BESIDE = new Set(['integration', 'access', 'apps']);

interface Issue {
  readonly path: string;
  readonly issues: readonly {
    readonly line?: number;
    readonly startLine?: number;
    readonly category: string;
    readonly message: string;
  }[];
}

/** Type errors as apex-ls sees them; SOQL fields are checked by the metadata and compile checks. */
export async function checkApexTypes(): Promise<{ readonly skipped: string } | undefined> {
  const missing = await prepareCheckers();
  if (missing) return { skipped: missing };
  await apexLs('CheckForIssues', ['-n', '-w', inRoot(), '-f', 'json']);
  return undefined;
}

interface Dependency {
  readonly name: string;
  readonly dependencies?: readonly string[];
}

/** No class uses a domain to its right. */
export async function checkApexDomains(): Promise<{ readonly skipped: string } | undefined> {
  const missing = await prepareCheckers();
  if (missing) return { skipped: missing };
  const domainOf = classDomains();
  const report = JSON.parse(await apexLs('DependencyReport', ['-n', '-w', inRoot(), '-f', 'json'])) as {
    readonly dependencies?: readonly Dependency[];
  };
  const rank = (domain: string) => DOMAINS.indexOf(domain);
  const problems = (report.dependencies ?? []).flatMap((entry) => {
    const from = domainOf.get(entry.name.toLowerCase());
    if (!from || BESIDE.has(from)) return [];
    return (entry.dependencies ?? []).flatMap((used) => {
      const to = domainOf.get(used.toLowerCase());
      return to && !BESIDE.has(to) && rank(to) > rank(from) ? [`${entry.name} (${from}) uses ${used} (${to})`] : [];
    });
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return undefined;
}

interface PmdResults {
  readonly violations: readonly {
    readonly rule: string;
    readonly message: string;
    readonly codeLocation: { readonly file: string; readonly startLine: number };
  }[];
  readonly processingErrors: readonly { readonly file: string; readonly message: string }[];
}

/** PMD with the project's rule set, through the runner that comes with the analyser's jars (they lack PMD's own command line). */
export async function checkApexRules(): Promise<{ readonly skipped: string } | undefined> {
  const missing = await prepareCheckers();
  if (missing) return { skipped: missing };
  const folder = mkdtempSync(join(tmpdir(), 'pmd-'));
  try {
    // The runner ends well and finds nothing when a rule set does not load. A class that must be blamed shows that it did.
    const canary = join(folder, 'Canary.cls');
    writeFileSync(
      canary,
      'public class Canary {\n  void fail() { try { fail(); } catch (Exception e) {\n    // nothing\n  } }\n}',
    );
    const filesToScan = [canary, ...apexFiles().map(({ path }) => inRoot(path))];
    const input = { ruleSetInputFile: inRoot('config/pmd-apex.xml'), runDataPerLanguage: { apex: { filesToScan } } };
    writeFileSync(join(folder, 'input.json'), JSON.stringify(input));
    const wrapper = 'com.salesforce.sfca.pmdwrapper.PmdWrapper';
    await command('java', [
      '-cp',
      `${JARS}/*`,
      wrapper,
      'run',
      join(folder, 'input.json'),
      join(folder, 'results.json'),
    ]);
    const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as PmdResults;
    const isCanary = (found: PmdResults['violations'][number]) => found.codeLocation.file === canary;
    if (!results.violations.some(isCanary))
      throw new Error('config/pmd-apex.xml does not load: PMD finds nothing in a class with an empty catch.');
    const problems = [
      ...results.processingErrors.map((error) => `${error.file}: ${error.message}`),
      ...results.violations
        .filter((found) => !isCanary(found))
        .map(
          (found) =>
            `${found.codeLocation.file}:${found.codeLocation.startLine} ${found.rule}: ${found.message.trim()}`,
        ),
    ];
    if (problems.length > 0) throw new Error(problems.map((line) => line.replace(inRoot(), '.')).join('\n'));
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function apexLs(main: string, args: readonly string[]): Promise<string> {
  try {
    return await command('java', ['-cp', `${JARS}/*`, `${APEX_LS}.${main}`, ...args]);
  } catch (error) {
    throw new Error(readableIssues(error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

function readableIssues(output: string): string {
  const start = output.indexOf('{');
  if (start < 0) return output;
  try {
    const { files } = JSON.parse(output.slice(start)) as { readonly files?: readonly Issue[] };
    return (files ?? [])
      .flatMap((file) =>
        file.issues.map(
          (issue) => `${file.path.replace(inRoot(), '.')}:${issue.startLine ?? issue.line ?? 0} ${issue.message}`,
        ),
      )
      .join('\n');
  } catch {
    // Not the report after all: show what the tool said.
    return output;
  }
}

/** The first error of each file that apex-ls refuses below a project's folder, by the file's name. Warnings do not refuse. */
export async function apexLsIssues(folder: string): Promise<ReadonlyMap<string, string>> {
  const report = await printed('java', [
    '-cp',
    `${JARS}/*`,
    `${APEX_LS}.CheckForIssues`,
    '-n',
    '-w',
    folder,
    '-f',
    'json',
  ]);
  const text = report.slice(report.indexOf('{')).replaceAll(/\\(?!["\\/bfnrtu])/g, '\\\\');
  const { files } = JSON.parse(text) as {
    readonly files: readonly {
      readonly path: string;
      readonly messages: readonly {
        readonly start: { readonly line: number };
        readonly category: string;
        readonly message: string;
      }[];
    }[];
  };
  return new Map(
    files.flatMap(({ path, messages }) => {
      const error = messages.find(({ category }) => /^(Error|Syntax|Missing)$/.test(category));
      return error ? [[basename(path), `${error.message} (line ${error.start.line})`] as const] : [];
    }),
  );
}

/** Standard output of a command whatever its exit code. */
async function printed(name: string, args: readonly string[]): Promise<string> {
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Installs the heavy packages on first use; answers why the checks cannot run, if they cannot. */
export async function prepareCheckers(): Promise<string | undefined> {
  try {
    await command('java', ['-version']);
  } catch {
    return 'no Java found; install a Java 17 runtime to run it';
  }
  if (!existsSync(JARS)) await command('npm', ['ci', '--no-audit', '--no-fund'], { cwd: inRoot('tools/checks') });
  return undefined;
}

interface ApexFile {
  readonly path: string;
  readonly name: string;
  /** Folder below force-app/main or force-app/test. */
  readonly domain: string;
  readonly isTest: boolean;
}

function apexFiles(): readonly ApexFile[] {
  return readdirSync(inRoot('force-app'), { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const match = /^(main|test)\/([^/]+)\/.*?(\w+)\.(?:cls|trigger)$/.exec(file);
    if (!match) return [];
    return [{ path: `force-app/${file}`, name: match[3] ?? '', domain: match[2] ?? '', isTest: match[1] === 'test' }];
  });
}

function classDomains(): ReadonlyMap<string, string> {
  return new Map(apexFiles().flatMap((file) => (file.isTest ? [] : [[file.name.toLowerCase(), file.domain] as const])));
}
