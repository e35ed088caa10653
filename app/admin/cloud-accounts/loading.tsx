import { PageLoading } from "#components/shared/page-loading.tsx";

export default PageLoading;
