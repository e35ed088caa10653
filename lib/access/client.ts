import { queryOptions } from "@tanstack/react-query";
import { read } from "#lib/platform/read.ts";
import type { Answer, Wire } from "#lib/platform/wire.ts";
import type { listBucketObjects, listImageTags, PlacementAnswer } from "./queries.ts";

export type PlacementView = Wire<PlacementAnswer>;
export type ResourceView = PlacementView["buckets"][number];
export type ObstacleView = NonNullable<ResourceView["obstacle"]>;
export type TagView = Wire<Answer<typeof listImageTags>>[number];
export type ObjectView = Wire<Answer<typeof listBucketObjects>>[number];

/** How far the cascade has been chosen. */
export type CascadeQuestion = { project: string; clusterId?: string; namespaceId?: string };
/** A resource seen from a complete placement. */
export type ResourceQuestion = Required<CascadeQuestion> & { resourceId: string };

/** Grants and bindings seldom change while a form is open; what may be used is checked again by preflight and by the launch. */
const offeredForMs = 15_000;

export const placementOptions = (question: CascadeQuestion, initialData?: PlacementView) =>
  queryOptions({
    queryKey: ["placement", question.project, question.clusterId ?? null, question.namespaceId ?? null],
    queryFn: ({ signal }) => read<PlacementView>("placement.get", question, signal),
    staleTime: offeredForMs,
    ...(initialData ? { initialData } : {}),
  });

export const imageTagsOptions = (question: ResourceQuestion, search: string) =>
  queryOptions({
    queryKey: ["image-tags", question, search],
    queryFn: ({ signal }) => read<TagView[]>("image.tags", { ...question, search }, signal),
  });

export const bucketObjectsOptions = (question: ResourceQuestion, prefix: string) =>
  queryOptions({
    queryKey: ["bucket-objects", question, prefix],
    queryFn: ({ signal }) => read<ObjectView[]>("bucket.objects", { ...question, prefix }, signal),
  });
