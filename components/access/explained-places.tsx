"use client";
import { useTranslations } from "next-intl";
import type { Asking } from "#components/requests/asking.ts";
import { RequestAccess } from "#components/requests/request-access.tsx";
import { ResidencyChip } from "#components/shared/residency-chip.tsx";
import { Section } from "#components/shared/section.tsx";
import type { ExplainedView } from "#lib/access/project-access-client.ts";
import { Because } from "./because.tsx";
import { ExplainedResources } from "./explained-resources.tsx";
import { YesNo } from "./yes-no.tsx";

type Place = ExplainedView["places"][number];
type Props = {
  places: readonly Place[];
  /** Namespaces that were never granted, shown or not. */
  closedNamespaces: number;
  /** The project for which one may ask for what is closed. */
  askFor: string | undefined;
};

/** What is asked for where a place is closed for the whole project; what the person may not there is asked for above. */
function askingOf({ id, name, cluster, because }: Place, project: string): Asking | undefined {
  const place = { project, namespaceId: id, namespace: name, cluster: cluster.name, residency: cluster.residency };
  const codes = because.map(({ code }) => code);
  if (codes.includes("not-granted") || codes.includes("grant-ended"))
    return { kind: "namespace", clusterId: cluster.id, ...place };
  return codes.includes("no-service-account") ? { kind: "service-account", ...place } : undefined;
}

const isClosed = ({ because }: Place) => because.some(({ code }) => code === "not-granted");

/** Where somebody's launches may run and with what: the namespaces of the project, and folded away those that are not. */
export function ExplainedPlaces({ places, closedNamespaces, askFor }: Props) {
  const t = useTranslations("access");
  const closed = places.filter(isClosed);
  const granted = places.filter((place) => !isClosed(place));
  return (
    <>
      <Section title={t("inNamespaces")}>
        {granted.length === 0 && <p className="text-muted">{t("nothingTitle")}</p>}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {granted.map((place) => (
            <PlaceAnswer key={place.id} place={place} askFor={askFor} />
          ))}
        </div>
      </Section>
      {closed.length > 0 && (
        <details className="rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2.5 text-muted hover:text-ink">
            {t("notGranted", { count: closedNamespaces })}
          </summary>
          <ul className="border-line border-t px-3 py-2">
            {closed.map((place) => (
              <li key={place.id} className="py-1">
                <PlaceLine place={place} askFor={askFor} />
              </li>
            ))}
            {closedNamespaces > closed.length && (
              <li className="py-1 text-muted">{t("more", { count: closedNamespaces - closed.length })}</li>
            )}
          </ul>
        </details>
      )}
    </>
  );
}

type PlaceProps = { place: Place; askFor: string | undefined };

function PlaceAnswer({ place, askFor }: PlaceProps) {
  return (
    <div className="rounded-md border border-line">
      <div className="px-3 py-2.5">
        <PlaceLine place={place} askFor={askFor} />
      </div>
      {place.resources.length > 0 && <ExplainedResources place={place} askFor={askFor} />}
    </div>
  );
}

function PlaceLine({ place, askFor }: PlaceProps) {
  const t = useTranslations("access");
  const asking = askFor && askingOf(place, askFor);
  return (
    <div className="grid gap-x-6 gap-y-1 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <span className="flex min-w-0 items-start gap-3">
        <YesNo may={place.may} />
        <span className="min-w-0">
          <span className="block font-medium">
            {t.rich("launchIn", {
              namespace: place.name,
              name: (chunks) => <code className="break-all font-mono text-sm">{chunks}</code>,
            })}
          </span>
          <span className="flex items-center gap-2 text-muted text-sm">
            <span className="font-mono">{place.cluster.name}</span>
            <ResidencyChip residency={place.cluster.residency} />
          </span>
        </span>
      </span>
      <div className="flex min-w-0 flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <Because steps={place.because} until={place.until} />
        {asking && <RequestAccess asking={asking} size="sm" />}
      </div>
    </div>
  );
}
