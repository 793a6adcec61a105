/**
 * A photo's name for what is kept of it: the SHA-256 of its bytes, as hex. Pages from insecure origins have no
 * cryptography; there a 2 × 32-bit FNV-1a with the length stands in, under a prefix of its own.
 */
export async function hashPhoto(photo: Blob): Promise<string> {
  const bytes = new Uint8Array(await photo.arrayBuffer());
  // Typed as always present, but absent on insecure origins.
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (!subtle) return weakHash(bytes);
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}

function weakHash(bytes: Uint8Array): string {
  let forward = 0x811c9dc5;
  let mixed = 0x811c9dc5;
  for (const [index, byte] of bytes.entries()) {
    forward = Math.imul(forward ^ byte, 0x01000193);
    mixed = Math.imul(mixed ^ (byte + (index & 0xff)), 0x01000193);
  }
  const words = [forward, mixed, bytes.length].map((word) => (word >>> 0).toString(16).padStart(8, '0'));
  return `fnv-${words.join('')}`;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
