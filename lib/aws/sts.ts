import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { says } from "#lib/platform/say.ts";
import type { AwsAccess } from "./access.ts";
import { asking } from "./aws-error.ts";
import { stsClient } from "./clients.ts";

/** Whom AWS takes Slipway for; needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const callerIdentity = (access: AwsAccess): Promise<{ accountId: string; arn: string; userId: string }> =>
  asking(access, { what: says("do.who-am-i") }, async () => {
    const { Account, Arn, UserId } = await stsClient(access).send(new GetCallerIdentityCommand({}));
    return { accountId: Account ?? "", arn: Arn ?? "", userId: UserId ?? "" };
  });
