/** A field as RFC 4180 writes it; what a spreadsheet would take for a formula is kept from being one. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines with their ends, as RFC 4180 writes them. */
export function csvOf(rows: Iterable<readonly (string | number)[]>): string {
  return [...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}
