/**
 * The JSON of an enhanced LWR site holds together: routes lead to views, views to layouts of the theme, pages show components that exist.
 * Source: Metadata API Developer Guide, DigitalExperienceBundle (content types and their properties).
 */
import type { MetadataComponent, SourceFile } from '../metadata-set.ts';
import { findingAt, type CodeFinding } from './code-finding.ts';
import type { KnownNames } from './known-names.ts';

const decoder = new TextDecoder();

/** Property → the content type whose items it names. */
const CONTENT_REFERENCES: Readonly<Record<string, string>> = {
  activeViewId: 'sfdc_cms__view',
  layoutId: 'sfdc_cms__themeLayout',
  activeBrandingSetId: 'sfdc_cms__brandingSet',
  currentThemeId: 'sfdc_cms__theme',
};

/** Findings in the files of a site. */
export function checkDigitalExperience(component: MetadataComponent, known: KnownNames): readonly CodeFinding[] {
  const findings: CodeFinding[] = [];
  if (component.xmlText === null)
    findings.push({
      path: '',
      line: 1,
      column: 1,
      message: `Cannot find DigitalExperienceBundle ${component.fullName}: its digitalExperience-meta.xml is missing`,
    });
  const items = new Set(component.contents.map(({ path }) => path.split('/').slice(0, 2).join('/')));
  const layoutTypes = layoutTypesOf(component.contents);
  for (const file of component.contents) {
    if (!file.path.endsWith('.json')) continue;
    const text = decoder.decode(file.content);
    const broken = jsonProblem(file.path, text);
    if (broken) findings.push(broken);
    else findings.push(...checkValues(file.path, text, { items, layoutTypes, known }));
  }
  return findings;
}

interface SiteNames {
  /** `sfdc_cms__view/home` … */
  readonly items: ReadonlySet<string>;
  /** Layout types the theme has; null for a site without a readable theme. */
  readonly layoutTypes: ReadonlySet<string> | null;
  readonly known: KnownNames;
}

function checkValues(path: string, text: string, { items, layoutTypes, known }: SiteNames): readonly CodeFinding[] {
  const [type = '', item = '', fileName = ''] = path.split('/');
  const findings: CodeFinding[] = [];
  // JSON escapes quotes, so a key and its text stand between plain ones.
  for (const match of text.matchAll(/"(\w+)"\s*:\s*"([^"\\]*)"/g)) {
    const [whole, key = '', value = ''] = match;
    const report = (message: string): void =>
      void findings.push(findingAt(path, text, match.index + whole.lastIndexOf(`"${value}"`) + 1, message));
    const content = CONTENT_REFERENCES[key];
    if (content !== undefined && !items.has(`${content}/${value}`))
      report(`The ${key} of ${type}/${item} names ${content}/${value}, which doesn't exist in the bundle`);
    if (key === 'themeLayoutType' && layoutTypes !== null && !layoutTypes.has(value))
      report(`The theme has no layout of the type ${value}`);
    if (key === 'definition' && value.startsWith('c:') && !known.has('LightningComponentBundle', value.slice(2)))
      report(`We couldn't find the component ${value}`);
    if (fileName === '_meta.json' && key === 'apiName' && value !== item)
      report(`The apiName ${value} doesn't match the folder ${item}`);
    if (fileName === '_meta.json' && key === 'type' && value !== type)
      report(`The type ${value} doesn't match the folder ${type}`);
  }
  return findings;
}

function layoutTypesOf(files: readonly SourceFile[]): ReadonlySet<string> | null {
  const theme = files.find(({ path }) => /^sfdc_cms__theme\/[^/]+\/content\.json$/.test(path));
  if (!theme) return null;
  const types = decoder.decode(theme.content).matchAll(/"layoutType"\s*:\s*"([^"]*)"/g);
  return new Set([...types].map((match) => match[1] ?? ''));
}

function jsonProblem(path: string, text: string): CodeFinding | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? 0);
    return findingAt(path, text, at, `The file is not valid JSON: ${error.message}`);
  }
}
