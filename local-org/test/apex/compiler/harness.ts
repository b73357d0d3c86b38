/** Compiles a class against the standard schema and runs one static method of it. No database: code that needs one fails by name. */
import '../../../src/apex/library/index.ts';
import { compileSources, type ApexSource } from '../../../src/apex/compiler/compile.ts';
import type { Problem } from '../../../src/apex/compiler/ast.ts';
import type { ApexParts } from '../../../src/apex/runtime/context.ts';
import { Program } from '../../../src/apex/runtime/program.ts';
import { newRuntime, entered } from '../../../src/apex/runtime/session.ts';
import { Unsupported } from '../../../src/engine/errors.ts';
import type { Scope, UserContext } from '../../../src/engine/ports.ts';
import { buildSchema } from '../../../src/schema/index.ts';
import type { OrgSchema } from '../../../src/schema/types.ts';

const none = (name: string) => (): never => {
  throw new Unsupported(`${name} without a database`);
};

let built: OrgSchema | undefined;
/** The standard objects with no metadata deployed. */
export function standardSchema(): OrgSchema {
  built ??= buildSchema({ version: 1, components: [], prefixOf: () => 'a00', currencies: ['EUR'] });
  return built;
}

const user: UserContext = {
  userId: '005000000000001AAA',
  username: 'tester@example.com',
  name: 'Tester',
  profileId: '00e000000000001AAA',
  profileName: 'System Administrator',
  roleId: null,
  userType: 'Standard',
  accountId: null,
  contactId: null,
  timeZone: 'Europe/Berlin',
  locale: 'en_US',
  language: 'en_US',
  currency: 'EUR',
  permissionSetIds: [],
};

function partsWithoutDatabase(): ApexParts {
  const refuse = new Proxy({}, { get: (_, name) => none(String(name)) }) as never;
  return {
    store: refuse,
    clock: { now: () => Date.UTC(2026, 10, 22, 6, 0, 0) },
    schema: standardSchema,
    security: refuse,
    classAccess: refuse,
    queries: refuse,
    dml: refuse,
    formulas: refuse,
    triggers: refuse,
    async: refuse,
    events: refuse,
    callout: none('callout'),
    label: (_namespace, name) => (name.toLowerCase() === 'greeting' ? 'Guten Tag' : undefined),
    dataWeave: () => undefined,
    hasLabel: (name) => name.toLowerCase() === 'greeting',
    hasPage: (name) => name.toLowerCase() === 'welcome',
    origin: none('origin'),
    networks: none('networks'),
    requestSite: none('requestSite'),
    sendMail: none('sendMail'),
    mailedSince: none('mailedSince'),
    resetPassword: none('resetPassword'),
    setPassword: none('setPassword'),
  };
}

function scopeOf(): Scope {
  const states = new Map<symbol, unknown>();
  const transaction = {
    user,
    startedAt: 0,
    dirty: false,
    begin: none('begin'),
    savepoint: none('savepoint'),
    rollbackTo: none('rollbackTo'),
    releaseSavepoint: none('releaseSavepoint'),
    afterCommit: none('afterCommit'),
    state: <T>(key: symbol, make: () => T): T => {
      if (!states.has(key)) states.set(key, make());
      return states.get(key) as T;
    },
  };
  return { transaction, access: { user, crud: false, fls: false, sharing: false } };
}

const options = {
  schema: standardSchema,
  hasLabel: (name: string) => name.toLowerCase() === 'greeting',
  hasPage: (name: string) => name.toLowerCase() === 'welcome',
};

export const source = (name: string, body: string, apiVersion = 67): ApexSource => ({
  kind: 'class',
  name,
  body,
  apiVersion,
});

/** Problems of the sources, in order. */
export const problemsOf = (...sources: readonly ApexSource[]): readonly Problem[] =>
  compileSources(sources, options).problems;

/** Compiles and runs `className.method()`; throws an Error that lists the problems when it does not compile. */
export function run(
  sources: readonly ApexSource[],
  className: string,
  method: string,
  cpuMilliseconds = 10_000,
): unknown {
  const { problems, units } = compileSources(sources, options);
  if (problems.length > 0) {
    throw new Error(problems.map((one) => `${String(one.line)}:${String(one.column)} ${one.message}`).join('\n'));
  }
  const program = new Program(units, standardSchema);
  const rt = newRuntime({ parts: partsWithoutDatabase(), program: () => program }, scopeOf(), 'anonymous', {
    cpuMilliseconds,
  });
  return entered(rt, () => rt.callStatic(className, method, []));
}
