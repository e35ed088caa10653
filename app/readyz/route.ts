import { database } from "#lib/platform/database.ts";

export const dynamic = "force-dynamic";

/** Ready for requests: the database answers within two seconds. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    const late = new Promise<never>((_, reject) =>
      setTimeout(reject, 2000, new Error("The database did not answer in time")),
    );
    await Promise.race([database().sql`select 1`, late]);
    return new Response("ok\n", { headers });
  } catch {
    return new Response("the database does not answer\n", { status: 503, headers });
  }
}
