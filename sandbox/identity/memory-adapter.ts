import type { Adapter, AdapterPayload } from "oidc-provider";

type Stored = { payload: AdapterPayload; endsAtMs: number };

/** Makes adapters that keep everything of one provider in memory until it ends (oidc-provider, "adapter"). */
export function createMemoryAdapters(): (model: string) => Adapter {
  const stored = new Map<string, Stored>();

  const live = (key: string): AdapterPayload | undefined => {
    const found = stored.get(key);
    if (found && found.endsAtMs <= Date.now()) stored.delete(key);
    else return found?.payload;
  };
  const findBy = (model: string, matches: (payload: AdapterPayload) => boolean) => {
    const key = [...stored.keys()].find((candidate) => {
      const payload = candidate.startsWith(`${model}:`) ? live(candidate) : undefined;
      return payload && matches(payload);
    });
    return key && live(key);
  };

  return (model) => ({
    async upsert(id, payload, expiresInSeconds) {
      const endsAtMs = expiresInSeconds ? Date.now() + expiresInSeconds * 1000 : Number.POSITIVE_INFINITY;
      stored.set(`${model}:${id}`, { payload, endsAtMs });
    },
    find: async (id) => live(`${model}:${id}`),
    findByUid: async (uid) => findBy(model, (payload) => payload.uid === uid) || undefined,
    findByUserCode: async (userCode) => findBy(model, (payload) => payload.userCode === userCode) || undefined,
    async consume(id) {
      const payload = live(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      stored.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of stored) if (payload.grantId === grantId) stored.delete(key);
    },
  });
}
