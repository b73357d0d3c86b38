/** Independent checkers for Apex: apex-ls for types and domain direction, PMD for rules. Both need Java 17 and the packages of tools/checks. */
import { existsSync, readdirSync } from 'node:fs';
import { command } from '../support/phases.ts';
import { inRoot } from '../support/paths.ts';

const JARS = inRoot('tools/checks/node_modules/@salesforce/code-analyzer-pmd-engine/dist/java-lib');

/** Domains from left to right: a class may use its own domain and those before it (ARCHITECTURE). */
const DOMAINS = ['core', 'customers', 'supply', 'pricing', 'contracts', 'billing', 'market', 'service', 'sales', 'field', 'marketing', 'shop', 'portals'];
/** Domains that stand beside the chain. */
const BESIDE = new Set(['integration', 'access', 'apps']);

interface Issue {
  readonly path: string;
  readonly issues: readonly { readonly line?: number; readonly startLine?: number; readonly category: string; readonly message: string }[];
}

/** Type errors as apex-ls sees them; SOQL fields are checked by the metadata and compile checks. */
export async function checkApexTypes(): Promise<{ readonly skipped: string } | undefined> {
  const missing = await prepare();
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
  const missing = await prepare();
  if (missing) return { skipped: missing };
  const domainOf = classDomains();
  const report = JSON.parse(await apexLs('DependencyReport', ['-n', '-w', inRoot(), '-f', 'json'])) as { readonly dependencies?: readonly Dependency[] };
  const rank = (domain: string) => DOMAINS.indexOf(domain.split('/')[0] ?? '');
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

/** PMD with the project's rule set. */
export async function checkApexRules(): Promise<{ readonly skipped: string } | undefined> {
  const missing = await prepare();
  if (missing) return { skipped: missing };
  const args = ['check', '--no-progress', '--no-cache', '--format', 'text', '--rulesets', inRoot('config/pmd-apex.xml'), '--dir', inRoot('force-app')];
  await command('java', ['-cp', `${JARS}/*`, 'net.sourceforge.pmd.cli.PmdCli', ...args]);
  return undefined;
}

async function apexLs(main: string, args: readonly string[]): Promise<string> {
  try {
    return await command('java', ['-cp', `${JARS}/*`, `io.github.apexdevtools.apexls.${main}`, ...args]);
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
      .flatMap((file) => file.issues.map((issue) => `${file.path.replace(inRoot(), '.')}:${issue.startLine ?? issue.line ?? 0} ${issue.message}`))
      .join('\n');
  } catch {
    // Not the report after all: show what the tool said.
    return output;
  }
}

/** Installs the heavy packages on first use; answers why the checks cannot run, if they cannot. */
async function prepare(): Promise<string | undefined> {
  try {
    await command('java', ['-version']);
  } catch {
    return 'no Java found; install a Java 17 runtime to run it';
  }
  if (!existsSync(JARS)) await command('npm', ['ci', '--no-audit', '--no-fund'], { cwd: inRoot('tools/checks') });
  return undefined;
}

function classDomains(): ReadonlyMap<string, string> {
  const domains = new Map<string, string>();
  const visit = (folder: string, domain: string) => {
    for (const entry of readdirSync(inRoot(folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path, domain === '' ? entry.name : domain);
      else if (/\.(cls|trigger)$/.test(entry.name)) domains.set(entry.name.replace(/\.(cls|trigger)$/, '').toLowerCase(), domain);
    }
  };
  visit('force-app/main', '');
  return domains;
}
