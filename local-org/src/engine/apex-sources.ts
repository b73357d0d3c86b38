/** What the Apex engine needs from deployed metadata: sources, labels, who runs event triggers. */
import type { ApexSource } from '../apex/index.ts';
import { automatedProcessId } from '../metadata/index.ts';
import type { DeployedComponent, DeployedMetadata } from '../metadata/index.ts';
import { nodesOf, textOf } from './metadata-catalogue.ts';
import type { Store } from './ports.ts';

const DEFAULT_API_VERSION = 67;

/** Every class and trigger that is deployed. */
export function apexSources(metadata: DeployedMetadata): readonly ApexSource[] {
  const source =
    (kind: ApexSource['kind']) =>
    (component: DeployedComponent): ApexSource => ({
      kind,
      name: component.fullName,
      body: component.body,
      apiVersion: Number(textOf(component.xml ?? undefined, 'apiVersion') ?? DEFAULT_API_VERSION),
      file: component.path.replace(/-meta\.xml$/, ''),
    });
  return [...metadata.list('ApexClass').map(source('class')), ...metadata.list('ApexTrigger').map(source('trigger'))];
}

/** A custom label's text in a language, else its own. */
export function labelText(metadata: DeployedMetadata, name: string, language: string): string | undefined {
  const label = metadata.label(name);
  if (!label) return undefined;
  for (const wanted of [language, language.split('_')[0] ?? language]) {
    if (wanted === label.language) return label.value;
    const translations = metadata.get('Translations', wanted)?.xml;
    const translated = nodesOf(translations ?? undefined, 'customLabels').find(
      (node) => textOf(node, 'name')?.toLowerCase() === name.toLowerCase(),
    );
    const text = textOf(translated, 'label');
    if (text !== undefined) return text;
  }
  return label.value;
}

/**
 * The change events that channels of the org select: for the standard channel ChangeEvents or one of the org's own (Metadata API Developer
 * Guide, "PlatformEventChannelMember").
 */
export function selectedChangeEvents(metadata: DeployedMetadata): readonly string[] {
  return metadata
    .list('PlatformEventChannelMember')
    .map(({ xml }) => textOf(xml ?? undefined, 'selectedEntity') ?? '')
    .filter((name) => name.endsWith('ChangeEvent'));
}

/**
 * How the triggers of a platform event run: PlatformEventSubscriberConfig of one of its triggers names user and batch size; without one
 * the automated process user (Platform Events Developer Guide, "Configure the User and Batch Size for Your Platform Event Trigger").
 */
export function eventSubscription(
  metadata: DeployedMetadata,
  store: Store,
  channel: string,
): { readonly runAsUserId: string; readonly batchSize?: number } {
  const triggers = metadata
    .list('ApexTrigger')
    .filter(({ body }) => new RegExp(String.raw`\btrigger\s+\w+\s+on\s+${channel}\b`, 'i').test(body))
    .map(({ fullName }) => fullName.toLowerCase());
  const config = metadata
    .list('PlatformEventSubscriberConfig')
    .find(({ xml }) => triggers.includes(textOf(xml ?? undefined, 'platformEventConsumer')?.toLowerCase() ?? ''))?.xml;
  const username = textOf(config ?? undefined, 'user');
  const row =
    username === undefined
      ? undefined
      : store.get('SELECT "Id" AS id FROM "User" WHERE "Username" = ? COLLATE NOCASE AND "IsActive" = 1', username);
  const batchSize = textOf(config ?? undefined, 'batchSize');
  return {
    runAsUserId: row ? String(row['id']) : automatedProcessId,
    ...(batchSize === undefined ? {} : { batchSize: Number(batchSize) }),
  };
}
