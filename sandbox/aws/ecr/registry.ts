import type { IncomingMessage } from "node:http";
import type { RegistryAction, RegistryBackend } from "#sandbox/registry/distribution-api.ts";
import { RegistryError } from "#sandbox/registry/registry-error.ts";
import { basicCredentials } from "#sandbox/registry/server.ts";
import { decide, denialMessage } from "../authorize.ts";
import { toAwsRequest } from "../aws-request.ts";
import type { Cloud } from "../call.ts";
import { openRegistryToken, type RegistryCaller } from "./registry-token.ts";

/** What each way of using the registry needs: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const NEEDED: Record<RegistryAction, string[]> = {
  pull: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
  push: [
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
  ],
};

/** ECR's registries behind the distribution API. Account and region follow from the token of GetAuthorizationToken. */
export function createEcrRegistry(cloud: Cloud): RegistryBackend {
  const callerOf = (request: IncomingMessage): RegistryCaller => {
    const credentials = basicCredentials(request);
    if (!credentials) {
      const realm = `Basic realm="http://${request.headers.host}/",service="ecr.amazonaws.com"`;
      throw new RegistryError(401, "UNAUTHORIZED", "Not Authorized", undefined, { "WWW-Authenticate": realm });
    }
    const found = credentials.name === "AWS" ? openRegistryToken(cloud, credentials.password) : undefined;
    if (!found)
      throw new RegistryError(403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
    return found;
  };

  return {
    async authenticate(request) {
      callerOf(request);
    },
    async open(request, name, action) {
      const { caller, region } = callerOf(request);
      const resource = `arn:aws:ecr:${region}:${caller.account.id}:repository/${name}`;
      for (const needed of NEEDED[action]) {
        const decision = decide(
          { cloud, caller, region, request: toAwsRequest(request) },
          { action: needed, resource },
        );
        if (decision.outcome !== "allowed")
          throw new RegistryError(403, "DENIED", denialMessage(caller.principal.arn, needed, resource, decision));
      }
      const repository = caller.account.repositories.find((each) => each.region === region && each.name === name);
      if (repository) return repository;
      throw new RegistryError(
        404,
        "NAME_UNKNOWN",
        `The repository with name '${name}' does not exist in the registry with id '${caller.account.id}'`,
      );
    },
    async list(request) {
      const { caller, region } = callerOf(request);
      return caller.account.repositories.filter((each) => each.region === region).map(({ name }) => name);
    },
  };
}
