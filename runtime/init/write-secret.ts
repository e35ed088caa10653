import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { partialFolder } from "./targets.ts";

/** Writes a value to a file only its owner may read (0400). The name appears with the whole content or not at all. */
export async function writeSecret(secretsDir: string, file: string, value: string | Uint8Array): Promise<string> {
  const target = join(secretsDir, file);
  const partial = join(secretsDir, `${partialFolder}-${file}`);
  await rm(partial, { force: true });
  const handle = await open(partial, "wx", 0o400);
  try {
    await handle.writeFile(value);
  } finally {
    await handle.close();
  }
  await rename(partial, target);
  return target;
}
