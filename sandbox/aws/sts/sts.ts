import { AwsError } from "../aws-error.ts";
import type { QueryService } from "../protocol.ts";
import { assumeRole } from "./assume-role.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html; web identity comes unsigned and is handled apart. */
export const sts: QueryService = {
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  actions: {
    // Needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    GetCallerIdentity: ({ caller }) => ({
      Arn: caller.principal.arn,
      UserId: caller.userId,
      Account: caller.account.id,
    }),
    AssumeRole: assumeRole,
    GetAccessKeyInfo: ({ cloud }, { AccessKeyId }) => {
      for (const account of cloud.world.values()) {
        for (const user of account.users.values())
          if (user.accessKeys.some(({ id }) => id === AccessKeyId)) return { Account: account.id };
      }
      throw new AwsError(400, "ValidationError", "Access key not found");
    },
  },
};
