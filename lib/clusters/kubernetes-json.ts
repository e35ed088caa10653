// Not exported at the package's root, which would also load its exec, proxy and sign-in code. Without the serializer dates would be
// strings under a type that says Date.
import { ObjectSerializer } from "@kubernetes/client-node/dist/serializer.js";
import { V1MicroTime } from "@kubernetes/client-node/dist/types.js";
import { type Kind, type Kinds, resources } from "./kubernetes-objects.ts";

/** An object as the API sent it, with dates as Date; fields that this client does not know are left out. */
export function decode<K extends Kind>(kind: K, json: unknown): Kinds[K] {
  const { apiVersion, model } = resources[kind];
  // The items of a list carry neither, though every single object does.
  const named = { ...(typeof json === "object" ? json : {}), apiVersion, kind };
  const object = ObjectSerializer.deserialize(named, model);
  // The serializer knows no MicroTime and leaves it a string.
  if (typeof object.eventTime === "string") object.eventTime = new V1MicroTime(object.eventTime);
  return object;
}

export const encode = (kind: Kind, object: object): string =>
  JSON.stringify(ObjectSerializer.serialize(object, resources[kind].model));
