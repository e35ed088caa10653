"use client";
import { useTranslations } from "next-intl";
import type { AccessAsked, Asking } from "#components/requests/asking.ts";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import type { ExplainedView } from "#lib/access/project-access-client.ts";
import { Because } from "./because.tsx";
import { ResourceIcon } from "./resource-kind.tsx";
import { YesNo } from "./yes-no.tsx";

type Place = ExplainedView["places"][number];
type Resource = Place["resources"][number];
type Props = {
  place: Place;
  /** The project for which one may ask for what is closed. */
  askFor: string | undefined;
};

const opens = new Set<Place["because"][number]["code"]>(["namespace-granted", "runs-as", "may-not-launch"]);

/** The binding that is missing, as it was if it has ended. A namespace that is closed comes first; what residency forbids nobody can grant. */
function askingOf({ id, name, kind, because }: Resource, place: Place, project: string): Asking | undefined {
  const { serviceAccount: account, cluster } = place;
  if (!account || !place.because.every(({ code }) => opens.has(code))) return undefined;
  const missing = because.find(({ code }) => code === "not-bound" || code === "binding-ended");
  if (!missing || because.some(({ code }) => code === "residency")) return undefined;
  const { access, prefix = "" } = missing.params;
  return {
    kind: "binding",
    project,
    cluster: cluster.name,
    residency: cluster.residency,
    namespace: place.name,
    cloudResourceId: id,
    resource: name,
    resourceKind: kind,
    serviceAccountId: account.id,
    serviceAccount: account.name,
    ...(access ? { access: access as AccessAsked, prefix } : {}),
  };
}

/** What a launch in a namespace may use, why and until when, and the way to what it may not. */
export function ExplainedResources({ place, askFor }: Props) {
  const t = useTranslations("access");
  return (
    <ul aria-label={t("resourcesIn", { namespace: place.name })} className="border-line border-t py-1">
      {place.resources.map((resource) => {
        const asking = askFor && askingOf(resource, place, askFor);
        return (
          <li key={resource.id} className="grid gap-x-6 px-3 py-1 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <span className="flex min-w-0 items-start gap-3 sm:pl-5">
              <YesNo may={resource.may} />
              <span className="flex min-w-0 items-center gap-2">
                <ResourceIcon kind={resource.kind} />
                <span className="sr-only">{t(`kind.${resource.kind}`)} </span>
                <code className="min-w-0 break-all font-mono text-sm">{resource.name}</code>
                <ResidencyChip residency={resource.residency} />
              </span>
            </span>
            <div className="flex min-w-0 flex-wrap items-start justify-between gap-x-3 gap-y-1">
              {resource.because.length > 0 ? (
                <Because steps={resource.because} until={resource.until} />
              ) : (
                <span className="text-muted">{t("closedThere")}</span>
              )}
              {asking && <RequestAccess asking={asking} size="sm" />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
