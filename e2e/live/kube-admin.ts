import type { IncomingMessage } from "node:http";
import { request } from "node:https";

type Meta = { name: string; namespace?: string; uid: string; labels?: Record<string, string> };
export type KubeObject = {
  kind?: string;
  metadata: Meta;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
};

/** A cluster as its own administrator reaches it, past Slipway: to look at it, and to change it under Slipway's feet. */
export type KubeAdmin = {
  list(path: string): Promise<KubeObject[]>;
  /** Merge patch (RFC 7396). */
  patch(path: string, change: object): Promise<void>;
  create(path: string, object: object): Promise<void>;
  remove(path: string): Promise<void>;
  /** Every Job that comes to exist from here on, in order, also when it is gone again; until `stop`. */
  createdJobs(): Promise<{ jobs: KubeObject[]; stop(): void }>;
};

export function kubeAdmin({ url, ca }: { url: string; ca: string }, token: string): KubeAdmin {
  const open = (method: string, path: string, body?: object, contentType = "application/json") =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": contentType }) };
      const call = request(new URL(path, url), { method, ca, headers, agent: false }, resolve);
      call.on("error", reject).end(body && JSON.stringify(body));
    });
  const ask = async (...asked: Parameters<typeof open>): Promise<unknown> => {
    const answer = await open(...asked);
    const text = Buffer.concat(await answer.toArray()).toString();
    if ((answer.statusCode ?? 0) >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${answer.statusCode} ${text}`);
    return JSON.parse(text);
  };
  const list = async (path: string) => ((await ask("GET", path)) as { items: KubeObject[] }).items;

  return {
    list,
    patch: async (path, change) => void (await ask("PATCH", path, change, "application/merge-patch+json")),
    create: async (path, object) => void (await ask("POST", path, object)),
    remove: async (path) => void (await ask("DELETE", path)),
    createdJobs: async () => {
      const jobs: KubeObject[] = [];
      const listed = (await ask("GET", "/apis/batch/v1/jobs")) as { metadata: { resourceVersion: string } };
      const from = listed.metadata.resourceVersion;
      const stream = await open("GET", `/apis/batch/v1/jobs?watch=1&timeoutSeconds=3600&resourceVersion=${from}`);
      let rest = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const { type, object } = JSON.parse(line) as { type: string; object: KubeObject };
          if (type === "ADDED") jobs.push(object);
        }
      });
      return { jobs, stop: () => stream.destroy() };
    },
  };
}
