/** Where our compiler and apex-ls are known to disagree about a file, and whose word says who is right. */

/** One kind of disagreement. */
export interface Difference {
  readonly rule: string;
  readonly source: string;
  /** Whether a disagreement (null: accepted) is of this kind. */
  covers(verdict: { readonly ours: string | null; readonly theirs: string | null }): boolean;
}

const CATALOGUE = 'messages_en_US.properties of the platform’s compiler, in forcedotcom/apex-language-support';

/** We refuse with such a message what apex-ls accepts. */
const onlyOurs = (rule: string, source: string, message: RegExp): Difference => ({
  rule,
  source,
  covers: ({ ours, theirs }) => theirs === null && ours !== null && message.test(ours),
});

/** apex-ls refuses with such a message what we accept. */
const onlyTheirs = (rule: string, source: string, message: RegExp): Difference => ({
  rule,
  source,
  covers: ({ ours, theirs }) => ours === null && theirs !== null && message.test(theirs),
});

export const differences: readonly Difference[] = [
  onlyOurs(
    'apex-ls does not check names, values and groups inside SOQL and SOSL',
    'SOQL and SOSL Reference, "SELECT", "fieldExpression Syntax", "GROUP BY"; Apex Developer Guide, "Using Apex Variables in SOQL and SOSL Queries"',
    /No such column|Didn't understand|^sObject type|bind expression|filter criterion|^IN operator|^Limit expr|grouped or aggregated|duplicate field selected|SECURITY_ENFORCED|from List<List<SObject>>/,
  ),
  onlyOurs(
    'apex-ls warns where a final variable is assigned again; the platform refuses',
    `invalid.final.field.assignment in ${CATALOGUE}; Apex Developer Guide, "Constants"`,
    /^Final (?:members|local)/,
  ),
  onlyOurs(
    'apex-ls does not follow loops, switches and catches to the end of a method',
    `invalid.return.non.void, invalid.catch.duplicate.exception in ${CATALOGUE}`,
    /^Missing return|already caught/,
  ),
  onlyOurs(
    'apex-ls does not check who may see a member, a setter or an inner class',
    `method.not.visible, variable.not.visible, type.not.visible in ${CATALOGUE}`,
    /not visible/,
  ),
  onlyOurs(
    'apex-ls lets names, modifiers and interfaces stand twice',
    `duplicate.field, duplicate.variable, declarations.single.scope, interface.already.implemented in ${CATALOGUE}`,
    /^Duplicate (?:variable|field|modifier)|^Declarations can only|already implemented/,
  ),
  onlyOurs(
    'apex-ls accepts casts and instanceof between types that exclude each other',
    `incompatible.cast.types, invalid.instanceof.always.false in ${CATALOGUE}`,
    /never an instance/,
  ),
  onlyOurs(
    'apex-ls does not check operands, conditions of ternaries, values of record fields and literals out of range',
    `illegal.assignment, invalid.condition.type, invalid.logical.type, illegal.integer.literal in ${CATALOGUE}`,
    /void|^Condition expression|^Logical operator|^Illegal (?:integer|long|assignment)/,
  ),
  onlyOurs(
    'apex-ls does not check what annotations ask of methods and classes',
    `invalid.unresolved.annotation, modifier.requires, method.does.not.support.parameter.type and others in ${CATALOGUE}; Apex Developer Guide, "Annotations"`,
    /^(?:Annotation|No such property|Future|InvocableMethod|Only one|Overload of Aura|Required property|RestResource|Unsupported parameter|Test |Non static Aura|Http|Defining type)/,
  ),
  onlyOurs(
    'apex-ls does not check static and virtual words of inner types, access words of abstract and override methods, superclasses without constructor and abstract methods of grandparents',
    `modifier.not.in.top.level.type, invalid.default.constructor, class.must.implement.abstract.method in ${CATALOGUE}; Apex Reference, "Apex Versioned Behavior Changes" (65.0)`,
    /top level type|static blocks|must be virtual|both static and virtual|default constructor|must implement the abstract|cannot be private|^Non-virtual and|^(?:Abstract|Override) methods require/,
  ),
  onlyOurs(
    'apex-ls does not check what may be assigned, where constructors are called and by which field records are upserted',
    `invalid.expression.assignment, invalid.this.call, upsert.invalid.field in ${CATALOGUE}; Apex Developer Guide, "Safe Navigation Operator"`,
    /cannot be (?:assigned|used as the target)|first statement in a constructor|not writeable|field for upsert|^Invalid field/,
  ),
  onlyOurs(
    'apex-ls passes over type parameters, second superclasses and second types of a file',
    `type.parameters.not.supported in ${CATALOGUE}; Apex Developer Guide, "Apex Class Definition"`,
    /^Unexpected token/,
  ),
  onlyOurs(
    'apex-ls passes over names of a package that the project depends on and does not hold (Nebula Logger)',
    'jamessimone/apex-rollup: dependencies in sfdx-project.json',
    /^Variable does not exist: Logger|^Invalid type: Log__c/,
  ),
  onlyTheirs(
    'the jar of apex-ls ends at API 65 and lacks types that metadata makes (flow interviews, DataWeave scripts)',
    'Apex Reference Guide: FormulaValidationException, QueueableDuplicateSignature.Builder, DataWeaveScriptException, Interview',
    /No type declaration found|No matching method found for 'Builder'/,
  ),
  onlyTheirs(
    'the jar of apex-ls does not let OrgPartition and SessionPartition be partitions',
    'Apex Reference Guide, "Partition Class": base class of Cache.OrgPartition and Cache.SessionPartition',
    /cache\.Partition/,
  ),
  onlyTheirs(
    'apex-ls refuses what published packages do in orgs: null for an overloaded argument, a protected constructor of the superclass, a Comparator<SObject> for records of one object, the header of a change event',
    'Apex Developer Guide, "Access Modifiers"; Apex Reference, "Comparator Interface"; Change Data Capture Developer Guide, "ChangeEventHeader"; Moxygen, apex-rollup and trigger-actions-framework',
    /^Ambiguous constructor call|^Constructor is not visible: Rollup|System.Comparator<|^Constructor not defined: FlowChangeEventHeader/,
  ),
];
