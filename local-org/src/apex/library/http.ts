/** System.Http, HttpRequest, HttpResponse and static-resource mocks; RestContext of @RestResource classes. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, mapOf, platformType } from '../runtime/type-ref.ts';
import { ApexMap, Blob, PlatformObject } from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { PropertyObject, propertyFunctions, textList } from './property-object.ts';
import { mockOf } from './test-class.ts';

/** What request and response share: headers in any case, a body as bytes. */
abstract class HttpMessage extends PlatformObject {
  private readonly headers = new Map<string, { readonly name: string; readonly value: string }>();
  body = new Blob(new Uint8Array());

  header(name: string): string | null {
    return this.headers.get(name.toLowerCase())?.value ?? null;
  }
  setHeader(name: string, value: string): void {
    this.headers.set(name.toLowerCase(), { name, value });
  }
  headerNames(): string[] {
    return Array.from(this.headers.values(), (header) => header.name);
  }
  headerRecord(): Record<string, string> {
    return Object.fromEntries(Array.from(this.headers.values(), ({ name, value }) => [name, value]));
  }
}

export class HttpRequestValue extends HttpMessage {
  override readonly apexType = platformType('System.HttpRequest');
  method: string | null = null;
  endpoint: string | null = null;
  compressed = false;
  timeoutMs = 10_000;
  override toText(): string {
    return `System.HttpRequest[Endpoint=${this.endpoint ?? 'null'}, Method=${this.method ?? 'null'}]`;
  }
}

export class HttpResponseValue extends HttpMessage {
  override readonly apexType = platformType('System.HttpResponse');
  status: string | null = null;
  statusCode = 0;
  override toText(): string {
    return `System.HttpResponse[Status=${this.status ?? 'null'}, StatusCode=${this.statusCode}]`;
  }
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE']);

function refuse(message: string, cause?: unknown): never {
  throw new ApexException('System.CalloutException', message, { cause });
}

const PENDING_WORK = 'You have uncommitted work pending. Please commit or rollback before calling out';

/** Sends the request, or asks the mock of the running test. */
function send(rt: Runtime, request: HttpRequestValue): unknown {
  const { endpoint, method } = notNull(request);
  if (endpoint === null) refuse('Endpoint cannot be null');
  if (method === null || !METHODS.has(method.toUpperCase())) refuse(`Invalid HTTP method: ${method ?? 'null'}`);
  rt.limits.use('callouts');
  if (rt.logs) rt.logged('CALLOUT_REQUEST', request.toText());
  if (rt.test) {
    const mock = mockOf(rt, 'HttpCalloutMock');
    if (mock === undefined) {
      throw new ApexException(
        'System.TypeException',
        'Methods defined as TestMethod do not support Web service callouts',
      );
    }
    // "Performing DML Operations and Mock Callouts" (Apex Developer Guide): DML before the callout, in the same half of the test, is refused.
    if (rt.limits.count('dmlStatements') > 0) refuse(PENDING_WORK);
    if (mock instanceof StaticMock) return mock.respond(rt, endpoint);
    return rt.callMethod(mock, 'respond', [request]);
  }
  if (rt.transaction.dirty) refuse(PENDING_WORK);
  try {
    const answer = rt.parts.callout({
      method: method.toUpperCase(),
      endpoint,
      headers: request.headerRecord(),
      body: request.body.size === 0 ? null : request.body.bytes,
      timeoutMs: request.timeoutMs,
      user: rt.user,
    });
    const made = response(answer.status, answer.statusText, answer.headers, new Blob(answer.body));
    if (rt.logs) rt.logged('CALLOUT_RESPONSE', made.toText());
    return made;
  } catch (error) {
    if (error instanceof OrgError && !(error instanceof Unsupported)) refuse(error.message, error);
    throw error;
  }
}

function response(
  code: number,
  status: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
): HttpResponseValue {
  const made = new HttpResponseValue();
  made.statusCode = code;
  made.status = status;
  made.body = body;
  for (const [name, value] of Object.entries(headers)) made.setHeader(name, value);
  return made;
}

/** System.StaticResourceCalloutMock and its Multi form. */
class StaticMock extends PlatformObject {
  override readonly apexType;
  readonly resources = new Map<string, string>();
  readonly headers: Record<string, string> = {};
  statusCode = 200;
  status = 'OK';

