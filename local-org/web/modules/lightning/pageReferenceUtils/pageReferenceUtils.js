/** Default field values in a page reference's state: `Name=Meter,Count=3`, percent-encoded per value. */
export function encodeDefaultFieldValues(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join(',');
}

export function decodeDefaultFieldValues(text) {
  if (!text) {
    return {};
  }
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name, decodeURIComponent(value.join('='))];
    }),
  );
}
