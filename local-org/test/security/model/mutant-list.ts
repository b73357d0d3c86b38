// Small edits of the engine's grants; the comparison with the model must notice each.

/** One edit of a file of `src/security`; `from` stands there exactly once. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const grants = (name: string, from: string, to: string): Mutant => ({ name, file: 'grants.ts', from, to });
const records = (name: string, from: string, to: string): Mutant => ({ name, file: 'record-grants.ts', from, to });
const accounts = (name: string, from: string, to: string): Mutant => ({ name, file: 'account-grants.ts', from, to });
const defaults = (name: string, from: string, to: string): Mutant => ({ name, file: 'default-model.ts', from, to });
const teams = (name: string, from: string, to: string): Mutant => ({ name, file: 'team-shares.ts', from, to });
const shareGroups = (name: string, from: string, to: string): Mutant => ({ name, file: 'share-groups.ts', from, to });
const partners = (name: string, from: string, to: string): Mutant => ({ name, file: 'portal-roles.ts', from, to });
const restrictions = (name: string, from: string, to: string): Mutant => ({
  name,
  file: 'restriction-rules.ts',
  from,
  to,
});
const groups = (name: string, from: string, to: string): Mutant => ({ name, file: 'membership.ts', from, to });
const rules = (name: string, from: string, to: string): Mutant => ({ name, file: 'rule-shares.ts', from, to });
const sets = (name: string, from: string, to: string): Mutant => ({ name, file: 'sharing-sets.ts', from, to });
const keeping = (name: string, from: string, to: string): Mutant => ({ name, file: 'security.ts', from, to });

/** Every clause that grants, disabled or widened, and what keeps the materialised rows true. */
export const MUTANTS: readonly Mutant[] = [
  records(
    'the owner gets nothing',
    "detail: 'record owner', condition: clause`${owner} = ${user.userId}`",
    "detail: 'record owner', condition: raw('0')",
  ),
  records(
    'members of the owning queue get nothing',
    'condition: inGroupsOf(context.form, user, owner)',
    "condition: raw('0')",
  ),
  records(
    'those above the owner get nothing',
    'condition: belowRole(context.form, user.roleId, owner)',
    "condition: raw('0')",
  ),
  records(
    'a share does not reach the user it names',
    'const grantees = [clause`${grantee} = ${user.userId}`];',
    "const grantees = [raw('0')];",
  ),
  records(
    'a share does not reach the members of a group',
    '  if (!isGuest(user)) grantees.push(inGroupsOf(form, user, grantee));\n',
    '',
  ),
  records(
    'a share does not reach those above whom it names',
    '  if (user.roleId !== null) grantees.push(belowRole(form, user.roleId, grantee));\n',
    '',
  ),
  records(
    'a share for reading lets edit',
    "const levels = raw(level === 'read' ? `'Read', 'Edit', 'All'` : `'Edit', 'All'`);",
    "const levels = raw(`'Read', 'Edit', 'All'`);",
  ),
  teams(
    'a team member gets nothing',
    'settleShares(store, table, existing, wanted, ',
    'settleShares(store, table, existing, new Map<string, WantedShare>(), ',
  ),
  teams(
    'whoever leaves a team keeps it',
    'settleShares(store, table, existing, wanted, ',
    'settleShares(store, table, [], wanted, ',
  ),
  teams('members of case teams get nothing', `WHERE m."MemberId" GLOB '005*' AND`, `WHERE m."MemberId" GLOB 'x*' AND`),
  teams(
    'who was taken off an account team stays on it',
    'FROM "AccountTeamMember" m WHERE m."IsDeleted" = 0 AND',
    'FROM "AccountTeamMember" m WHERE',
  ),
  teams(
    'who was taken off an opportunity team stays on it',
    'FROM "OpportunityTeamMember" m WHERE m."IsDeleted" = 0 AND',
    'FROM "OpportunityTeamMember" m WHERE',
  ),
  teams('account teams give no cases', "Case: levelOf(row, 'cases')", "Case: 'None'"),
  teams('account teams give no contacts', "Contact: levelOf(row, 'contact')", "Contact: 'None'"),
  teams('account teams give no opportunities', "Opportunity: levelOf(row, 'opportunity')", "Opportunity: 'None'"),
  keeping('teams do not follow their members', 'if (isTeamObject(objectName))', "if (objectName === '')"),
  shareGroups('share groups reach nobody alone', 'WHERE m.member = ?1 OR', 'WHERE'),
  shareGroups(
    'share groups reach no groups',
    ' OR m.member IN (SELECT group_id FROM _group_users WHERE user_id = ?1)',
    '',
  ),
  shareGroups(
    'share groups do not reach upward',
    'WHERE r.ancestor = ?2 AND r.depth > 0)',
    'WHERE r.ancestor = ?2 AND 0)',
  ),
  shareGroups('share groups open what others than high-volume users own', `su."UserType" = 'CspLitePortal' AND `, ''),
  shareGroups('share groups are for every profile', ' AND ${profiles} AND', ' AND'),
  shareGroups(
    'share groups show partners what users of other accounts own',
    'isExternal(user) ? clause`su',
    'isExternal(user) && user.accountId === null ? clause`su',
  ),
  records(
    'share groups give nothing',
    "grants.push({ reason: 'shareGroup', detail: set, condition });",
    'grants.push();',
  ),
  records('super users see nothing more', 'if (superUser && (', 'if (!superUser && superUser && ('),
  records('everybody is a super user', " && context.hasPermission(user, 'PortalSuperUser')", ''),
  records(
    'super users see what others own on every object',
    "object.kind === 'custom' || SUPER_USER_OBJECTS.includes(object.name)",
    "object.kind !== 'setup'",
  ),
  records('super users see cases of nobody', "= ['Case', 'Lead', 'Opportunity']", "= ['Lead', 'Opportunity']"),
  records('super users see opportunities of nobody', "= ['Case', 'Lead', 'Opportunity']", "= ['Case', 'Lead']"),
  records('super users see no custom objects', "object.kind === 'custom' || ", ''),
  records(
    'super users see what stands above',
    'WHERE r.ancestor = ${user.roleId} AND o."AccountId"',
    'WHERE r.ancestor <> r.role || ${user.roleId} AND o."AccountId"',
  ),
  partners('partner accounts have one role', 'LEVELS.slice(-portalRoleCount(store))', 'LEVELS.slice(-1)'),
  partners('partner roles do not stand below each other', '    parent = id;\n', ''),
  partners(
    "partner roles do not stand below the owner's",
    "let parent: SqlValue = account?.['role'] ?? null;",
    'let parent: SqlValue = account ? null : null;',
  ),
  accounts(
    'account owners see what high-volume users own',
    'condition: clause`(${from} AND ${notOfHighVolumeUser(alias)})`,',
    'condition: from,',
  ),
  restrictions(
    'restriction rules bind nobody',
    'return criteria.texts.some((text) => literal(field, text) === value);',
    'return criteria.texts.some((text) => literal(field, text) === value && field.name === text);',
  ),
  restrictions(
    'restriction rules bind everybody',
    'return criteria.texts.some((text) => literal(field, text) === value);',
    'return criteria.texts.some((text) => literal(field, text) !== null || value === null);',
  ),
  restrictions(
    'restriction rules hide everything',
    'return allOf(rules.map(',
    "return allOf(rules.length === 0 ? [] : [raw('0')]) ?? allOf(rules.map(",
  ),
  restrictions(
    'restriction rules count on other objects',
    'rule.object.toLowerCase() === object.name.toLowerCase() && ',
    "object.fields.has(rule.filter.path.at(-1)?.toLowerCase() ?? '') && ",
  ),
  accounts(
    'children do not open their account',
    'if (isExternal(user) && user.roleId === null) return [];\n  return ACCOUNT_CHILDREN',
    'return [];\n  return ACCOUNT_CHILDREN',
  ),
  accounts(
    'children open their account to high-volume users',
    'if (isExternal(user) && user.roleId === null) return [];\n  return ACCOUNT_CHILDREN',
    'return ACCOUNT_CHILDREN',
  ),
  grants(
    'children open their account for editing',
    "if (object.name === 'Account' && level === 'read') grants",
    "if (object.name === 'Account') grants",
  ),
  accounts(
    'opportunities, cases and contacts: only the first opens',
    'return ACCOUNT_CHILDREN.flatMap((name): readonly Grant[] => {',
    'return ACCOUNT_CHILDREN.slice(0, 1).flatMap((name): readonly Grant[] => {',
  ),
  accounts(
    'the account owner gets no children',
    'const owners = [clause`a."OwnerId" = ${user.userId}`];',
    "const owners = [raw('0')];",
  ),
  accounts(
    'those above the account owner get no children',
    '  if (user.roleId !== null) owners.push(belowRole(context.form, user.roleId, raw(\'a."OwnerId"\')));\n',
    '',
  ),
  accounts(
    'account owners read children whatever their role says',
    "const levels = raw(level === 'read' ? `'Read', 'Edit'` : `'Edit'`);",
    "const levels = raw(`'None', 'Read', 'Edit'`);",
  ),
  accounts(
    'account shares give no children',
    "const shared = context.schema.object('AccountShare')",
    "const shared = context.schema.object('Nothing')",
  ),
  accounts('site users do not read their account', "    ['Account', 'Id', user.accountId],\n", ''),
  accounts('site users do not read their contact', "    ['Contact', 'Id', user.contactId],\n", ''),
  accounts(
    'partner users do not read contacts of their account',
    "    ['Contact', 'AccountId', hasPortalRole(user.userType) ? user.accountId : null],\n",
    '',
  ),
  accounts(
    'high-volume users read contacts of their account',
    'hasPortalRole(user.userType) ? user.accountId : null],',
    'user.accountId],',
  ),
  accounts('site users do not read cases they are the contact of', "    ['Case', 'ContactId', user.contactId],\n", ''),
  accounts(
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
    "else if (level === 'read' && access.viewAll) reasons",
    'else if (access.viewAll) reasons',
  ),
  grants(
    'View All gives nothing',
    "else if (level === 'read' && access.viewAll) reasons",
    "else if (level === 'read' && access.viewAll && access.modifyAll) reasons",
  ),
  grants('Modify All gives nothing', 'if (access.modifyAll) reasons', 'if (access.modifyAll && !access.read) reasons'),
  defaults(
    'the internal default counts outside',
    'const model = isExternal(user) ? object.externalSharing : object.internalSharing;',
    'const model = object.internalSharing;',
  ),
  defaults(
    'the external default counts inside',
    'const model = isExternal(user) ? object.externalSharing : object.internalSharing;',
    'const model = object.externalSharing;',
  ),
  defaults(
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
    `JOIN "Group" g ON u."UserType" = CASE g."Type"`,
    `JOIN "Group" g ON u."UserType" = 'PowerPartner' OR u."UserType" = CASE g."Type"`,
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
  groups('no group reaches upward', 'WHERE m.boss = 0 AND ${AMONG} AND', 'WHERE m.boss = 2 AND ${AMONG} AND'),
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
    'rules for guests reach nobody',
    "if (sharee.type !== 'GuestUser')",
    "if (sharee.type === 'GuestUser') return undefined;\n  if (sharee.type !== 'GuestUser')",
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
  sets('the own account does not count', 'return clause`${user.accountId}`;', "return raw(`''`);"),
  sets('the own contact does not count', 'return clause`${user.contactId}`;', "return raw(`''`);"),
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
  keeping('groups do not follow users who change roles', 'else if (moved.length > 0)', 'else if (moved.length < 0)'),
  keeping(
    'groups do not follow their members',
    "    else if (key === 'groupmember') this.#refreshGroups([...(before ?? []), ...(after ?? [])]);\n",
    '',
  ),
];
