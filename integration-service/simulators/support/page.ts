/** The simulators' plain HTML pages. */

/** Text made safe for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #181818; background: #f3f3f3; }
  header { background: #032d60; color: #fff; padding: 0.75rem 1rem; }
  header h1 { font-size: 1.15rem; margin: 0; }
  main { max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
  section { background: #fff; border: 1px solid #c9c9c9; border-radius: 0.25rem; padding: 1rem; margin-bottom: 1rem; overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid #e5e5e5; vertical-align: top; }
  button { font: inherit; padding: 0.5rem 1.25rem; border-radius: 0.25rem; border: 1px solid #0176d3; background: #0176d3; color: #fff; cursor: pointer; }
  button.secondary { background: #fff; color: #0b5cab; }
  button:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid #1b96ff; outline-offset: 2px; }
  label { display: block; margin: 0.75rem 0; }
  input[type='text'] { font: inherit; padding: 0.4rem; width: 100%; max-width: 24rem; box-sizing: border-box; }
`;

/** A whole page; `body` is trusted HTML. */
export function page(title: string, body: string, language = 'en'): string {
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><header><h1>${escapeHtml(title)}</h1></header><main>${body}</main></body></html>`;
}

/** A table with a header row; cells are trusted HTML. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>Nothing yet.</p>';
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
