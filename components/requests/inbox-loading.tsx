import { TopBar } from "#components/frame/top-bar.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { ListWaiting } from "./request-list.tsx";

/** What `loading.tsx` shows of the inbox: both panes at their real size. */
export function InboxLoading() {
  return (
    <>
      <TopBar>
        <Skeleton className="h-4 w-24" />
      </TopBar>
      <main id="content" className="flex min-h-0 flex-1">
        <div className="w-full shrink-0 md:w-96 md:border-line md:border-r">
          <div className="h-9.25 border-line border-b" />
          <ListWaiting />
        </div>
      </main>
    </>
  );
}
