import { join } from "node:path";
import type { StartControlPlane } from "#demo/sandbox.ts";
import type { StackOptions } from "#demo/stack.ts";
import { startRealDatacenterS3 } from "./datacenter-s3.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import { startRealControlPlane } from "./kubernetes.ts";
import { isBuilt, peers } from "./peers.ts";

/**
 * What the company's world is made of: with SLIPWAY_E2E_PEERS=real its three clusters have real control planes and its data centre a real
 * S3, as far as those are built here; otherwise stand-ins throughout. Spread it into `startStack`'s options.
 */
export function stackPeers(): Pick<StackOptions, "startControlPlane" | "startDatacenterS3"> {
  if (process.env.SLIPWAY_E2E_PEERS !== "real") return {};
  return {
    ...(isBuilt(peers.kubernetes) && { startControlPlane: oneAfterAnother(startReachableControlPlane) }),
    ...(isBuilt(peers.s3) && { startDatacenterS3: startRealDatacenterS3 }),
  };
}

/** A real control plane that takes fault scripts and listens where the stand-in would. */
const startReachableControlPlane: StartControlPlane = async (options) => {
  const real = await startRealControlPlane(options);
  const certificates = join(options.dataDir, "certificates");
  try {
    const proxy = await startFaultProxy({
      target: real.url,
      ca: real.ca,
      certificateFile: join(certificates, "apiserver.crt"),
      keyFile: join(certificates, "apiserver.key"),
      ...(options.port && { port: options.port }),
    });
    const stop = async () => {
      await proxy.stop();
      await real.stop();
    };
    return { ...real, url: proxy.url, faults: proxy.faults, stop };
  } catch (error) {
    await real.stop();
    throw error;
  }
};

/** Three at once on few cores make each of them slower than its own time limits. */
function oneAfterAnother(start: StartControlPlane): StartControlPlane {
  let last: Promise<unknown> = Promise.resolve();
  return (options) => {
    const started = last.then(() => start(options));
    last = started.catch(() => {});
    return started;
  };
}
