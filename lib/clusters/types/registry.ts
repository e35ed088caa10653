import type { ClusterType, ClusterTypeName } from "../cluster-type.ts";
import { datacenter } from "./datacenter.ts";
import { eks } from "./eks.ts";
import { eksRestricted } from "./eks-restricted.ts";

/** Every cluster type Slipway knows. A new one is its own file, its name in `clusterTypeNames` and a line here. */
export const clusterTypes = {
  datacenter,
  eks,
  "eks-restricted": eksRestricted,
} satisfies Record<ClusterTypeName, ClusterType>;
