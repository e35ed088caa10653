/** Something that an identity may be able to do: what Slipway binds, and what the role's own policies decide. */
export type Ability = {
  resourceId: string;
  kind: "bucket" | "secret";
  name: string;
  access: "read" | "write";
  /** Keys of a bucket below which it is asked; empty for all. */
  prefix: string;
};

/** What the role's own policies say to the actions that make up an ability. */
export type Reach = { allowed: readonly string[]; refused: readonly string[] };

/** What is bound and what the role says: the same, the binding goes further, or the role does. */
export type Verdict = "same" | "role-lacks" | "role-has-more";

/** `actions` are those that the role lacks, or has too many. */
export type Compared = Ability & { verdict: Verdict; actions: readonly string[] };

/** Tells one ability from another. */
export const abilityKey = ({ resourceId, access, prefix }: Ability) => `${resourceId} ${access} ${prefix}`;

/** Whether who has the first has the second too: bound for all keys, every prefix is bound. */
export const covers = (held: Ability, ability: Ability): boolean =>
  held.resourceId === ability.resourceId && held.access === ability.access && ability.prefix.startsWith(held.prefix);

/**
 * Holds bindings against what a role may do. A binding of which the role lacks any action lets a launch wait at preflight; a role that has any
 * action of what is not bound can be used by whatever runs as it, whether Slipway offers it or not. What neither opens is left out.
 * @param reachOf what the role's own policies say to each ability, by the ability
 */
export function compareBindings(
  bound: readonly Ability[],
  unbound: readonly Ability[],
  reachOf: (ability: Ability) => Reach,
): Compared[] {
  const compared = bound.map((ability): Compared => {
    const { refused } = reachOf(ability);
    return { ...ability, verdict: refused.length > 0 ? "role-lacks" : "same", actions: refused };
  });
  const beyond = unbound
    .filter((ability) => !bound.some((held) => covers(held, ability)))
    .map((ability): Compared => ({ ...ability, verdict: "role-has-more", actions: reachOf(ability).allowed }))
    .filter(({ actions }) => actions.length > 0);
  return [...compared, ...beyond];
}

/** Which of the two is wider on the whole. */
export function widerOf(compared: readonly Compared[]): "same" | "bindings" | "role" | "both" {
  const lacks = compared.some(({ verdict }) => verdict === "role-lacks");
  const more = compared.some(({ verdict }) => verdict === "role-has-more");
  return lacks && more ? "both" : lacks ? "bindings" : more ? "role" : "same";
}
