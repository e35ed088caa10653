import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A real system that tests may run against in place of its stand-in: what it is called, and which version was measured. */
export type Peer = { name: "kubernetes" | "s3"; version: string; program: string };

const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway-peers");

/** Where each peer's program lies once built. The folder carries the version, so that a new version is a new build. */
export const peers = {
  kubernetes: {
    name: "kubernetes",
    version: "1.37.2",
    program: join(cacheDir, "kubernetes-1.37.2", "control-plane"),
  },
  s3: { name: "s3", version: "1.8.0", program: join(cacheDir, "versitygw-1.8.0", "versitygw") },
} as const satisfies Record<Peer["name"], Peer>;

/** Whether the peer's program is there to be started. */
export function isBuilt(peer: Peer): boolean {
  return isExecutable(peer.program);
}

/** The `go` command's path, or undefined where Go is not installed. */
export function findGo(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).concat("/usr/local/go/bin");
  return folders.map((folder) => join(folder, "go")).find(isExecutable);
}

/** Which peers may be had here: built already, buildable because Go is there, or not and why, in one line. */
export function availablePeers(): { peer: Peer; state: "built" | "buildable" | "missing"; reason: string }[] {
  return Object.values(peers).map((peer) => {
    if (isBuilt(peer)) return { peer, state: "built", reason: peer.program };
    if (findGo()) return { peer, state: "buildable", reason: "run: node e2e/real-peers/build.ts" };
    return {
      peer,
      state: "missing",
      reason: `the real ${peer.name} ${peer.version} is built with Go, which is not here`,
    };
  });
}

/** The program of a built peer; throws one clear line when it is not there. */
export function requirePeer(name: Peer["name"]): string {
  const peer = peers[name];
  if (isBuilt(peer)) return peer.program;
  const reason = availablePeers().find((entry) => entry.peer.name === name)?.reason;
  throw new Error(`the real ${name} ${peer.version} is not built here: ${reason}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
