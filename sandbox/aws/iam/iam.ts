import type { QueryService } from "../protocol.ts";

export const iam: QueryService = { namespace: "https://iam.amazonaws.com/doc/2010-05-08/", actions: {} };
