import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { availablePeers, findGo, isBuilt, type Peer, peers } from "./peers.ts";

const versionPackage = "k8s.io/component-base/version";

/**
 * Builds the peers that are not in the cache yet: the control plane in about ten minutes on two cores, S3 in two.
 * Returns what may be had afterwards, and why not what may not: Go is missing, or it could not get a module. A failed build leaves
 * nothing behind that looks built.
 */
export function buildPeers(names: Peer["name"][] = ["kubernetes", "s3"]): ReturnType<typeof availablePeers> {
  const go = findGo();
  const failures = new Map<Peer["name"], string>();
  for (const name of names) {
    if (isBuilt(peers[name]) || !go) continue;
    try {
      build(name, go);
    } catch (error) {
      failures.set(name, error instanceof Error ? error.message : String(error));
    }
  }
  return availablePeers().map((entry) => {
    const reason = failures.get(entry.peer.name);
    return reason ? { ...entry, state: "missing", reason } : entry;
  });
}

function build(name: Peer["name"], go: string): void {
  const { program, version } = peers[name];
  mkdirSync(dirname(program), { recursive: true });
  if (name === "kubernetes") buildControlPlane(go);
  else run(go, ["install", `github.com/versity/versitygw/cmd/versitygw@v${version}`], import.meta.dirname);
}

function buildControlPlane(go: string): void {
  const { program, version } = peers.kubernetes;
  const [major, minor] = version.split(".");
  // Without these the API server calls itself v0.0.0-master on /version.
  const stamps = [`gitVersion=v${version}`, `gitMajor=${major}`, `gitMinor=${minor}`].map(
    (stamp) => `-X ${versionPackage}.${stamp}`,
  );
  const partial = `${program}.partial`;
  const ldflags = ["-s", "-w", ...stamps].join(" ");
  run(go, ["build", "-trimpath", `-ldflags=${ldflags}`, "-o", partial, "."], join(import.meta.dirname, "kubernetes"));
  renameSync(partial, program);
}

function run(go: string, args: string[], cwd: string): void {
  const built = spawnSync(go, args, {
    cwd,
    stdio: "inherit",
    // A proxy that never answers is a module that can't be had.
    timeout: 30 * 60_000,
    env: { ...process.env, GOBIN: dirname(peers.s3.program), GOFLAGS: "-buildvcs=false" },
  });
  if (built.status !== 0) throw new Error(`go ${args[0]} ended with ${built.status ?? built.signal}`);
}

if (import.meta.main) {
  for (const { peer, state, reason } of buildPeers()) {
    console.log(`${peer.name} ${peer.version}: ${state === "missing" ? `skipped, ${reason}` : reason}`);
  }
}
