/** Something that an identity may be able to do: what Slipway binds, and what the role's own policies decide. */
export type Ability = {
  resourceId: string;
  kind: "bucket" | "secret";
  name: string;
  access: "read" | "write";
  /** Keys of a bucket below which it is asked; empty for all. */
  prefix: string;
};

/** What is bound and what the role says: the same, the binding goes further, or the role does. */
export type Verdict = "same" | "role-lacks" | "role-has-more";

export type Compared = Ability & { isBound: boolean; roleMay: boolean; verdict: Verdict };

/** Tells one ability from another. */
export const abilityKey = ({ resourceId, access, prefix }: Ability) => `${resourceId} ${access} ${prefix}`;

/**
 * Holds bindings against what a role may do. A binding that the role does not carry lets a launch wait at preflight; a role that may
 * more than is bound can be used by whatever runs as it, whether Slipway offers it or not. What neither opens is left out.
 * @param mayOf what the role's own policies say to each ability, by the ability
 */
export function compareBindings(
  bound: readonly Ability[],
  unbound: readonly Ability[],
  mayOf: (ability: Ability) => boolean,
): Compared[] {
  const held = new Set(bound.map(abilityKey));
  const compared = bound.map((ability): Compared => {
    const roleMay = mayOf(ability);
    return { ...ability, isBound: true, roleMay, verdict: roleMay ? "same" : "role-lacks" };
  });
  const beyond = unbound
    .filter((ability) => !held.has(abilityKey(ability)) && !isCovered(ability, bound) && mayOf(ability))
    .map((ability): Compared => ({ ...ability, isBound: false, roleMay: true, verdict: "role-has-more" }));
  return [...compared, ...beyond];
}

/** Bound for all keys, every prefix is bound too. */
const isCovered = (ability: Ability, bound: readonly Ability[]) =>
  bound.some(
    (each) =>
      each.resourceId === ability.resourceId &&
      each.access === ability.access &&
      ability.prefix.startsWith(each.prefix),
  );

/** Which of the two is wider on the whole. */
export function widerOf(compared: readonly Compared[]): "same" | "bindings" | "role" | "both" {
  const lacks = compared.some(({ verdict }) => verdict === "role-lacks");
  const more = compared.some(({ verdict }) => verdict === "role-has-more");
  return lacks && more ? "both" : lacks ? "bindings" : more ? "role" : "same";
}
