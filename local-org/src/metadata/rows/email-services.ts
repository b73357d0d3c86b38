/** E-mail services and their addresses → rows. Source: Metadata API Developer Guide, "EmailServicesFunction"; Object Reference, "EmailServicesAddress". */
import { childrenOf, flagOf, textOf } from '../../schema/index.ts';
import { organizationId } from '../create-org.ts';
import type { DeployedComponent } from '../deployed.ts';
import type { SetupRows } from './setup-rows.ts';

/**
 * What follows the `@` of the org's own addresses. A real org has `<letters>.<instance>.apex.salesforce.com`; code reads it from
 * EmailServicesAddress.EmailDomainName.
 */
export const EMAIL_SERVICE_DOMAIN = `${organizationId.toLowerCase()}.apex.local-org.example`;

/** The service's row and one for each of its addresses; an address the file no longer names goes. */
export function writeEmailService(rows: SetupRows, { xml, fullName }: DeployedComponent): void {
  if (!xml) return;
  const text = (name: string): string | null => textOf(xml, name) ?? null;
  const className = textOf(xml, 'apexClass') ?? '';
  const functionId = rows.upsert(
    'EmailServicesFunction',
    { FunctionName: fullName },
    {
      ApexClassId: rows.find('ApexClass', { Name: className }) ?? null,
      AttachmentOption: textOf(xml, 'attachmentOption') ?? 'None',
      AuthenticationFailureAction: text('authenticationFailureAction'),
      AuthorizationFailureAction: text('authorizationFailureAction'),
      AuthorizedSenders: text('authorizedSenders'),
      ErrorRoutingAddress: text('errorRoutingAddress'),
      FunctionInactiveAction: text('functionInactiveAction'),
      OverLimitAction: text('overLimitAction'),
      IsActive: flagOf(xml, 'isActive'),
      IsAuthenticationRequired: flagOf(xml, 'isAuthenticationRequired'),
      IsErrorRoutingEnabled: flagOf(xml, 'isErrorRoutingEnabled'),
      IsTextAttachmentsAsBinary: flagOf(xml, 'isTextAttachmentsAsBinary'),
      IsTlsRequired: flagOf(xml, 'isTlsRequired'),
    },
  );
  const named = childrenOf(xml, 'emailServicesAddresses');
  const names = named.map((address) => textOf(address, 'developerName') ?? '');
  for (const row of rows.store.all(
    'SELECT "Id" AS id, "DeveloperName" AS name FROM "EmailServicesAddress" WHERE "FunctionId" = ?',
    functionId,
  ))
    if (!names.includes(String(row['name']))) rows.remove('EmailServicesAddress', { Id: String(row['id']) });
  for (const address of named)
    rows.upsert(
      'EmailServicesAddress',
      { FunctionId: functionId, DeveloperName: textOf(address, 'developerName') ?? '' },
      {
        LocalPart: textOf(address, 'localPart') ?? '',
        EmailDomainName: EMAIL_SERVICE_DOMAIN,
        AuthorizedSenders: textOf(address, 'authorizedSenders') ?? null,
        IsActive: flagOf(address, 'isActive'),
        RunAsUserId: rows.find('User', { Username: textOf(address, 'runAsUser') ?? '' }) ?? null,
      },
    );
}

/** Removes a service and its addresses. */
export function removeEmailService(rows: SetupRows, fullName: string): void {
  const functionId = rows.find('EmailServicesFunction', { FunctionName: fullName });
  if (functionId === undefined) return;
  rows.remove('EmailServicesAddress', { FunctionId: functionId });
  rows.remove('EmailServicesFunction', { Id: functionId });
}
