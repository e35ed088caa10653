import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { stsClient } from "./clients.ts";

/** Whom AWS takes Slipway for; needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const callerIdentity = (access: AwsAccess): Promise<{ accountId: string; arn: string; userId: string }> =>
  asking(access, { what: "tell who Slipway is" }, async () => {
    const { Account, Arn, UserId } = await stsClient(access).send(new GetCallerIdentityCommand({}));
    return { accountId: Account ?? "", arn: Arn ?? "", userId: UserId ?? "" };
  });
