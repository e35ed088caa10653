import type { NextRequest } from "next/server";
import { exportAudit, exportText } from "#lib/audit/export-audit.ts";
import { listAuditActions } from "#lib/audit/queries.ts";
import type { ExportAuditInput } from "#lib/audit/schema.ts";
import { currentCaller } from "#lib/auth/current-context.ts";
import { userContext } from "#lib/auth/user-context.ts";
import { database } from "#lib/platform/database.ts";
import { onShutdown } from "#lib/platform/shutdown.ts";
import { recheck } from "../../recheck.ts";
import { failure } from "../../status.ts";

/**
 * The rows of the audit trail that the list's own filters choose, as a file: `format=csv` or `ndjson`. It streams in constant memory, ends
 * when the caller may no longer read the trail, and is itself a row of it.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const input = Object.fromEntries(request.nextUrl.searchParams) as ExportAuditInput;
  const { db } = database();
  const caller = await currentCaller();
  const allowed = await exportAudit.execute(await userContext(db, caller), input);
  if (!allowed.ok) return failure(allowed.error);

  const rows = exportText(db, exportAudit.input.parse(input) as ExportAuditInput, allowed.data.until);
  const ending = new AbortController();
  const end = () => ending.abort();
  const stopAsking = recheck(caller, (ctx) => listAuditActions.execute(ctx, {}), { ended: end });
  const forget = onShutdown(end);
  request.signal.addEventListener("abort", end, { once: true });
  const release = () => {
    stopAsking();
    forget();
  };
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        let text = "";
        while (text.length < 64 * 1024) {
          if (ending.signal.aborted) throw new Error("The export was ended");
          const next = await rows.next();
          if (next.done) {
            if (text) controller.enqueue(encoder.encode(text));
            release();
            return controller.close();
          }
          text += next.value;
        }
        controller.enqueue(encoder.encode(text));
      } catch (error) {
        // A file that breaks off must not look whole: the browser is told that the download failed.
        release();
        controller.error(error);
      }
    },
    cancel: release,
  });
  const day = new Date().toISOString().slice(0, 10);
  const { format } = input;
  return new Response(body, {
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="slipway-audit-${day}.${format}"`,
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
    },
  });
}
