import type { StoredImage } from "./image-store.ts";
import { type ContainerRun, type PodContext, pause } from "./pod-context.ts";
import { pullCredentials } from "./pull-credentials.ts";

const firstBackOffMs = 10_000;
const longestBackOffMs = 300_000;
/** How long ErrImagePull stands before the kubelet's next sync turns it into ImagePullBackOff. */
const syncMs = 1500;

/**
 * The container's image by its pull policy, tried with the kubelet's back-off (10 s, doubling to 5 min) until it is there.
 * Undefined when the pod is stopped meanwhile. https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
 */
export async function obtainImage(ctx: PodContext, run: ContainerRun): Promise<StoredImage | undefined> {
  const { image } = run.container;
  const policy = run.container.imagePullPolicy ?? (/:latest$|^[^:]*$/.test(image) ? "Always" : "IfNotPresent");
  for (let backOffMs = firstBackOffMs; !ctx.stopping.aborted; backOffMs = Math.min(backOffMs * 2, longestBackOffMs)) {
    const present = policy === "Always" ? undefined : await ctx.node.images.find(image);
    if (present) {
      record(
        ctx,
        run,
        "Normal",
        "Pulled",
        `Container image "${image}" already present on machine and can be accessed by the pod`,
      );
      return present;
    }
    if (policy === "Never") {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      record(ctx, run, "Warning", "ErrImageNeverPull", message);
      wait(ctx, run, "ErrImageNeverPull", message);
      await pause(backOffMs, ctx.stopping);
      continue;
    }
    const failure = await tryPull(ctx, run);
    if (typeof failure !== "string") return failure;
    wait(ctx, run, "ErrImagePull", failure);
    record(ctx, run, "Warning", "Failed", "Error: ErrImagePull");
    await pause(syncMs, ctx.stopping);
    if (ctx.stopping.aborted) break;
    record(ctx, run, "Normal", "BackOff", `Back-off pulling image "${image}"`);
    wait(ctx, run, "ImagePullBackOff", `Back-off pulling image "${image}": ErrImagePull: ${failure}`);
    record(ctx, run, "Warning", "Failed", "Error: ImagePullBackOff");
    await pause(backOffMs - syncMs, ctx.stopping);
  }
  return undefined;
}

/** The image, or why it could not be pulled. */
async function tryPull(ctx: PodContext, run: ContainerRun): Promise<StoredImage | string> {
  const { image } = run.container;
  record(ctx, run, "Normal", "Pulling", `Pulling image "${image}"`);
  const startedAt = Date.now();
  try {
    const stored = await ctx.node.images.pull(image, await pullCredentials(ctx.reader, ctx.pod, image));
    const took = formatDuration(Date.now() - startedAt);
    const size = `Image size: ${stored.sizeBytes} bytes.`;
    record(
      ctx,
      run,
      "Normal",
      "Pulled",
      `Successfully pulled image "${image}" in ${took} (${took} including waiting). ${size}`,
    );
    return stored;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    record(ctx, run, "Warning", "Failed", `Failed to pull image "${image}": ${message}`);
    return message;
  }
}

function wait(ctx: PodContext, run: ContainerRun, reason: string, message: string): void {
  run.status.state = { waiting: { reason, message } };
  ctx.changed();
}

function record(ctx: PodContext, run: ContainerRun, type: "Normal" | "Warning", reason: string, message: string): void {
  const container = { name: run.container.name, isInit: run.isInit };
  ctx.node.events.record(ctx.pod, { type, reason, message, container });
}

function formatDuration(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
