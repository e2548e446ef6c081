/** Saving files from the page. */

export function fileName(id: string, ext: string): string {
  const base = id.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '');
  return `${base === '' ? 'figure' : base}.${ext}`;
}

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  document.body.appendChild(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function saveText(text: string, name: string, type: string): void {
  // The byte order mark keeps Å and ° intact when a spreadsheet opens a CSV file.
  const bom = type === 'text/csv' ? '\ufeff' : '';
  saveBlob(new Blob([bom + text], { type: `${type};charset=utf-8` }), name);
}

export function savePng(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((b) => {
    if (b) saveBlob(b, name);
  }, 'image/png');
}
