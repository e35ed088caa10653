import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { handleDistribution, type RegistryBackend } from "./distribution-api.ts";
import type { SandboxImage } from "./image.ts";
import { RegistryError } from "./registry-error.ts";
import { createRepository, type Repository } from "./repository.ts";

export type RegistryOptions = {
  port?: number;
  repositories: { name: string; images: SandboxImage[] }[];
  /** Who may pull and push with HTTP Basic; an empty list leaves the registry open. */
  users: { name: string; password: string }[];
};

export type Registry = {
  url: string /** `127.0.0.1:port`, as it stands in image references. */;
  host: string;
  stop(): Promise<void>;
};

/** Starts a stand-in for the data centre's image registry on the loopback interface. A push to a new name makes the repository. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const backend = createBackend(options);
  const server = createServer((request, response) => {
    handleDistribution(request, response, backend).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function createBackend({ repositories, users }: RegistryOptions): RegistryBackend {
  const byName = new Map<string, Repository>(
    repositories.map(({ name, images }) => [name, createRepository(name, images)]),
  );
  return {
    async authenticate(request) {
      if (users.length === 0) return;
      const given = basicCredentials(request);
      if (given && users.some(({ name, password }) => name === given.name && password === given.password)) return;
      throw new RegistryError(401, "UNAUTHORIZED", "authentication required", undefined, {
        "WWW-Authenticate": 'Basic realm="Registry Realm"',
      });
    },
    async open(_request, name, action) {
      const repository = byName.get(name) ?? (action === "push" ? createRepository(name) : undefined);
      if (!repository) throw new RegistryError(404, "NAME_UNKNOWN", "repository name not known to registry", { name });
      byName.set(name, repository);
      return repository;
    },
    list: async () => [...byName.keys()].sort(),
  };
}

/** The name and password of an HTTP Basic Authorization header (RFC 7617), if the request has one. */
export function basicCredentials(request: IncomingMessage): { name: string; password: string } | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (!encoded) return undefined;
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  return { name, password: password.join(":") };
}
