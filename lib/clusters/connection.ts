import type { IncomingMessage } from "node:http";
import { refused } from "#lib/platform/errors.ts";
import { type HttpCall, httpOrigin, isRead, readText, request, requestStream } from "#lib/platform/http-request.ts";
import { type Said, says } from "#lib/platform/say.ts";
import { type Asked, networkError, statusError } from "./kubernetes-error.ts";

export type ConnectionOptions = {
  /** The cluster's name in Slipway; every error says it. */
  cluster: string;
  server: string;
  /** PEM; the only authority that is trusted for this server. */
  ca: string;
  clientCertificate?: { cert: string; key: string };
  /** Asked before every request, so that a short-lived token can be renewed. */
  authorization?: () => Promise<string>;
  /** UID of the cluster's kube-system namespace: asserted before the first write. */
  expectedUid?: string;
};

export type Call = Omit<HttpCall, "headers"> & {
  /** For people: "create Job orders/report". */
  what: Said;
  contentType?: string;
  /** Of what form the answer is to be; plain JSON when left out. */
  accept?: string;
};

/** One isolated client of one API server: own sockets, own trust, own credential. */
export type Connection = {
  cluster: string;
  /** The parsed JSON answer, or undefined for 404. */
  find(call: Call): Promise<unknown>;
  /** The parsed JSON answer; 404 is an error too. */
  call(call: Call): Promise<unknown>;
  /** The opened answer of a 2xx; its body is still to be read. */
  open(call: Call): Promise<IncomingMessage>;
  close(): void;
};

export function connection(options: ConnectionOptions): Connection {
  const { cluster, server, ca, clientCertificate, authorization, expectedUid } = options;
  const origin = httpOrigin(server, { ca, ...clientCertificate });
  let rightCluster: Promise<void> | undefined;

  const headersOf = async ({ body, contentType = "application/json", accept = "application/json" }: Call) => ({
    accept,
    "user-agent": "slipway",
    ...(body !== undefined && { "content-type": contentType }),
    ...(authorization && { authorization: await authorization() }),
  });

  const answer = async (call: Call, missing: "throws" | "is undefined") => {
    if (!isRead(call.method)) await assertCluster();
    const asked = { cluster, ...call };
    const headers = await headersOf(call);
    const { status, headers: answered, body } = await request(origin, { ...call, headers }).catch(rethrow(asked));
    if (status === 404 && missing === "is undefined") return undefined;
    if (status < 200 || status > 299) throw statusError(asked, status, body, answered["retry-after"]);
    return parse(asked, body);
  };

  const assertCluster = () => {
    rightCluster ??= expectedUid === undefined ? Promise.resolve() : compareUid(expectedUid);
    // A failed look must not stand for the whole session.
    rightCluster.catch(() => (rightCluster = undefined));
    return rightCluster;
  };

  const compareUid = async (expected: string) => {
    const path = "/api/v1/namespaces/kube-system";
    const uid = uidOf(await answer({ method: "GET", path, what: says("do.tell-identity") }, "throws"));
    if (uid !== expected)
      throw refused(
        "cluster-is-another",
        { cluster },
        {
          cluster,
          expectedUid: expected,
          uid,
        },
      );
  };

  return {
    cluster,
    find: (call) => answer(call, "is undefined"),
    call: (call) => answer(call, "throws"),
    open: async (call) => {
      const asked = { cluster, ...call };
      const headers = { ...(await headersOf(call)), accept: "*/*" };
      const response = await requestStream(origin, { ...call, headers }).catch(rethrow(asked));
      const status = response.statusCode ?? 0;
      if (status >= 200 && status <= 299) return response;
      throw statusError(asked, status, await readText(response).catch(rethrow(asked)), response.headers["retry-after"]);
    },
    close: () => origin.agent.destroy(),
  };
}

export const uidOf = (namespace: unknown): string => {
  const uid = (namespace as { metadata?: { uid?: unknown } } | undefined)?.metadata?.uid;
  return typeof uid === "string" ? uid : "";
};

const rethrow = (asked: Asked) => (error: unknown) => {
  throw networkError(asked, error);
};

function parse(asked: Asked, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw statusError(asked, 502, {
      message: "the answer is not JSON; is this the address of a Kubernetes API server?",
    });
  }
}
