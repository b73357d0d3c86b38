export const reflectAttribute = (c, n, v) => c.setAttribute(n, v);
