/** Deploys a set to a new org in memory, retrieves all of it as a zip, and compares what comes back with what was sent. */
import { formulasCompile } from '../../local-org/src/engine/deploy-checks.ts';
import {
  createOrg,
  deploy,
  metadataOf,
  parseXml,
  readZip,
  retrieve,
  serialiseXml,
  type MetadataComponent,
  type MetadataSet,
  type Problem,
} from '../../local-org/src/metadata/index.ts';
import { openStore } from '../../local-org/src/store/index.ts';

const NOW = Date.UTC(2026, 0, 15, 8);

export interface RoundTrip {
  /** What keeps the set from being deployed: formulas, which only a deploy looks at. */
  readonly problems: readonly Problem[];
  /** `type name` of each component that comes back otherwise. */
  readonly lost: readonly string[];
}

/** Deploys the set to a new org and retrieves it. */
export function roundTrip(set: MetadataSet): RoundTrip {
  const store = openStore(':memory:');
  try {
    createOrg(store, { now: NOW });
    const outcome = deploy(store, set, { now: NOW, checks: [formulasCompile] });
    if (!outcome.success) return { problems: outcome.problems, lost: [] };
    const types = Map.groupBy(set.components, ({ type }) => type);
    const manifest = [...types].map(([name, members]) => ({ name, members: members.map(({ fullName }) => fullName) }));
    const { zip, messages } = retrieve(metadataOf(store), manifest, { apiVersion: '67.0', singlePackage: true });
    const back = new Map(readZip(zip).components.map((component) => [keyOf(component), component]));
    const lost = set.components
      .filter((component) => essence(component) !== essence(back.get(keyOf(component))))
      .map(({ type, fullName }) => `${type} ${fullName}`);
    return { problems: [], lost: [...messages.map(({ problem }) => problem), ...lost] };
  } finally {
    store.close();
  }
}

function keyOf({ type, fullName }: MetadataComponent): string {
  return `${type}:${fullName}`.toLowerCase();
}

/** Elements and texts, not the blanks between them, and not the names that merged files repeat; empty for what says nothing. */
function essence(component: MetadataComponent | undefined): string {
  if (!component || component.xmlText === null) return '';
  const xml = parseXml(component.xmlText);
  const children = xml.children.filter(({ name }) => name !== 'fullName');
  return children.length === 0 ? '' : serialiseXml({ ...xml, attributes: {}, children }, component.type);
}
