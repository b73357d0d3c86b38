/** The syntax tree of DataWeave 2.0. `at` is the offset in the source. */

export interface Pattern {
  readonly kind: 'literal' | 'type' | 'regex' | 'condition' | 'array' | 'object' | 'else';
  readonly name: string | undefined;
  readonly test: Node | undefined;
  readonly type: TypeNode | undefined;
  /** Names bound to the head and tail of an array, or to key, value and rest of an object. */
  readonly parts: readonly string[];
  readonly condition: Node | undefined;
}

export interface MatchCase {
  readonly pattern: Pattern;
  readonly body: Node;
}

export interface UpdateCase {
  readonly name: string;
  /** Steps from the updated value inwards. */
  readonly path: readonly UpdateStep[];
  readonly upsert: boolean;
  readonly condition: Node | undefined;
  readonly body: Node;
}

export interface UpdateStep {
  readonly kind: 'value' | 'multi' | 'attribute' | 'index';
  readonly name: Node;
  readonly namespace: string | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly type: TypeNode | undefined;
  readonly initial: Node | undefined;
}

export interface KeyNode {
  readonly name: Node;
  readonly namespace: string | undefined;
  readonly attributes: readonly ObjectPart[] | undefined;
}

/** A pair, or an expression in parentheses whose pairs are taken over. */
export type ObjectPart =
  | { readonly kind: 'pair'; readonly key: KeyNode; readonly value: Node; readonly condition: Node | undefined }
  | { readonly kind: 'spread'; readonly value: Node; readonly condition: Node | undefined };

export interface ArrayPart {
  readonly value: Node;
  readonly condition: Node | undefined;
}

export type SelectorKind =
  | 'value'
  | 'multi'
  | 'attribute'
  | 'attributes'
  | 'multiAttribute'
  | 'pair'
  | 'multiPair'
  | 'descendants'
  | 'descendantValues'
  | 'descendantMulti'
  | 'namespace'
  | 'metadata';

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '<<' | '>>' | '==' | '!=' | '~=' | '<' | '<=' | '>' | '>=' | 'and' | 'or' | 'default';

export type Node = { readonly at: number } & (
  | { readonly k: 'constant'; readonly value: Constant }
  | { readonly k: 'temporal'; readonly text: string }
  | { readonly k: 'regex'; readonly source: string }
  | { readonly k: 'text'; readonly parts: readonly (string | Node)[] }
  | { readonly k: 'array'; readonly parts: readonly ArrayPart[] }
  | { readonly k: 'object'; readonly parts: readonly ObjectPart[] }
  | { readonly k: 'name'; readonly name: string }
  | { readonly k: 'call'; readonly callee: Node; readonly args: readonly Node[] }
  | { readonly k: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly k: 'negative'; readonly value: Node }
  | { readonly k: 'not'; readonly value: Node }
  | {
      readonly k: 'select';
      readonly kind: SelectorKind;
      readonly value: Node;
      readonly name: Node | undefined;
      readonly namespace: string | undefined;
    }
  | { readonly k: 'index'; readonly value: Node; readonly index: Node }
  | { readonly k: 'filter'; readonly value: Node; readonly criteria: Node }
  | { readonly k: 'present'; readonly value: Node }
  | { readonly k: 'asserted'; readonly value: Node }
  | {
      readonly k: 'lambda';
      readonly parameters: readonly Parameter[];
      readonly body: Node;
      readonly returns: TypeNode | undefined;
    }
  | { readonly k: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise: Node }
  | { readonly k: 'match'; readonly value: Node; readonly cases: readonly MatchCase[] }
  | { readonly k: 'update'; readonly value: Node; readonly cases: readonly UpdateCase[] }
  | { readonly k: 'do'; readonly header: readonly Directive[]; readonly body: Node }
  | { readonly k: 'as'; readonly value: Node; readonly type: TypeNode }
  | { readonly k: 'is'; readonly value: Node; readonly type: TypeNode }
  | { readonly k: 'type'; readonly type: TypeNode }
);

/** A literal; numbers keep their text, because their precision is not JavaScript's. */
export type Constant =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly text: string };

export interface TypeField {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TypeNode;
}

export type TypeNode =
  | {
      readonly k: 'named';
      readonly name: string;
      readonly args: readonly TypeNode[];
      readonly schema: readonly SchemaEntry[];
      readonly at: number;
    }
  | {
      readonly k: 'object';
      readonly fields: readonly TypeField[];
      readonly closed: boolean;
      readonly schema: readonly SchemaEntry[];
    }
  | { readonly k: 'function'; readonly parameters: readonly TypeNode[]; readonly returns: TypeNode }
  | { readonly k: 'literal'; readonly value: Node }
  | { readonly k: 'union'; readonly items: readonly TypeNode[] }
  | { readonly k: 'intersection'; readonly items: readonly TypeNode[] };

/** One entry of `{format: "yyyy"}` behind a type. */
export interface SchemaEntry {
  readonly name: string;
  readonly value: Node;
}

export interface FormatProperty {
  readonly name: string;
  readonly value: string | number | boolean;
}

export type Directive = { readonly at: number } & (
  | { readonly k: 'output'; readonly mediaType: string; readonly properties: readonly FormatProperty[] }
  | {
      readonly k: 'input';
      readonly name: string;
      readonly mediaType: string;
      readonly properties: readonly FormatProperty[];
    }
  | { readonly k: 'var'; readonly name: string; readonly type: TypeNode | undefined; readonly value: Node }
  | {
      readonly k: 'fun';
      readonly name: string;
      readonly lambda: Node & { readonly k: 'lambda' };
      readonly tailRecursive: boolean;
    }
  | { readonly k: 'type'; readonly name: string; readonly parameters: readonly string[]; readonly type: TypeNode }
  | { readonly k: 'ns'; readonly prefix: string; readonly uri: string }
  | {
      readonly k: 'import';
      readonly module: string;
      /** undefined: the module itself, under `alias`. */
      readonly names: readonly { readonly name: string; readonly alias: string }[] | '*' | undefined;
      readonly alias: string;
    }
);

/** A parsed script. */
export interface Script {
  readonly source: string;
  readonly header: readonly Directive[];
  readonly body: Node;
}
