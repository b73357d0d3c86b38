/** The compact syntax tree of Apex. Positions are `line * 10000 + column`, both from 1. Names keep the case of the source. */

export type Position = number;
export const positionOf = (line: number, column: number): Position => line * 10_000 + Math.min(column, 9_999);
export const lineOf = (position: Position): number => Math.floor(position / 10_000);
export const columnOf = (position: Position): number => position % 10_000;

/** `Map<Id, Foo.Bar>[]`: parts with their own arguments, then array dimensions. */
export interface TypeNode {
  readonly pos: Position;
  readonly parts: readonly { readonly name: string; readonly args: readonly TypeNode[] }[];
  readonly arrays: number;
}

export interface AnnotationNode {
  readonly name: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  readonly pos: Position;
}

export interface Modifiers {
  /** Lower case: public, static, virtual, `with sharing`, testmethod … */
  readonly words: ReadonlySet<string>;
  readonly annotations: readonly AnnotationNode[];
  /** A word or annotation that stands there twice. */
  readonly repeated?: string;
}

// Expressions

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '>'
  | '<='
  | '>='
  | '=='
  | '!='
  | '==='
  | '!=='
  | '&'
  | '^'
  | '|'
  | '&&'
  | '||'
  | '??';

export type LiteralValue =
  | { readonly type: 'Integer'; readonly text: string }
  | { readonly type: 'Long'; readonly text: string }
  | { readonly type: 'Double'; readonly text: string }
  | { readonly type: 'Decimal'; readonly text: string }
  | { readonly type: 'String'; readonly text: string }
  | { readonly type: 'Boolean'; readonly value: boolean }
  | { readonly type: 'null' };

/** A field path used in a query, checked against the schema. */
export interface QueryPath {
  readonly path: readonly string[];
  readonly pos: Position;
}

/** `field operator value` in WHERE or HAVING. */
export interface QueryComparison {
  readonly field: QueryPath;
  /** Lower case: `=`, `in`, `not in`, `like` … */
  readonly operator: string;
  /** What stands on the right; `other` is not checked. */
  readonly value: 'text' | 'number' | 'boolean' | 'day' | 'bind' | 'other';
  readonly pos: Position;
  /** Where the bind stands. */
  readonly bindPos: Position | null;
}

export interface QueryBind {
  /** The name the bind has in the text. */
  readonly name: string;
  readonly pos: Position;
  readonly expression: Expression;
}

/** What the checker needs of one SELECT. */
export interface SelectShape {
  readonly pos: Position;
  readonly from: readonly string[];
  readonly fromAlias: string | null;
  readonly fields: readonly QueryPath[];
  /** `COUNT()` alone. */
  readonly countOnly: boolean;
  /** Any aggregate function or GROUP BY: rows are AggregateResult. */
  readonly aggregate: boolean;
  readonly aliases: readonly string[];
  /** Comparisons of fields (not of functions) in WHERE. */
  readonly comparisons: readonly QueryComparison[];
  /** Where binds of LIMIT and OFFSET stand. */
  readonly rowCounts: readonly Position[];
  /** Fields of GROUP BY; null where a function groups, or nothing asks for grouped fields. */
  readonly groupedBy: readonly QueryPath[] | null;
  /** TYPEOF: the object and its fields. */
  readonly typeOf: readonly { readonly object: QueryPath; readonly fields: readonly QueryPath[] }[];
  /** Fields of functions, WHERE, GROUP BY, ORDER BY. */
  readonly others: readonly QueryPath[];
  readonly children: readonly SelectShape[];
  /** Semi-joins in WHERE. */
  readonly semiJoins: readonly SelectShape[];
}

export interface QueryNode {
  readonly k: 'soql';
  readonly pos: Position;
  /** Source text with binds renamed to `:b0`, `:b1` … */
  readonly text: string;
  readonly binds: readonly QueryBind[];
  readonly shape: SelectShape;
  readonly mode: 'USER_MODE' | 'SYSTEM_MODE' | 'SECURITY_ENFORCED' | null;
  readonly allRows: boolean;
}

export interface SearchNode {
  readonly k: 'sosl';
  readonly pos: Position;
  readonly text: string;
  readonly binds: readonly QueryBind[];
  readonly mode: 'USER_MODE' | 'SYSTEM_MODE' | null;
  readonly returning: readonly {
    readonly object: string;
    readonly pos: Position;
    readonly fields: readonly QueryPath[];
  }[];
}

