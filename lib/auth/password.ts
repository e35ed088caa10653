import { compare, hash } from "bcryptjs";

/** OWASP asks for 10 at least; each step doubles what a sign-in costs the server. */
const cost = 10;
/** The hash of nothing anyone knows, so that an unknown login costs as long as a known one. */
let decoy: Promise<string> | undefined;

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Whether the password is the one that was hashed. Without a hash it takes as long and is false. */
export async function passwordMatches(password: string, stored: string | null | undefined): Promise<boolean> {
  if (Buffer.byteLength(password) > 72) return false;
  decoy ??= hash(crypto.randomUUID(), cost);
  const matches = await compare(password, stored ?? (await decoy));
  return matches && typeof stored === "string";
}
