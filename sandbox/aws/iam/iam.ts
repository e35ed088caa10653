import type { QueryService } from "../protocol.ts";
import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  listAccessKeys,
  updateAccessKey,
} from "./access-keys.ts";
import {
  deleteRolePolicy,
  getRole,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  listRoles,
  putRolePolicy,
  updateAssumeRolePolicy,
} from "./roles.ts";
import { simulatePrincipalPolicy } from "./simulate-principal-policy.ts";
import { getUser, getUserPolicy, listUserPolicies, listUsers } from "./users.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html. All policies are inline; none is managed. */
export const iam: QueryService = {
  namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  actions: {
    GetUser: getUser,
    ListUsers: listUsers,
    ListUserPolicies: listUserPolicies,
    GetUserPolicy: getUserPolicy,
    ListAccessKeys: listAccessKeys,
    GetAccessKeyLastUsed: getAccessKeyLastUsed,
    CreateAccessKey: createAccessKey,
    UpdateAccessKey: updateAccessKey,
    DeleteAccessKey: deleteAccessKey,
    GetRole: getRole,
    ListRoles: listRoles,
    ListRolePolicies: listRolePolicies,
    GetRolePolicy: getRolePolicy,
    PutRolePolicy: putRolePolicy,
    DeleteRolePolicy: deleteRolePolicy,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
  },
};