export type Expression =
  | { readonly k: 'literal'; readonly pos: Position; readonly value: LiteralValue }
  | { readonly k: 'name'; readonly pos: Position; readonly name: string }
  | { readonly k: 'this'; readonly pos: Position }
  | { readonly k: 'super'; readonly pos: Position }
  | { readonly k: 'classLiteral'; readonly pos: Position; readonly type: TypeNode | null }
  | {
      readonly k: 'field';
      readonly pos: Position;
      readonly target: Expression;
      readonly name: string;
      readonly safe: boolean;
    }
  | {
      readonly k: 'call';
      readonly pos: Position;
      readonly target: Expression | null;
      readonly name: string;
      readonly safe: boolean;
      readonly args: readonly Expression[];
    }
  /** `this(…)` and `super(…)` as first statement of a constructor. */
  | {
      readonly k: 'constructorCall';
      readonly pos: Position;
      readonly which: 'this' | 'super';
      readonly args: readonly Expression[];
    }
  | { readonly k: 'index'; readonly pos: Position; readonly target: Expression; readonly index: Expression }
  | { readonly k: 'new'; readonly pos: Position; readonly type: TypeNode; readonly args: readonly Expression[] }
  | {
      readonly k: 'newArray';
      readonly pos: Position;
      readonly type: TypeNode;
      readonly size: Expression | null;
      readonly items: readonly Expression[];
    }
  | { readonly k: 'newItems'; readonly pos: Position; readonly type: TypeNode; readonly items: readonly Expression[] }
  | {
      readonly k: 'newMap';
      readonly pos: Position;
      readonly type: TypeNode;
      readonly pairs: readonly (readonly [Expression, Expression])[];
    }
  | { readonly k: 'cast'; readonly pos: Position; readonly type: TypeNode; readonly value: Expression }
  | { readonly k: 'postfix'; readonly pos: Position; readonly op: '++' | '--'; readonly target: Expression }
  | {
      readonly k: 'prefix';
      readonly pos: Position;
      readonly op: '+' | '-' | '++' | '--' | '!' | '~';
      readonly value: Expression;
    }
  | {
      readonly k: 'binary';
      readonly pos: Position;
      readonly op: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly k: 'instanceof'; readonly pos: Position; readonly value: Expression; readonly type: TypeNode }
  | {
      readonly k: 'ternary';
      readonly pos: Position;
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | {
      readonly k: 'assign';
      readonly pos: Position;
      readonly op: '' | '+' | '-' | '*' | '/' | '&' | '|' | '^' | '<<' | '>>' | '>>>';
      readonly target: Expression;
      readonly value: Expression;
    }
  | QueryNode
  | SearchNode;

// Statements

export interface Declarator {
  readonly name: string;
  readonly pos: Position;
  readonly value: Expression | null;
}

export type WhenLabel =
  | { readonly kind: 'literal'; readonly value: LiteralValue; readonly pos: Position }
  | { readonly kind: 'name'; readonly path: readonly string[]; readonly pos: Position };

export interface WhenClause {
  readonly pos: Position;
  /** `else`, labels, or a type with a variable. */
  readonly labels: readonly WhenLabel[] | null;
  readonly type: TypeNode | null;
  readonly variable: string | null;
  readonly body: Block;
}

export interface Block {
  readonly k: 'block';
  readonly pos: Position;
  readonly end: Position;
  readonly statements: readonly Statement[];
}

export type DmlOperation = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete' | 'merge';

export type Statement =
  | Block
  | {
      readonly k: 'if';
      readonly pos: Position;
      readonly condition: Expression;
      readonly yes: Statement;
      readonly no: Statement | null;
    }
  | {
      readonly k: 'switch';
      readonly pos: Position;
      readonly value: Expression;
      readonly clauses: readonly WhenClause[];
    }
  | {
      readonly k: 'for';
      readonly pos: Position;
      readonly declaration: { readonly type: TypeNode; readonly declarators: readonly Declarator[] } | null;
      readonly init: readonly Expression[];
      readonly condition: Expression | null;
      readonly update: readonly Expression[];
      readonly body: Statement | null;
    }
  | {
      readonly k: 'forEach';
      readonly pos: Position;
      readonly type: TypeNode;
      readonly name: string;
      readonly source: Expression;
      readonly body: Statement | null;
    }
  | {
      readonly k: 'while';
      readonly pos: Position;
      readonly condition: Expression;
      readonly body: Statement | null;
      readonly atEnd: boolean;
    }
  | {
      readonly k: 'try';
      readonly pos: Position;
      readonly body: Block;
      readonly catches: readonly {
        readonly type: TypeNode;
        readonly name: string;
        readonly pos: Position;
        readonly body: Block;
      }[];
      readonly finally: Block | null;
    }
  | { readonly k: 'return'; readonly pos: Position; readonly value: Expression | null }
  | { readonly k: 'throw'; readonly pos: Position; readonly value: Expression }
  | { readonly k: 'break'; readonly pos: Position }
  | { readonly k: 'continue'; readonly pos: Position }
  | {
      readonly k: 'dml';
      readonly pos: Position;
      readonly operation: DmlOperation;
      readonly mode: 'USER_MODE' | 'SYSTEM_MODE' | null;
      readonly value: Expression;
      /** The external id field of upsert, as written. */
      readonly field: readonly string[] | null;
      /** The losing records of merge. */
      readonly second: Expression | null;
    }
  | { readonly k: 'runAs'; readonly pos: Position; readonly args: readonly Expression[]; readonly body: Block }
  | {
      readonly k: 'local';
      readonly pos: Position;
      readonly modifiers: Modifiers;
      readonly type: TypeNode;
      readonly declarators: readonly Declarator[];
    }
  | { readonly k: 'expression'; readonly pos: Position; readonly value: Expression };

// Declarations

export interface ParameterNode {
  readonly name: string;
  readonly pos: Position;
  readonly type: TypeNode;
}

export interface MethodNode {
  readonly k: 'method';
  readonly pos: Position;
  readonly modifiers: Modifiers;
  readonly name: string;
  /** Null for void. */
  readonly returns: TypeNode | null;
  readonly parameters: readonly ParameterNode[];
  readonly body: Block | null;
}

export interface ConstructorNode {
  readonly k: 'constructor';
  readonly pos: Position;
  readonly modifiers: Modifiers;
  readonly name: string;
  readonly parameters: readonly ParameterNode[];
  readonly body: Block;
}

export interface FieldNode {
  readonly k: 'field';
  readonly pos: Position;
  readonly modifiers: Modifiers;
  readonly type: TypeNode;
  readonly declarators: readonly Declarator[];
}

export interface AccessorNode {
  readonly pos: Position;
  readonly modifiers: Modifiers;
  readonly body: Block | null;
}

export interface PropertyNode {
  readonly k: 'property';
  readonly pos: Position;
  readonly modifiers: Modifiers;
  readonly type: TypeNode;
  readonly name: string;
  readonly getter: AccessorNode | null;
  readonly setter: AccessorNode | null;
  /** `get` or `set` where it stands twice. */
  readonly repeated?: string;
}

export interface InitializerNode {
  readonly k: 'initializer';
  readonly pos: Position;
  readonly static: boolean;
  readonly body: Block;
}

export type MemberNode = MethodNode | ConstructorNode | FieldNode | PropertyNode | InitializerNode | TypeDeclaration;

export interface TypeDeclaration {
  readonly k: 'type';
  readonly kind: 'class' | 'interface' | 'enum';
  readonly pos: Position;
  readonly modifiers: Modifiers;
  readonly name: string;
  readonly extends: TypeNode | null;
  /** Interfaces of a class; super-interfaces of an interface. */
  readonly implements: readonly TypeNode[];
  readonly members: readonly MemberNode[];
  readonly constants: readonly { readonly name: string; readonly pos: Position }[];
}

export interface TriggerDeclaration {
  readonly k: 'trigger';
  readonly pos: Position;
  readonly name: string;
  readonly object: string;
  readonly objectPos: Position;
  /** `BEFORE_INSERT` … */
  readonly events: readonly string[];
  readonly members: readonly MemberNode[];
  readonly statements: readonly Statement[];
}

export interface AnonymousDeclaration {
  readonly k: 'anonymous';
  readonly members: readonly MemberNode[];
  readonly statements: readonly Statement[];
}

/** A refusal, with the platform's words. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
