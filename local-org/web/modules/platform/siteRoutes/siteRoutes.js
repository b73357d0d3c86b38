/** Page references of an Experience site and their addresses, from the routes of its DigitalExperienceBundle. */
import { apiBase, context } from 'platform/context';

const query = (state) => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(state ?? {})) {
    if (value !== undefined && value !== null && value !== '') {
      parameters.set(name, String(value));
    }
  }
  return parameters.size > 0 ? `?${parameters}` : '';
};

const address = (route, rest) => `${context.basePath}/${[route.urlPrefix, ...rest].filter(Boolean).join('/')}`;

/** Routes for an object are named `detail-<key>`, `list-<key>`; the object stands in the route's model as the server reads it. */
const routeFor = (kind, objectApiName) =>
  context.routes.find((route) => route.kind === kind && route.object === objectApiName);

/** The site's own names for login pages, as `comm__loginPage` uses them. */
const LOGIN_ACTIONS = {
  login: 'login-main',
  register: 'self-register',
  forgotPassword: 'forgot-password',
  logout: 'logout',
};

export function toUrl({ type, attributes = {}, state }) {
  switch (type) {
    case 'comm__namedPage': {
      // `name` is the API name (`Home`, `My_Page__c`); the older `pageName` is its route type.
      const route = context.routes.find(
        (candidate) => candidate.name === attributes.name || candidate.routeType === attributes.pageName,
      );
      return route ? address(route, []) + query(state) : undefined;
    }
    case 'comm__loginPage': {
      const wanted = LOGIN_ACTIONS[attributes.actionName];
      if (wanted === 'logout') {
        return `${apiBase}/secur/logout.jsp`;
      }
      const route = context.routes.find((candidate) => candidate.routeType === wanted);
      return route ? address(route, []) + query(state) : undefined;
    }
    case 'standard__namedPage':
      return attributes.pageName === 'home' ? `${context.basePath}/` : undefined;
    case 'standard__recordPage': {
      const object = attributes.objectApiName ?? context.keyPrefixes?.[String(attributes.recordId).slice(0, 3)];
      const route = routeFor('detail', object);
      return route ? address(route, [attributes.recordId]) + query(state) : undefined;
    }
    case 'standard__objectPage': {
      const route = routeFor('list', attributes.objectApiName);
      return route ? address(route, []) + query(state) : undefined;
    }
    case 'standard__webPage':
      return attributes.url?.startsWith('/') && !attributes.url.startsWith(`${context.basePath}/`)
        ? context.basePath + attributes.url
        : attributes.url;
    default:
      return undefined;
  }
}

/** The route a path leads to with its parameters, or undefined. */
export function matchRoute(pathname) {
  const relative = decodeURIComponent(pathname.slice(context.basePath.length)).replace(/^\/+|\/+$/g, '');
  const [prefix = '', ...rest] = relative.split('/');
  const candidates = context.routes.filter((route) => route.urlPrefix.toLowerCase() === prefix.toLowerCase());
  return candidates
    .map((route) => ({ route, recordId: route.kind === 'detail' ? rest[0] : undefined }))
    .find(({ route, recordId }) => (route.kind === 'detail' ? recordId : rest.length === 0));
}

export function toReference(pathname, search) {
  const state = Object.fromEntries(new URLSearchParams(search));
  const match = matchRoute(pathname);
  if (!match) {
    return { type: 'unknown', attributes: { pathname }, state };
  }
  const { route, recordId } = match;
  if (route.kind === 'detail') {
    return {
      type: 'standard__recordPage',
      attributes: { objectApiName: route.object, recordId, actionName: 'view' },
      state,
    };
  }
  if (route.kind === 'list') {
    return { type: 'standard__objectPage', attributes: { objectApiName: route.object, actionName: 'list' }, state };
  }
  return { type: 'comm__namedPage', attributes: { name: route.name }, state };
}
