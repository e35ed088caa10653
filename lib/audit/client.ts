import { queryOptions } from "@tanstack/react-query";
import { read } from "#lib/platform/read.ts";
import type { Wire } from "#lib/platform/wire.ts";
import type { Anchors } from "./check-anchors.ts";
import type { Link } from "./check-link.ts";
import type { AuditEntry, getAudit } from "./queries.ts";
import type { AuditFilter } from "./schema.ts";
import type { Stretch } from "./verify-audit.ts";

export type AuditEntryView = Wire<AuditEntry>;
export type AuditPageView = { rows: AuditEntryView[]; total: number };
export type AuditRowView = Wire<Extract<Awaited<ReturnType<(typeof getAudit)["execute"]>>, { ok: true }>["data"]>;
export type AnchorsView = Wire<Anchors>;
export type AuditQuestion = AuditFilter & { sort: string | null; page: number };

export const auditOptions = (question: AuditQuestion, initialData?: AuditPageView) =>
  queryOptions({
    queryKey: ["audit", "list", question],
    queryFn: ({ signal }) => read<AuditPageView>("audit.list", question, signal),
    ...(initialData ? { initialData } : {}),
  });

/** A row is never changed: what was read once is kept. */
export const auditRowOptions = (sequence: number) =>
  queryOptions({
    queryKey: ["audit", "row", sequence],
    queryFn: ({ signal }) => read<AuditRowView>("audit.get", { sequence }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const verifyNext = (after: Link | null, signal: AbortSignal) =>
  read<Stretch & { of: number }>("audit.verify", { after }, signal);

export const readAnchors = (signal: AbortSignal) => read<AnchorsView>("audit.anchors", {}, signal);
