import type { ServerResponse } from "node:http";
import { request } from "node:https";
import { pipeline } from "node:stream/promises";
import type { Node, Pod } from "./object.ts";
import { ApiError, badRequest, internalError, notFound } from "./status.ts";
import type { Store } from "./storage.ts";

const passed = ["follow", "previous", "timestamps", "sinceSeconds", "sinceTime", "tailLines", "limitBytes"];

/** Passes a container's log on from the kubelet of its node; 204 while the pod has none (pkg/registry/core/pod/strategy.go, LogLocation). */
export function proxyLog(store: Store, pod: Pod, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const container = chooseContainer(pod, query.get("container") ?? "");
  const { nodeName } = pod.spec;
  if (!nodeName) {
    response.writeHead(204).end();
    return Promise.resolve();
  }
  const url = new URL(
    `/containerLogs/${pod.metadata.namespace}/${pod.metadata.name}/${container}`,
    kubeletUrl(store, nodeName),
  );
  for (const name of passed) {
    const value = query.get(name);
    if (value !== null && value !== "false") url.searchParams.set(name, value);
  }
  return stream(url, pod, response);
}

function kubeletUrl(store: Store, nodeName: string): string {
  const node = store.get<Node>("nodes", undefined, nodeName);
  // Upstream names the node as if it were the pod.
  if (!node) throw notFound("pods", nodeName);
  const address = node.status.addresses?.find(({ type }) => type === "InternalIP")?.address;
  if (!address) throw internalError(`no preferred addresses found; known addresses: []`);
  return `https://${address}:${node.status.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250}`;
}

/** A kubelet's certificate is its own: without `--kubelet-certificate-authority` upstream does not check it either. */
function stream(url: URL, pod: Pod, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { rejectUnauthorized: false }, async (answer) => {
      const status = answer.statusCode ?? 500;
      if (status >= 200 && status < 300) {
        response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-cache, private" });
        response.flushHeaders();
        // Whoever asked may hang up at any moment, this one included.
        await pipeline(answer, response).catch(() => answer.destroy());
        resolve();
        return;
      }
      const text = Buffer.concat(await answer.toArray()).toString();
      if (status === 400) reject(badRequest(text));
      else if (status === 500) reject(internalError(text));
      else
        reject(
          new ApiError(status, "NotFound", "the server could not find the requested resource", {
            name: pod.metadata.name,
            kind: "pods",
          }),
        );
    });
    call.on("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "ECONNREFUSED" ? `dial tcp ${url.host}: connect: connection refused` : error.message;
      if (response.headersSent) resolve();
      else reject(internalError(`Get "${url}": ${why}`));
    });
    response.once("close", () => call.destroy());
    call.end();
  });
}

function chooseContainer({ spec, metadata }: Pod, asked: string): string {
  const names = spec.containers.map(({ name }) => name);
  const init = (spec.initContainers ?? []).map(({ name }) => name);
  if (asked) {
    if (![...names, ...init].includes(asked))
      throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
    return asked;
  }
  const [only] = names;
  if (only && names.length === 1) return only;
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: [${[...init, ...names].join(" ")}]`,
  );
}
