"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type PlacementView, placementOptions } from "#lib/access/client.ts";
import { ReadError } from "#lib/platform/read.ts";
import type { Failure } from "#lib/platform/result.ts";
import type { LaunchForm } from "./launch-form.ts";
import { fitToPlacement } from "./map-needs.ts";

type Change = (next: (form: LaunchForm) => LaunchForm) => void;

const questionOf = (project: string, clusterId: string | null, namespaceId: string | null) => ({
  project,
  ...(clusterId ? { clusterId } : {}),
  ...(namespaceId ? { namespaceId } : {}),
});

/** The namespace to begin with: the one of the same name as before where it may be used, else the first that may. */
const firstNamespace = (placement: PlacementView, nameBefore: string | undefined): string | null => {
  const usable = placement.namespaces.filter((namespace) => namespace.obstacle === null);
  return (usable.find(({ name }) => name === nameBefore) ?? usable[0])?.id ?? null;
};

/** What the form offers where it stands, and how it moves: choosing a cluster chooses its namespace and maps every name again. */
export function usePlacement(project: string, form: LaunchForm, change: Change, initial: PlacementView) {
  const client = useQueryClient();
  const started = useRef({ clusterId: form.clusterId, namespaceId: form.namespaceId });
  const isStart = started.current.clusterId === form.clusterId && started.current.namespaceId === form.namespaceId;
  const { data } = useQuery(
    placementOptions(questionOf(project, form.clusterId, form.namespaceId), isStart ? initial : undefined),
  );
  // While the next answer is under way the last one stays, so that nothing jumps.
  const last = useRef(initial);
  if (data) last.current = data;
  const [moving, setMoving] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const turn = useRef(0);

  async function move(clusterId: string, chosenNamespaceId?: string) {
    const mine = ++turn.current;
    const nameBefore = last.current.namespaces.find(({ id }) => id === form.namespaceId)?.name;
    setMoving(true);
    setFailure(undefined);
    change((now) => ({ ...now, clusterId, namespaceId: chosenNamespaceId ?? null }));
    try {
      const ask = (namespaceId: string | null) =>
        client.fetchQuery(placementOptions(questionOf(project, clusterId, namespaceId)));
      const namespaceId = chosenNamespaceId ?? firstNamespace(await ask(null), nameBefore);
      if (mine !== turn.current) return;
      const placement = await ask(namespaceId);
      if (mine !== turn.current) return;
      change((now) => fitToPlacement({ ...now, clusterId, namespaceId }, placement));
    } catch (error) {
      if (mine !== turn.current) return;
      if (!(error instanceof ReadError)) throw error;
      setFailure(error.failure);
    } finally {
      if (mine === turn.current) setMoving(false);
    }
  }

  return { placement: data ?? last.current, moving, failure, move };
}
