/**
 * The virtual `@salesforce/*` modules. What a component names must exist in the deployed org, or the build fails as a deploy would.
 * Values that depend on the user (labels, locale, identity, permissions) are read in the browser from the session's context, so that one
 * build serves everybody.
 */
import { readXml, textOf } from './xml.ts';
import type { WebMetadata } from './ports.ts';

/** A virtual module's source, or why the reference is wrong. */
export type VirtualModule = { readonly code: string } | { readonly problem: string };

const SETUP = 'const context = globalThis.__orgContext ?? {};';

/** Facts of the org that virtual modules are checked against, indexed once per build. */
export interface ReferenceFacts {
  /** Custom label → default text. */
  readonly labels: ReadonlyMap<string, string>;
  readonly resources: ReadonlySet<string>;
  readonly messageChannels: ReadonlySet<string>;
  readonly customPermissions: ReadonlySet<string>;
  readonly metadata: WebMetadata;
}

/** Indexes what components may refer to. */
export function referenceFacts(metadata: WebMetadata): ReferenceFacts {
  const labels = new Map<string, string>();
  for (const item of metadata.list('CustomLabel')) labels.set(item.fullName, textOf(readXml(item.xml), 'value') ?? '');
  const names = (type: Parameters<WebMetadata['list']>[0]): ReadonlySet<string> =>
    new Set(metadata.list(type).map((item) => item.fullName));
  return {
    labels,
    resources: names('StaticResource'),
    messageChannels: names('LightningMessageChannel'),
    customPermissions: names('CustomPermission'),
    metadata,
  };
}

const literal = (value: unknown): string => JSON.stringify(value);
const exportValue = (value: unknown): VirtualModule => ({ code: `export default ${literal(value)};` });

/** Platform's words for a reference that names nothing, as a deploy reports them. */
const invalid = (name: string, type: string): VirtualModule => ({
  problem: `Invalid reference ${name} of type ${type}`,
});

/** The module behind `@salesforce/...`, or undefined when no such kind of module exists. `fallback` is a module with the default value. */
export function virtualModule(
  specifier: string,
  facts: ReferenceFacts,
  fallback: string | undefined,
): VirtualModule | undefined {
  const [, kind = '', ...rest] = specifier.split('/');
  const name = rest.join('/');
  switch (kind) {
    case 'apex':
      return name === ''
        ? { code: `export { refreshApex, getSObjectValue } from 'platform/runtime';` }
        : apexModule(name, facts);
    case 'schema':
      return schemaModule(name, facts);
    case 'label':
      return labelModule(name, facts, fallback);
    case 'i18n':
      return fallback === undefined ? undefined : contextOr('i18n', name, fallback);
    case 'resourceUrl':
      return facts.resources.has(name)
        ? {
            code: `${SETUP} export default (context.basePath ?? '') + '/resource/' + (context.version ?? 0) + ${literal(`/${name}`)};`,
          }
        : invalid(name, 'resourceUrl');
    case 'messageChannel': {
      const channel = name.replace(/__c$/, '');
      return facts.messageChannels.has(channel) ? exportValue({ channel: name }) : invalid(name, 'messageChannel');
    }
    case 'user':
      if (name === 'Id')
        return { code: `${SETUP} export default context.user?.isGuest ? undefined : context.user?.id;` };
      if (name === 'isGuest') return { code: `${SETUP} export default context.user?.isGuest ?? true;` };
      return undefined;
    case 'customPermission':
      return facts.customPermissions.has(name)
        ? { code: `${SETUP} export default (context.customPermissions ?? []).includes(${literal(name)}) || undefined;` }
        : invalid(name, 'customPermission');
    case 'userPermission':
      return {
        code: `${SETUP} export default (context.userPermissions ?? []).includes(${literal(name)}) || undefined;`,
      };
    case 'community':
      if (name === 'basePath') return { code: `${SETUP} export default context.basePath ?? '';` };
      if (name === 'Id') return { code: `${SETUP} export default context.networkId ?? null;` };
      return undefined;
    case 'site':
      if (name === 'Id') return { code: `${SETUP} export default context.siteId ?? null;` };
      if (name === 'activeLanguages') return { code: `${SETUP} export default context.activeLanguages ?? [];` };
      return undefined;
    case 'client':
      if (name !== 'formFactor') return undefined;
      return { code: `export default globalThis.matchMedia?.('(max-width: 47.99rem)').matches ? 'Small' : 'Large';` };
    default:
      return fallback === undefined
        ? undefined
        : { code: `export { default } from ${literal(`default:${specifier}`)};` };
  }
}

function contextOr(section: string, name: string, fallback: string): VirtualModule {
  return {
    code: `import fallback from ${literal(`default:${fallback}`)}; ${SETUP}
const known = context[${literal(section)}] ?? {}; export default ${literal(name)} in known ? known[${literal(name)}] : fallback;`,
  };
}

function labelModule(name: string, facts: ReferenceFacts, fallback: string | undefined): VirtualModule {
  if (!name.startsWith('c.'))
    return fallback === undefined ? invalid(name, 'label') : contextOr('labels', name, fallback);
  const text = facts.labels.get(name.slice(2));
  if (text === undefined) return invalid(name, 'label');
  return { code: `${SETUP} export default context.labels?.[${literal(name)}] ?? ${literal(text)};` };
}

function apexModule(name: string, facts: ReferenceFacts): VirtualModule {
  const dot = name.lastIndexOf('.');
  const className = name.slice(0, dot);
  const methodName = name.slice(dot + 1);
  const answer = facts.metadata.apexMethod(className, methodName);
  if (answer === 'no-class') return { problem: `Unable to find Apex action class referenced as '${className}'` };
  if (answer === 'no-method') return { problem: `Unable to find Apex action method referenced as '${name}'` };
  return {
    code: `import { apexMethod } from 'platform/runtime'; export default apexMethod(${literal(className)}, ${literal(methodName)}, ${literal(answer)});`,
  };
}

function schemaModule(name: string, facts: ReferenceFacts): VirtualModule {
  const [objectName = '', ...path] = name.split('.');
  let object = facts.metadata.schema.object(objectName);
  if (!object) return invalid(name, path.length === 0 ? 'sobjectType' : 'sobjectField');
  if (path.length === 0) return exportValue({ objectApiName: object.name });
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    if (last) {
      if (!object?.fields.has(step.toLowerCase())) return invalid(name, 'sobjectField');
      break;
    }
    const reference = [...(object?.fields.values() ?? [])].find(
      (field) => field.relationshipName?.toLowerCase() === step.toLowerCase(),
    );
    if (!reference) return invalid(name, 'sobjectField');
    object = facts.metadata.schema.object(reference.referenceTo[0] ?? '');
  }
  return exportValue({ fieldApiName: path.join('.'), objectApiName: objectName });
}
