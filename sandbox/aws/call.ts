import type { ServerResponse } from "node:http";
import type { AwsRequest } from "./aws-request.ts";
import type { Caller } from "./caller.ts";
import type { TokenSigner } from "./session-token.ts";
import type { PodIdentityAssociation, Role, Secret, User, World } from "./world.ts";

/** The stand-in as the services see it. */
export type Cloud = {
  world: World;
  tokens: TokenSigner;
  /** Keeps what a call has changed, over a restart; what no call changes follows the seed. */
  save(changed: User | Role | Secret | PodIdentityAssociation): void;
  log(message: string): void;
  now(): number;
};

/** One request whose signature has been checked. */
export type Call = { cloud: Cloud; request: AwsRequest; response: ServerResponse; caller: Caller; region: string };
