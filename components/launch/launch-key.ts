/** 53 bits of a text's hash (cyrb53, public domain): enough to tell one person's forms of one page apart. */
export function hashOf(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/** Not `randomUUID`: that is only there over HTTPS. */
export const newNonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

/**
 * The key of one launch: the same for the same content until that has been launched, so that a second click, or a try after a lost
 * answer, is the same run; another once anything changed.
 */
export const launchKeyOf = (nonce: string, asked: unknown): string => `${nonce}-${hashOf(JSON.stringify(asked))}`;
