/** Finds the handler for a path. Patterns: `/services/data/:version/query`, a trailing `*rest` takes the remainder. */

export interface Match<T> {
  readonly route: T;
  /** Decoded values of the `:name` segments; `*rest` without its leading slash. */
  readonly params: Readonly<Record<string, string>>;
}

interface Compiled<T> {
  readonly methods: ReadonlySet<string> | null;
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly route: T;
}

/** An ordered route table; the first fitting entry wins. Fixed segments compare without case, as on the platform. */
export class Router<T> {
  readonly #routes: Compiled<T>[] = [];

  /** `methods` like `GET POST`, or `*` for all. */
  add(methods: string, pattern: string, route: T): void {
    const names: string[] = [];
    const source = pattern
      .split('/')
      .map((segment) => {
        if (segment.startsWith(':')) {
          names.push(segment.slice(1));
          return '([^/]+)';
        }
        if (segment.startsWith('*')) {
          names.push(segment.slice(1));
          return '(.*)';
        }
        return segment.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      })
      .join('/');
    this.#routes.push({
      methods: methods === '*' ? null : new Set(methods.split(' ')),
      expression: new RegExp(`^${source}/?$`, 'i'),
      names,
      route,
    });
  }

  /** The route, `'method'` when only the method does not fit, or null. */
  find(method: string, path: string): Match<T> | 'method' | null {
    let pathKnown = false;
    for (const { methods, expression, names, route } of this.#routes) {
      const found = expression.exec(path);
      if (!found) continue;
      pathKnown = true;
      if (methods && !methods.has(method)) continue;
      const params: Record<string, string> = {};
      for (const [index, name] of names.entries()) params[name] = decode(found[index + 1] ?? '');
      return { route, params };
    }
    return pathKnown ? 'method' : null;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    // A lone percent sign is no escape; the platform takes it as it stands.
    if (cause instanceof URIError) return segment;
    throw cause;
  }
}
