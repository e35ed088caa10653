import { InboxLoading } from "#components/requests/inbox-loading.tsx";

export default InboxLoading;
