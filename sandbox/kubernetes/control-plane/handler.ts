import type { IncomingMessage, ServerResponse } from "node:http";
import { type Authenticator, anonymous, type User } from "./authn.ts";
import { readBody } from "./body.ts";
import { discover } from "./discovery.ts";
import { findResource, groupVersion, type Resource, resources } from "./kinds.ts";
import type { KubeObject } from "./object.ts";
import { isAllowed, refusal } from "./rbac.ts";
import { type RequestInfo, readRequest } from "./request.ts";
import { serveResource } from "./resource-handler.ts";
import { review } from "./reviews.ts";
import { ApiError, forbidden, internalError, methodNotAllowed, unauthorized, unknownResource } from "./status.ts";
import type { Store } from "./storage.ts";

export type Serving = { store: Store; authenticator: Authenticator; issuer: string; name: string };

export type Call = Serving & { user: User; info: RequestInfo; request: IncomingMessage; response: ServerResponse };

/** Answers one request: who asks, whether they may, and only then whether it is there. */
export async function handle(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const info = readRequest(request.method ?? "GET", request.url ?? "/");
    const user = await identify(serving, request);
    authorize(serving.store, user, info);
    const call = { ...serving, user, info, request, response };
    if (info.resource) await answerResource(call, info.resource);
    else await answerPath(call);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    const { status } =
      error instanceof ApiError
        ? error
        : internalError(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const retry = status.details?.retryAfterSeconds;
    if (retry) response.setHeader("retry-after", String(retry));
    sendJson(response, status.code ?? 500, status);
  }
}

export function sendJson(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { "content-type": "application/json", "cache-control": "no-cache, private" });
  response.end(JSON.stringify(body));
}

async function identify({ authenticator }: Serving, { headers }: IncomingMessage): Promise<User> {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (!token) return anonymous;
  try {
    return (await authenticator.authenticate(token)).user;
  } catch {
    throw unauthorized();
  }
}

function authorize(store: Store, user: User, { verb, path, resource, query }: RequestInfo) {
  if (!resource) {
    const asked = { user, verb, path };
    if (!isAllowed(store, asked)) throw forbidden("", undefined, refusal(asked));
    return;
  }
  const { group, plural, subresource, namespace } = resource;
  // A list or watch of one name is authorised for that name.
  const name = resource.name ?? /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "")?.[1];
  const asked = {
    user,
    verb,
    group,
    resource: plural,
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
    ...(name && { name }),
  };
  if (!isAllowed(store, asked)) throw forbidden(group ? `${plural}.${group}` : plural, name, refusal(asked));
}

async function answerResource(
  call: Call,
  { group, version, plural, subresource }: NonNullable<RequestInfo["resource"]>,
) {
  const resource = findResource(group, version, plural);
  if (!resource) {
    if (!resources.some((known) => known.group === group && known.version === version)) return unknownPath(call);
    reportUnknown(call);
    throw unknownResource();
  }
  if (subresource && !resource.subresources.includes(subresource)) throw unknownResource();
  if (resource.review) return answerReview(call, resource);
  await serveResource(call, resource);
}

async function answerReview(call: Call, resource: Resource) {
  if (call.info.verb !== "create") throw methodNotAllowed();
  const body = (await readBody(call.request)) as unknown as KubeObject;
  const asked = { ...body, kind: resource.kind, apiVersion: groupVersion(resource), metadata: { ...body.metadata } };
  sendJson(call.response, 201, await review(call, resource.plural, asked));
}

async function answerPath(call: Call) {
  const { authenticator, issuer, response, info, request } = call;
  const path = info.path.replace(/(.)\/$/, "$1");
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(path))
    return void response.writeHead(200, { "content-type": "text/plain" }).end("ok");
  if (path === "/.well-known/openid-configuration") {
    const document = {
      issuer,
      jwks_uri: `${issuer}/openid/v1/jwks`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
    return sendJson(response, 200, document);
  }
  if (path === "/openid/v1/jwks") return sendKeys(request, response, await authenticator.jwks());
  const found = discover(path);
  if (found) sendJson(response, 200, found);
  else unknownPath(call);
}

/** The keys have a media type of their own, and a client that accepts only JSON gets 406. */
function sendKeys({ headers }: IncomingMessage, response: ServerResponse, keys: object) {
  const accepted = (headers.accept ?? "*/*").split(",").map((entry) => entry.split(";")[0]?.trim());
  if (!accepted.some((entry) => ["*/*", "application/*", "application/jwk-set+json"].includes(entry ?? "")))
    throw new ApiError(406, "NotAcceptable", "only the following media types are accepted: application/jwk-set+json");
  response.writeHead(200, { "content-type": "application/jwk-set+json", "cache-control": "public, max-age=3600" });
  response.end(JSON.stringify(keys));
}

/** So that whoever extends Slipway sees what the stand-in lacks. */
function reportUnknown({ request, name }: Pick<Call, "request" | "name">) {
  process.stderr.write(`kubernetes stand-in ${name}: no such path: ${request.method} ${request.url}\n`);
}

function unknownPath({ response, request, name }: Call) {
  reportUnknown({ name, request });
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("404 page not found\n");
}
