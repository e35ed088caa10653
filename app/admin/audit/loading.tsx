import { PageLoading } from "#components/shared/page-loading.tsx";

export default function Loading() {
  return <PageLoading />;
}
