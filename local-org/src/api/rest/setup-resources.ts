/** Resources for administrators' and developers' tools: tooling, metadata deploys, limits. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Router } from '../router.ts';
import { multipart } from './multipart.ts';
import type { PlanRequest, RestRequest } from './plan.ts';
import { bodyObject, isTrue, list, param, plan, requiredQuery, text } from './plan.ts';

/** Adds the resources; patterns begin after the version. */
export function addSetupResources(router: Router<PlanRequest>): void {
  router.add('GET', '/tooling/query', (request) => {
    const soql = requiredQuery(request, 'q');
    return isTrue(request.query.get('columns')) ? plan('toolingColumns', { soql }) : plan('toolingQuery', { soql });
  });
  router.add('GET', '/tooling/executeAnonymous', (request) =>
    plan('executeAnonymous', { source: requiredQuery(request, 'anonymousBody') }, (result) => ({
      status: 200,
      body: { ...result, log: undefined },
    })),
  );
  router.add('POST', '/tooling/runTestsSynchronous', (request) => plan('runTests', testRun(request)));
  router.add('POST', '/tooling/runTestsAsynchronous', (request) => plan('runTestsAsync', testRun(request)));
  // `sf` asks whether the org tracks source; this answer means it does not.
  router.add('GET', '/tooling/sobjects/:object/describe', () =>
    plan('fail', { code: 'NOT_FOUND', message: 'The requested resource does not exist' }),
  );
  router.add('GET', '/tooling/sobjects/ApexLog/:id/Body', (request) =>
    plan('apexLogBody', { id: param(request, 'id') }, (body) => ({
      status: 200,
      raw: { headers: { 'content-type': 'text/plain;charset=UTF-8' }, body },
    })),
  );
  router.add('POST', '/tooling/sobjects/:type', (request) =>
    plan('toolCreate', { type: param(request, 'type'), fields: bodyObject(request) }, (body) => ({
      status: 201,
      body,
    })),
  );
  router.add('PATCH', '/tooling/sobjects/:type/:id', (request) =>
    plan('toolUpdate', { type: param(request, 'type'), id: param(request, 'id'), fields: bodyObject(request) }, () => ({
      status: 204,
    })),
  );
  router.add('DELETE', '/tooling/sobjects/:type/:id', (request) =>
    plan('toolDelete', { type: param(request, 'type'), id: param(request, 'id') }, () => ({ status: 204 })),
  );
  router.add('*', '/tooling/*rest', (request) => {
    throw new Unsupported(`Tooling API ${request.method} ${param(request, 'rest')}`);
  });
  router.add('POST', '/metadata/deployRequest', (request) => deployPlan(request));
  router.add('GET', '/metadata/deployRequest/:id', (request) =>
    plan(
      'deployStatus',
      { id: param(request, 'id'), includeDetails: isTrue(request.query.get('includeDetails')) },
      (result) => ({
        status: 200,
        body: { id: param(request, 'id'), validatedDeployRequestId: null, deployOptions: null, deployResult: result },
      }),
    ),
  );
  router.add('GET', '/limits', () => {
    throw new Unsupported('REST limits', 'the local org meters nothing');
  });
  router.add('*', '/jobs/*rest', (request) => {
    throw new Unsupported(`Bulk API 2.0 ${request.method} jobs/${param(request, 'rest')}`);
  });
  router.add('*', '/actions/*rest', (request) => {
    throw new Unsupported(`Actions API ${param(request, 'rest')}`);
  });
}

/** `{tests: [{className, testMethods?}], testLevel}` or the older `{classNames}`. */
function testRun(request: RestRequest): {
  readonly testLevel: string;
  readonly classes: readonly { readonly name: string; readonly methods: readonly string[] | null }[];
} {
  const body = bodyObject(request);
  const named = typeof body['classNames'] === 'string' ? body['classNames'].split(',') : [];
  const tests = body['tests'] === undefined ? [] : list(body['tests'], 'tests');
  const classes = tests.map((entry) => {
    const { className, classId, testMethods } = entry as Readonly<Record<string, unknown>>;
    if (className === undefined && classId !== undefined)
      throw new Unsupported('Tooling.runTests by classId', 'give class names');
    return {
      name: text(className, 'className'),
      methods:
        testMethods === undefined ? null : list(testMethods, 'testMethods').map((name) => text(name, 'testMethods')),
    };
  });
  return {
    testLevel: typeof body['testLevel'] === 'string' ? body['testLevel'] : 'RunSpecifiedTests',
    classes: [...classes, ...named.map((name) => ({ name: name.trim(), methods: null }))],
  };
}

/** REST deploy: a zip and its options as multipart, or JSON that names a validated deploy. */
function deployPlan(request: RestRequest): ReturnType<PlanRequest> {
  const type = String(request.headers['content-type'] ?? '');
  if (type.includes('application/json')) {
    const validationId = text(bodyObject(request)['validatedDeployRequestId'], 'validatedDeployRequestId');
    return plan('deployValidated', { validationId }, (id) => ({ status: 201, body: { id } }));
  }
  const parts = multipart(request.raw, type);
  const zip = parts.get('file');
  if (!zip) throw new OrgError('INVALID_ZIP', 'The part "file" with the zip is missing.');
  const content = parts.get('entity_content') ?? parts.get('json');
  const options = content
    ? ((JSON.parse(content.toString('utf8')) as { readonly deployOptions?: Readonly<Record<string, unknown>> })
        .deployOptions ?? {})
    : {};
  const refused = ['allowMissingFiles', 'autoUpdatePackage', 'performRetrieve'].find((name) => isTrue(options[name]));
  if (refused !== undefined) throw new Unsupported(`Metadata.deploy ${refused}`);
  const runTests = options['runTests'];
  return plan(
    'startDeploy',
    {
      zip: new Uint8Array(zip),
      checkOnly: isTrue(options['checkOnly']),
      rollbackOnError: isTrue(options['rollbackOnError']),
      testLevel: typeof options['testLevel'] === 'string' ? options['testLevel'] : null,
      runTests: Array.isArray(runTests) ? runTests.map(String) : [],
      purgeOnDelete: isTrue(options['purgeOnDelete']),
      ignoreWarnings: isTrue(options['ignoreWarnings']),
    },
    (id) => ({
      status: 201,
      body: { id, deployOptions: options, deployResult: { id, status: 'Pending', done: false, success: false } },
    }),
  );
}
