/**
 * The sentence to show for a failure: the server's own where it wrote one for people, otherwise the fallback.
 * Shapes: Apex {body: {message}}, UI API {body: [{message}]}; anything else is technical.
 */
export function messageFor(error, fallback) {
  const body = error?.body;
  const message = Array.isArray(body) ? body[0]?.message : body?.message;
  return message || fallback;
}
