import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort, startPeerProcess, waitUntil } from "./peer-process.ts";
import { requirePeer } from "./peers.ts";

type Folders = [string, string, string];

/**
 * Starts versitygw, a real S3 server over a folder, with versioning to be had. Path-style, HTTP, 127.0.0.1. It refuses keys that
 * end in or double a slash, or extend another key (it keeps files), and has no bucket lifecycle.
 */
export async function startRealS3(o: {
  dataDir: string;
  accessKeyId: string;
  secretAccessKey: string;
  region?: string;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const program = requirePeer("s3");
  // Two folders, neither inside the other, or old versions would be listed as objects.
  const [objects, versions, users] = ["objects", "versions", "users"].map((name) => join(o.dataDir, name)) as Folders;
  for (const folder of [objects, versions, users]) mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const gateway = await startPeerProcess({
    name: "versitygw",
    dataDir: o.dataDir,
    program,
    args: [
      ...["--port", `127.0.0.1:${port}`, "--region", o.region ?? "us-east-1", "--iam-dir", users],
      ...["posix", "--versioning-dir", versions, objects],
    ],
    // By environment, so that the keys are not in the process list.
    env: { ROOT_ACCESS_KEY: o.accessKeyId, ROOT_SECRET_KEY: o.secretAccessKey },
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitUntil(
      async () => {
        if (gateway.hasExited()) throw new Error(`versitygw ended at once:\n${gateway.log()}`);
        return fetch(url).then(
          () => true,
          () => false,
        );
      },
      20_000,
      "versitygw to answer",
    );
  } catch (error) {
    await gateway.stop();
    throw error;
  }
  return { url, stop: gateway.stop };
}
