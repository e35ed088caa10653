import type { IncomingMessage, ServerResponse } from "node:http";
import { handleDistribution } from "#sandbox/registry/distribution-api.ts";
import { authError } from "./auth-error.ts";
import { AuthFailure, authenticate } from "./authenticate.ts";
import { AwsError } from "./aws-error.ts";
import { type AwsRequest, readDocument, toAwsRequest } from "./aws-request.ts";
import type { Call, Cloud } from "./call.ts";
import { ecr } from "./ecr/ecr.ts";
import { createEcrRegistry } from "./ecr/registry.ts";
import { assumeRoleForPodIdentity } from "./eks/assume-role-for-pod-identity.ts";
import { handleEks } from "./eks/eks.ts";
import { iam } from "./iam/iam.ts";
import {
  type JsonInput,
  type JsonOperation,
  type QueryService,
  readParameters,
  sendJson,
  sendJsonError,
  sendQueryError,
  sendQueryResult,
} from "./protocol.ts";
import { handleS3 } from "./s3/handle.ts";
import type { Store } from "./s3/store.ts";
import { secretsManager } from "./secrets-manager/secrets-manager.ts";
import { MalformedSignature, readClaim, type SignatureClaim } from "./signing/signature-claim.ts";
import { sha256Hex } from "./signing/sigv4.ts";
import { assumeRoleWithWebIdentity } from "./sts/assume-role-with-web-identity.ts";
import { sts } from "./sts/sts.ts";

const QUERY_SERVICES: Record<string, QueryService> = { sts, iam };
const JSON_SERVICES: Record<string, Record<string, JsonOperation>> = { secretsmanager: secretsManager, ecr };

/** Finds the service a request is for, from its credential scope or, when unsigned, from its shape, and answers in that service's protocol. */
export function createDispatcher(cloud: Cloud, store: Store) {
  const registry = createEcrRegistry(cloud);
  return (incoming: IncomingMessage, response: ServerResponse) => {
    const answer = /^\/v2(\/|$)/.test(incoming.url ?? "")
      ? handleDistribution(incoming, response, registry)
      : dispatch(cloud, store, incoming, response);
    answer.catch((error: unknown) => {
      if (!response.destroyed && !incoming.destroyed)
        cloud.log(`${incoming.method} ${incoming.url?.split("?")[0]}: ${String(error)}`);
      response.destroy();
    });
  };
}

async function dispatch(cloud: Cloud, store: Store, incoming: IncomingMessage, response: ServerResponse) {
  const request = toAwsRequest(incoming);
  let claim: SignatureClaim | undefined;
  let malformed: MalformedSignature | undefined;
  try {
    claim = readClaim(request);
  } catch (error) {
    if (!(error instanceof MalformedSignature)) throw error;
    malformed = error;
  }
  const service = claim?.scope.service ?? guessService(request);
  if (service === "s3") return handleS3({ cloud, store, request, response, claim, malformed });
  const body = await readDocument(request);
  const signed = { cloud, request, response, claim, malformed, body };
  if (service in JSON_SERVICES) return answerJson(signed, JSON_SERVICES[service] ?? {});
  if (service === "eks" || service === "eks-auth") return answerEks(signed, service);
  return answerQuery(signed, QUERY_SERVICES[service] ?? sts);
}

type Signed = {
  cloud: Cloud;
  request: AwsRequest;
  response: ServerResponse;
  claim: SignatureClaim | undefined;
  malformed: MalformedSignature | undefined;
  body: Buffer;
};

function toCall({ cloud, request, response, claim, malformed, body }: Signed): Call {
  if (malformed) throw new AuthFailure("malformed");
  if (!claim) throw new AuthFailure("missing");
  const { caller } = authenticate(cloud.world, cloud.tokens, request, claim, sha256Hex(body), cloud.now());
  return { cloud, request, response, caller, region: claim.scope.region };
}

async function answerQuery(signed: Signed, service: QueryService) {
  const { cloud, request, response, body } = signed;
  const parameters = readParameters(request, body);
  const action = parameters.Action ?? "";
  try {
    const anonymous = service === sts && action === "AssumeRoleWithWebIdentity";
    const run = service.actions[action];
    if (!anonymous && !run)
      throw notKnown(
        cloud,
        new AwsError(
          400,
          "InvalidAction",
          `Could not find operation ${action} for version ${parameters.Version ?? "NO_VERSION_SPECIFIED"}`,
        ),
      );
    const result = anonymous
      ? await assumeRoleWithWebIdentity(cloud, request, parameters)
      : await run?.(toCall(signed), parameters);
    sendQueryResult(response, request, action, service.namespace, result);
  } catch (error) {
    sendQueryError(response, request, service.namespace, toAwsError(error, "query", cloud));
  }
}

async function answerJson(signed: Signed, operations: Record<string, JsonOperation>) {
  const { cloud, request, response, body } = signed;
  try {
    const call = toCall(signed);
    const target = request.header("x-amz-target") ?? "";
    const run = operations[target.slice(target.lastIndexOf(".") + 1)];
    if (!run)
      throw notKnown(cloud, new AwsError(400, "UnknownOperationException", `Operation ${target} is not known.`));
    sendJson(response, request, await run(call, parseJson(body)));
  } catch (error) {
    sendJsonError(response, request, toAwsError(error, "json", cloud));
  }
}

async function answerEks(signed: Signed, service: "eks" | "eks-auth") {
  const { cloud, request, response, body } = signed;
  try {
    const call = toCall(signed);
    const input = parseJson(body);
    const answer = service === "eks" ? handleEks(call, input) : await assumeRoleForPodIdentity(call, input);
    sendJson(response, request, answer, "application/json");
  } catch (error) {
    sendJsonError(response, request, toAwsError(error, "rest-json", cloud));
  }
}

function guessService(request: AwsRequest): string {
  const target = request.header("x-amz-target") ?? "";
  if (target.startsWith("secretsmanager.")) return "secretsmanager";
  if (target.startsWith("AmazonEC2ContainerRegistry")) return "ecr";
  const form = request.header("content-type")?.startsWith("application/x-www-form-urlencoded");
  return request.rawPath === "/" && (form || request.param("Action")) ? "sts" : "s3";
}

function parseJson(body: Buffer): JsonInput {
  try {
    const value: unknown = JSON.parse(body.toString() || "{}");
    if (typeof value === "object" && value !== null) return value as JsonInput;
  } catch {
    // Falls through to the one answer for anything that is no JSON object.
  }
  throw new AwsError(400, "SerializationException", "The request body is not a JSON object.");
}

function notKnown(cloud: Cloud, error: AwsError): AwsError {
  cloud.log(error.message);
  return error;
}

function toAwsError(error: unknown, protocol: "query" | "json" | "rest-json", cloud: Cloud): AwsError {
  if (error instanceof AuthFailure) return authError(error, protocol, cloud.now());
  if (error instanceof AwsError) return error;
  cloud.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return new AwsError(
    500,
    "InternalFailure",
    "The request processing has failed because of an unknown error, exception or failure.",
  );
}
