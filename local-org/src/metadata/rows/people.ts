/** Roles, public groups and queues → rows. Source: Object Reference (UserRole, Group, GroupMember, QueueSobject). */
import { childrenOf, flagOf, textOf } from '../../schema/index.ts';
import type { DeployedComponent, DeployedMetadata } from '../deployed.ts';
import type { XmlElement } from '../xml.ts';
import type { SetupRows } from './setup-rows.ts';

/** Groups that the platform keeps beside every role; sharing rules and queues name them. */
export const roleGroupTypes = ['Role', 'RoleAndSubordinates', 'RoleAndSubordinatesInternal'] as const;

/** All deployed roles, parents before children. */
export function writeRoles(rows: SetupRows, metadata: DeployedMetadata): void {
  const pending = [...metadata.list('Role')];
  const byName = new Map(pending.map((role) => [role.fullName.toLowerCase(), role]));
  const written = new Map<string, string>();
  const write = (role: DeployedComponent): string => {
    const known = written.get(role.fullName.toLowerCase());
    if (known !== undefined) return known;
    const parentName = role.xml ? textOf(role.xml, 'parentRole') : undefined;
    const parent = parentName === undefined ? undefined : byName.get(parentName.toLowerCase());
    const id = writeRole(rows, role, parent ? write(parent) : null);
    written.set(role.fullName.toLowerCase(), id);
    return id;
  };
  for (const role of pending) write(role);
}

function writeRole(rows: SetupRows, component: DeployedComponent, parentId: string | null): string {
  const xml = component.xml;
  const level = (name: string): string => (xml ? textOf(xml, name) : undefined) ?? 'None';
  const roleId = rows.upsert(
    'UserRole',
    { DeveloperName: component.fullName },
    {
      Name: (xml && textOf(xml, 'name')) ?? component.fullName,
      ParentRoleId: parentId,
      RollupDescription: (xml && textOf(xml, 'description')) ?? null,
      CaseAccessForAccountOwner: level('caseAccessLevel'),
      ContactAccessForAccountOwner: level('contactAccessLevel'),
      OpportunityAccessForAccountOwner: level('opportunityAccessLevel'),
      MayForecastManagerShare: xml ? flagOf(xml, 'mayForecastManagerShare') : false,
      PortalType: 'None',
    },
  );
  for (const type of roleGroupTypes)
    rows.upsert(
      'Group',
      { RelatedId: roleId, Type: type },
      { Name: component.fullName, DeveloperName: component.fullName, DoesIncludeBosses: false },
    );
  return roleId;
}

/** A public group; who belongs to it is data, not metadata. */
export function writeGroup(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  rows.upsert(
    'Group',
    { DeveloperName: component.fullName, Type: 'Regular' },
    {
      Name: (xml && textOf(xml, 'name')) ?? component.fullName,
      DoesIncludeBosses: xml ? flagOf(xml, 'doesIncludeBosses', true) : true,
      Description: (xml && textOf(xml, 'description')) ?? null,
    },
  );
}

/** A queue with its objects and members. Users named by the file must exist already, as on the platform. */
export function writeQueue(rows: SetupRows, component: DeployedComponent): void {
  const xml = component.xml;
  if (!xml) return;
  const queueId = rows.upsert(
    'Group',
    { DeveloperName: component.fullName, Type: 'Queue' },
    {
      Name: textOf(xml, 'name') ?? component.fullName,
      Email: textOf(xml, 'email') ?? null,
      DoesSendEmailToMembers: flagOf(xml, 'doesSendEmailToMembers'),
      DoesIncludeBosses: flagOf(xml, 'doesIncludeBosses'),
    },
  );
  rows.remove('QueueSobject', { QueueId: queueId });
  for (const element of childrenOf(xml, 'queueSobject'))
    rows.insert('QueueSobject', { QueueId: queueId, SobjectType: textOf(element, 'sobjectType') ?? '' });
  const members = xml.children.find((child) => child.name === 'queueMembers');
  if (!members) return;
  rows.remove('GroupMember', { GroupId: queueId });
  for (const memberId of queueMembers(rows, members))
    rows.insert('GroupMember', { GroupId: queueId, UserOrGroupId: memberId });
}

function queueMembers(rows: SetupRows, members: XmlElement): readonly string[] {
  const names = (list: string, item: string): readonly string[] =>
    members.children
      .filter((child) => child.name === list)
      .flatMap((child) =>
        child.children.filter((grandchild) => grandchild.name === item).map((grandchild) => grandchild.text),
      );
  const ids = [
    ...names('users', 'user').map((username) => rows.find('User', { Username: username })),
    ...names('publicGroups', 'publicGroup').map((name) => rows.find('Group', { DeveloperName: name, Type: 'Regular' })),
    ...names('roles', 'role').map((name) => rows.find('Group', { DeveloperName: name, Type: 'Role' })),
    ...names('roleAndSubordinates', 'roleAndSubordinate').map((name) =>
      rows.find('Group', { DeveloperName: name, Type: 'RoleAndSubordinates' }),
    ),
    ...names('roleAndSubordinatesInternal', 'roleAndSubordinateInternal').map((name) =>
      rows.find('Group', { DeveloperName: name, Type: 'RoleAndSubordinatesInternal' }),
    ),
  ];
  return ids.filter((id) => id !== undefined);
}
