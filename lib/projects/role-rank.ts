import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { projectRoles } from "#lib/access/policy.ts";

const order = sql.raw(`array[${projectRoles.map((role) => `'${role}'`).join(", ")}]`);

/** How strong a role is, for sorting by it in the database. */
export const roleRank = (role: SQLWrapper): SQL<number> => sql<number>`array_position(${order}, ${role})`;
