/** E-mail templates and their folders → rows. Source: Object Reference, EmailTemplate and Folder; Metadata API Developer Guide, EmailTemplate. */
import { flagOf, numberOf, textOf } from '../../schema/index.ts';
import { organizationId } from '../create-org.ts';
import type { DeployedComponent } from '../deployed.ts';
import type { SetupRows } from './setup-rows.ts';

/** Templates without a folder of their own; their FolderId is the organisation. */
export const UNFILED = 'unfiled$public';

/** A folder of e-mail templates. */
export function writeEmailFolder(rows: SetupRows, component: DeployedComponent): void {
  const { xml, fullName } = component;
  if (!xml) return;
  rows.upsert(
    'Folder',
    { DeveloperName: developerNameOf(fullName), Type: 'Email' },
    { Name: textOf(xml, 'name') ?? fullName, AccessType: textOf(xml, 'accessType') ?? 'Public', IsReadonly: false },
  );
}

/** `Folder/Template`: text templates keep their text in Body, HTML ones the page in HtmlValue, Visualforce ones the source in Markup. */
export function writeEmailTemplate(rows: SetupRows, component: DeployedComponent, ownerId: string): void {
  const { xml, fullName, body } = component;
  if (!xml) return;
  const type = textOf(xml, 'type') ?? 'text';
  const folderName = fullName.split('/').slice(0, -1).join('/');
  const folderId =
    folderName === UNFILED
      ? organizationId
      : rows.find('Folder', { DeveloperName: developerNameOf(folderName), Type: 'Email' });
  rows.upsert(
    'EmailTemplate',
    { DeveloperName: developerNameOf(fullName), FolderId: folderId ?? organizationId },
    {
      Name: textOf(xml, 'name') ?? fullName,
      OwnerId: ownerId,
      IsActive: flagOf(xml, 'available'),
      TemplateType: type,
      TemplateStyle: textOf(xml, 'style') ?? 'none',
      Encoding: textOf(xml, 'encodingKey') ?? 'UTF-8',
      Description: textOf(xml, 'description') ?? null,
      Subject: textOf(xml, 'subject') ?? null,
      Body: type === 'text' ? body : (textOf(xml, 'textOnly') ?? null),
      HtmlValue: type === 'html' || type === 'custom' ? body : null,
      Markup: type === 'visualforce' ? body : null,
      ApiVersion: numberOf(xml, 'apiVersion') ?? null,
      UiType: textOf(xml, 'uiType') ?? 'Aloha',
      RelatedEntityType: textOf(xml, 'relatedEntityType') ?? null,
    },
  );
}

/** Removes the row of a folder or template. */
export function removeEmailRows(rows: SetupRows, type: string, fullName: string): void {
  const own = { DeveloperName: developerNameOf(fullName) };
  if (type === 'EmailFolder') {
    rows.remove('Folder', { ...own, Type: 'Email' });
    return;
  }
  const folderName = fullName.split('/').slice(0, -1).join('/');
  const folderId =
    folderName === UNFILED
      ? organizationId
      : rows.find('Folder', { DeveloperName: developerNameOf(folderName), Type: 'Email' });
  rows.remove('EmailTemplate', folderId === undefined ? own : { ...own, FolderId: folderId });
}

function developerNameOf(fullName: string): string {
  return fullName.split('/').at(-1) ?? fullName;
}