  constructor(typeName: string) {
    super();
    this.apexType = platformType(typeName);
  }

  respond(rt: Runtime, endpoint: string): HttpResponseValue {
    const resource = this.resources.get(endpoint) ?? this.resources.get('');
    if (resource === undefined) refuse(`No static resource for ${endpoint}`);
    const scope = rt.scope('SYSTEM_MODE');
    const { records } = rt.parts.queries.query(
      'SELECT Body FROM StaticResource WHERE Name = :resource',
      { resource },
      scope,
    );
    const body = records[0]?.values.Body;
    if (typeof body !== 'string') refuse(`Static Resource not found : ${resource}`);
    return response(this.statusCode, this.status, this.headers, Blob.fromBase64(body));
  }
}

const staticMocks = Object.fromEntries(
  ['System.StaticResourceCalloutMock', 'System.MultiStaticResourceCalloutMock'].flatMap((type) => [
    [`new ${type}()`, () => new StaticMock(type)],
    [
      `${type}.setStaticResource(String)`,
      (_rt: Runtime, self: StaticMock, resource: string) => void self.resources.set('', resource),
    ],
    [
      `${type}.setStaticResource(String,String)`,
      (_rt: Runtime, self: StaticMock, endpoint: string, resource: string) =>
        void self.resources.set(endpoint, resource),
    ],
    [
      `${type}.setHeader(String,String)`,
      (_rt: Runtime, self: StaticMock, name: string, value: string) => void (self.headers[name] = value),
    ],
    [`${type}.setStatus(String)`, (_rt: Runtime, self: StaticMock, status: string) => void (self.status = status)],
    [`${type}.setStatusCode(Integer)`, (_rt: Runtime, self: StaticMock, code: number) => void (self.statusCode = code)],
    [
      `${type}.respond(HttpRequest)`,
      (rt: Runtime, self: StaticMock, request: HttpRequestValue) => self.respond(rt, notNull(request.endpoint)),
    ],
  ]),
) as Record<string, (rt: Runtime, ...args: readonly never[]) => unknown>;

export const httpFunctions = {
  ...staticMocks,
  'new System.Http()': () => new PropertyObject('System.Http'),
  'System.Http.send(HttpRequest)': (rt: Runtime, _self: unknown, request: HttpRequestValue) => send(rt, request),
  'new System.HttpRequest()': () => new HttpRequestValue(),
  'System.HttpRequest.getBody()': (_rt: Runtime, self: HttpRequestValue) => self.body.toText(),
  'System.HttpRequest.getBodyAsBlob()': (_rt: Runtime, self: HttpRequestValue) => self.body,
  'System.HttpRequest.getCompressed()': (_rt: Runtime, self: HttpRequestValue) => self.compressed,
  'System.HttpRequest.getEndpoint()': (_rt: Runtime, self: HttpRequestValue) => self.endpoint,
  'System.HttpRequest.getHeader(String)': (_rt: Runtime, self: HttpRequestValue, name: string) =>
    self.header(required(name)),
  'System.HttpRequest.getMethod()': (_rt: Runtime, self: HttpRequestValue) => self.method,
  'System.HttpRequest.setBody(String)': (_rt: Runtime, self: HttpRequestValue, body: string) => {
    self.body = Blob.fromText(required(body));
  },
  'System.HttpRequest.setBodyAsBlob(Blob)': (_rt: Runtime, self: HttpRequestValue, body: Blob) => {
    self.body = required(body);
  },
  'System.HttpRequest.setCompressed(Boolean)': (_rt: Runtime, self: HttpRequestValue, compressed: boolean) => {
    self.compressed = compressed;
  },
  'System.HttpRequest.setEndpoint(String)': (_rt: Runtime, self: HttpRequestValue, endpoint: string | null) => {
    self.endpoint = endpoint;
  },
  'System.HttpRequest.setHeader(String,String)': (_rt: Runtime, self: HttpRequestValue, name: string, value: string) =>
    self.setHeader(required(name), required(value, 2)),
  'System.HttpRequest.setMethod(String)': (_rt: Runtime, self: HttpRequestValue, method: string | null) => {
    self.method = method;
  },
  'System.HttpRequest.setTimeout(Integer)': (_rt: Runtime, self: HttpRequestValue, millis: number) => {
    if (required(millis) < 1 || millis > 120_000) refuse(`Invalid timeout value: ${millis}`);
    self.timeoutMs = millis;
  },
  'System.HttpRequest.toString()': (_rt: Runtime, self: HttpRequestValue) => self.toText(),
  'new System.HttpResponse()': () => new HttpResponseValue(),
  'System.HttpResponse.getBody()': (_rt: Runtime, self: HttpResponseValue) => self.body.toText(),
  'System.HttpResponse.getBodyAsBlob()': (_rt: Runtime, self: HttpResponseValue) => self.body,
  'System.HttpResponse.getHeader(String)': (_rt: Runtime, self: HttpResponseValue, name: string) =>
    self.header(required(name)),
  'System.HttpResponse.getHeaderKeys()': (_rt: Runtime, self: HttpResponseValue) => textList(self.headerNames()),
  'System.HttpResponse.getStatus()': (_rt: Runtime, self: HttpResponseValue) => self.status,
  'System.HttpResponse.getStatusCode()': (_rt: Runtime, self: HttpResponseValue) => self.statusCode,
  'System.HttpResponse.setBody(String)': (_rt: Runtime, self: HttpResponseValue, body: string) => {
    self.body = Blob.fromText(required(body));
  },
  'System.HttpResponse.setBodyAsBlob(Blob)': (_rt: Runtime, self: HttpResponseValue, body: Blob) => {
    self.body = required(body);
  },
  'System.HttpResponse.setHeader(String,String)': (
    _rt: Runtime,
    self: HttpResponseValue,
    name: string,
    value: string,
  ) => self.setHeader(required(name), required(value, 2)),
  'System.HttpResponse.setStatus(String)': (_rt: Runtime, self: HttpResponseValue, status: string | null) => {
    self.status = status;
  },
  'System.HttpResponse.setStatusCode(Integer)': (_rt: Runtime, self: HttpResponseValue, code: number) => {
    self.statusCode = required(code);
  },
  'System.HttpResponse.toString()': (_rt: Runtime, self: HttpResponseValue) => self.toText(),
};

const REST = Symbol('rest context');
interface RestState {
  request: unknown;
  response: unknown;
}
/** The request and response of the running @RestResource call; the entry point sets them. */
export const restContext = (rt: Runtime): RestState => rt.state(REST, () => ({ request: null, response: null }));

const textMap = (): ApexMap => new ApexMap(mapOf(Types.String, Types.String));

/** A new RestRequest with empty header and parameter maps. */
export const newRestRequest = (): PropertyObject =>
  new PropertyObject('System.RestRequest', { headers: textMap(), params: textMap() });
export const newRestResponse = (): PropertyObject => new PropertyObject('System.RestResponse', { headers: textMap() });

const putInto = (property: string) => (_rt: Runtime, self: PropertyObject, name: string, value: string) => {
  const map = self.get(property);
  if (map instanceof ApexMap) map.put(name, value);
};

const restProperties = propertyFunctions(['System.RestRequest', 'System.RestResponse']);

export const restFunctions = {
  ...restProperties,
  'new System.RestRequest()': newRestRequest,
  'new System.RestResponse()': newRestResponse,
  'System.RestRequest.addHeader(String,String)': putInto('headers'),
  'System.RestRequest.addParameter(String,String)': putInto('params'),
  'System.RestResponse.addHeader(String,String)': putInto('headers'),
  'get System.RestContext.request': (rt: Runtime) => restContext(rt).request,
  'set System.RestContext.request': (rt: Runtime, value: unknown) => {
    restContext(rt).request = value;
  },
  'get System.RestContext.response': (rt: Runtime) => restContext(rt).response,
  'set System.RestContext.response': (rt: Runtime, value: unknown) => {
    restContext(rt).response = value;
  },
};
