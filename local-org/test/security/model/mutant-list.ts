// Small edits of the engine's grants; the comparison with the model must notice each.

/** One edit of a file of `src/security`; `from` stands there exactly once. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const grants = (name: string, from: string, to: string): Mutant => ({ name, file: 'grants.ts', from, to });
const groups = (name: string, from: string, to: string): Mutant => ({ name, file: 'membership.ts', from, to });
const rules = (name: string, from: string, to: string): Mutant => ({ name, file: 'rule-shares.ts', from, to });
const sets = (name: string, from: string, to: string): Mutant => ({ name, file: 'sharing-sets.ts', from, to });
const keeping = (name: string, from: string, to: string): Mutant => ({ name, file: 'security.ts', from, to });

/** Every clause that grants, disabled or widened, and what keeps the materialised rows true. */
export const MUTANTS: readonly Mutant[] = [
  grants(
    'the owner gets nothing',
    "detail: 'record owner', condition: clause`${owner} = ${user.userId}`",
    "detail: 'record owner', condition: raw('0')",
  ),
  grants(
    'members of the owning queue get nothing',
    'condition: inGroupsOf(context.form, user, owner)',
    "condition: raw('0')",
  ),
  grants(
    'those above the owner get nothing',
    'condition: belowRole(context.form, user.roleId, owner)',
    "condition: raw('0')",
  ),
  grants(
    'a share does not reach the user it names',
    'const grantees = [clause`${grantee} = ${user.userId}`];',
    "const grantees = [raw('0')];",
  ),
  grants(
    'a share does not reach the members of a group',
    '  if (!isGuest(user)) grantees.push(inGroupsOf(context.form, user, grantee));\n',
    '',
  ),
  grants(
    'a share does not reach those above whom it names',
    '  if (user.roleId !== null) grantees.push(belowRole(context.form, user.roleId, grantee));\n',
    '',
  ),
  grants(
    'a share for reading lets edit',
    "return raw(level === 'read' ? `'Read', 'Edit', 'All'` : `'Edit', 'All'`);",
    "return raw(`'Read', 'Edit', 'All'`);",
  ),
  grants(
    'a team member gets nothing',
    'const members = [clause`m."UserId" = ${user.userId}`];',
    "const members = [raw('0')];",
  ),
  grants(
    'those above a team member get nothing',
    '    if (user.roleId !== null) members.push(belowRole(form, user.roleId, raw(\'m."UserId"\')));\n',
    '',
  ),
  grants(
    'children do not open their account',
    'if (isExternal(user) && user.roleId === null) return [];\n  return ACCOUNT_CHILDREN',
    'return [];\n  return ACCOUNT_CHILDREN',
  ),
  grants(
    'children open their account to high-volume users',
    'if (isExternal(user) && user.roleId === null) return [];\n  return ACCOUNT_CHILDREN',
    'return ACCOUNT_CHILDREN',
  ),
  grants(
    'children open their account for editing',
    "if (object.name === 'Account' && level === 'read') grants",
    "if (object.name === 'Account') grants",
  ),
  grants(
    'opportunities, cases and contacts: only the first opens',
    'return ACCOUNT_CHILDREN.flatMap((name): readonly Grant[] => {',
    'return ACCOUNT_CHILDREN.slice(0, 1).flatMap((name): readonly Grant[] => {',
  ),
  grants(
    'the account owner gets no children',
    'const owners = [clause`a."OwnerId" = ${user.userId}`];',
    "const owners = [raw('0')];",
  ),
  grants(
    'those above the account owner get no children',
    '  if (user.roleId !== null) owners.push(belowRole(context.form, user.roleId, raw(\'a."OwnerId"\')));\n',
    '',
  ),
  grants(
    'account owners read children whatever their role says',
    "const levels = raw(level === 'read' ? `'Read', 'Edit'` : `'Edit'`);",
    "const levels = raw(`'None', 'Read', 'Edit'`);",
  ),
  grants(
    'account shares give no children',
    "if (context.schema.object('AccountShare')) {",
    "if (context.schema.object('Nothing')) {",
  ),
  grants('site users do not read their account', "    ['Account', 'Id', user.accountId],\n", ''),
  grants('site users do not read their contact', "    ['Contact', 'Id', user.contactId],\n", ''),
  grants(
    'partner users do not read contacts of their account',
    "    ['Contact', 'AccountId', hasPortalRole(user.userType) ? user.accountId : null],\n",
    '',
  ),
  grants(
    'high-volume users read contacts of their account',
    'hasPortalRole(user.userType) ? user.accountId : null],',
    'user.accountId],',
  ),
  grants('site users do not read cases they are the contact of', "    ['Case', 'ContactId', user.contactId],\n", ''),
  grants(
    'site users edit what is their own',
    "if (level !== 'read' || !isExternal(user)) return [];",
    'if (!isExternal(user)) return [];',
  ),
  grants(
    'sharing sets give nothing',
    'grants.push(...portalGrants(user, object, alias, level), ...sharingSetGrants(context, user, object, alias, level));',
    'grants.push(...portalGrants(user, object, alias, level));',
  ),
  grants(
    'View All lets edit',
    "if (access.modifyAll || (level === 'read' && access.viewAll))",
    'if (access.modifyAll || access.viewAll)',
  ),
  grants(
    'View All gives nothing',
    "if (access.modifyAll || (level === 'read' && access.viewAll))",
    'if (access.modifyAll)',
  ),
  grants(
    'Modify All gives nothing',
    "if (access.modifyAll || (level === 'read' && access.viewAll))",
    "if (level === 'read' && access.viewAll)",
  ),
  grants(
    'the internal default counts outside',
    'const model = isExternal(user) ? object.externalSharing : object.internalSharing;',
    'const model = object.internalSharing;',
  ),
  grants(
    'the external default counts inside',
    'const model = isExternal(user) ? object.externalSharing : object.internalSharing;',
    'const model = object.externalSharing;',
  ),
  grants(
    'defaults count for guests',
    "return isGuest(user) && model !== 'ControlledByParent' ? 'Private' : model;",
    'return model;',
  ),
  grants(
    'public for reading is private',
    "const READ_MODELS: readonly SharingModel[] = ['Read', ",
    'const READ_MODELS: readonly SharingModel[] = [',
  ),
  grants(
    'public for editing is not',
    "const EDIT_MODELS: readonly SharingModel[] = ['ReadWrite', ",
    'const EDIT_MODELS: readonly SharingModel[] = [',
  ),
  grants('the parent does not decide', 'condition: allOf(conditions),', "condition: raw('0'),"),
  grants(
    'reading the master is never enough to edit',
    'field.masterDetail && field.writeRequiresMasterRead === true ?',
    'field.masterDetail && field.name === level ?',
  ),
  grants(
    'reading the master is always enough to edit',
    'field.masterDetail && field.writeRequiresMasterRead === true ?',
    'field.masterDetail ?',
  ),
  grants(
    'a contact without account is nobody’s',
    "grants.push({ reason: 'owner', detail: 'no parent', condition });",
    "grants.push({ reason: 'owner', detail: 'no parent', condition: allOf([condition, raw('0')]) });",
  ),
  groups('a role has no members', `WHERE g."Type" = 'Role' AND`, `WHERE g."Type" = 'None' AND`),
  groups(
    'a role includes no subordinates',
    `(g."Type" = 'RoleAndSubordinates' OR (g."Type" = 'RoleAndSubordinatesInternal' AND`,
    `(t.depth = 0 AND g."Type" = 'RoleAndSubordinates' OR (t.depth = 0 AND g."Type" = 'RoleAndSubordinatesInternal' AND`,
  ),
  groups(
    'internal subordinates include partners',
    `(g."Type" = 'RoleAndSubordinatesInternal' AND u."UserType" = 'Standard')`,
    `(g."Type" = 'RoleAndSubordinatesInternal')`,
  ),
  groups(
    'subordinates leave partners out',
    `(g."Type" = 'RoleAndSubordinates' OR (`,
    `((g."Type" = 'RoleAndSubordinates' AND u."UserType" = 'Standard') OR (`,
  ),
  groups('everybody inside is nobody', `WHEN 'Organization' THEN 'Standard'`, `WHEN 'Organization' THEN 'None'`),
  groups(
    'everybody inside includes partners',
    `JOIN "User" u ON u."UserType" = CASE g."Type"`,
    `JOIN "User" u ON u."UserType" = 'PowerPartner' OR u."UserType" = CASE g."Type"`,
  ),
  groups(
    'a group does not include the groups in it',
    `UNION SELECT d.user_id, n.group_id, 0 FROM nested n JOIN direct d ON d.group_id = n.inner_id`,
    '',
  ),
  groups(
    'groups in groups in groups do not count',
    `SELECT "GroupId", "UserOrGroupId" FROM "GroupMember" WHERE "UserOrGroupId" GLOB '00G*'\n    UNION SELECT n.group_id, m."UserOrGroupId" FROM nested n JOIN "GroupMember" m ON m."GroupId" = n.inner_id WHERE m."UserOrGroupId" GLOB '00G*'`,
    `SELECT "GroupId", "UserOrGroupId" FROM "GroupMember" WHERE "UserOrGroupId" GLOB '00G*'`,
  ),
  groups('public groups always reach upward', `OR g."DoesIncludeBosses" = 1)`, `OR g."Type" = 'Regular')`),
  groups('no public group reaches upward', `OR g."DoesIncludeBosses" = 1)`, `OR 0)`),
  groups('no group reaches upward', 'this.#store.run(BOSSES, null);', ''),
  groups(
    'those in the same role count as above',
    `JOIN _role_tree t ON t.role = u."UserRoleId" AND t.depth > 0`,
    `JOIN _role_tree t ON t.role = u."UserRoleId"`,
  ),
  rules(
    'owner rules take nothing of members',
    `t."OwnerId" IN (SELECT user_id FROM _group_users WHERE group_id = \${from} AND boss = 0)`,
    '0',
  ),
  rules('owner rules take what is owned above the members', ' AND boss = 0', ''),
  rules(
    'rules of a queue take what its members own',
    "if (rule.sharedFrom?.type === 'Queue') return",
    "if (rule.sharedFrom?.type === 'None') return",
  ),
  rules(
    'criteria rules always include owners without possible roles',
    'if (rule.includeOwnedByAll) return criteria;',
    'return criteria;',
  ),
  rules(
    'criteria rules never include owners without possible roles',
    'if (rule.includeOwnedByAll) return criteria;',
    '',
  ),
  rules(
    'criteria do not matter',
    "const criteria = criteriaClause(object, 't', rule.criteria, rule.booleanFilter);",
    "const criteria = rule.booleanFilter === 'x' ? criteriaClause(object, 't', rule.criteria, rule.booleanFilter) : raw('1');",
  ),
  rules(
    'of two rules the last counts',
    "const level = before?.level === 'Edit' ? 'Edit' : rule.accessLevel;",
    'const level = rule.accessLevel;',
  ),
  sets('ended relations count', ' AND r."IsActive" = 1', ''),
  sets(
    'related accounts do not count',
    'return clause`SELECT r."AccountId" FROM "AccountContactRelation" r WHERE r."ContactId" = ${user.contactId}',
    'return clause`SELECT r."AccountId" FROM "AccountContactRelation" r WHERE r."ContactId" = \'\'',
  ),
  sets('a set of reading lets edit', ".filter((set) => level === 'read' || set.accessLevel === 'Edit')", ''),
  sets('a set is for every profile', ' && set.profiles.has(profile)', ''),
  keeping(
    'manual shares outlive the owner',
    '    if (handedOver.length > 0) this.#dropManualShares(object, idsOf(handedOver));\n',
    '',
  ),
  keeping(
    'rules do not follow changed records',
    '    if (this.#rulesOf(object).length > 0) this.#recalculate(object, written);\n',
    '',
  ),
  keeping(
    'groups do not follow users who change roles',
    'if (madeRole || moved) this.#rebuildMembership();',
    'if (madeRole) this.#rebuildMembership();',
  ),
  keeping(
    'groups do not follow their members',
    '    else if (GROUP_OBJECTS.has(key)) this.#rebuildMembership();\n',
    '',
  ),
];
