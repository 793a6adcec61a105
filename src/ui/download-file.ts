/** How long the browser is given to take the file over, in milliseconds. */
const patience = 60_000;

/** Hands a file to the browser's downloads. */
export function downloadFile(content: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), patience);
}
