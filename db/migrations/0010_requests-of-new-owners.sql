ALTER TABLE "access_requests" ADD COLUMN "job_id" uuid;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_requests_waiting" ON "access_requests" USING btree ("decide_by") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "access_requests_newest" ON "access_requests" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "access_requests_decider" ON "access_requests" USING btree ("decided_by");
--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_request_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.kind, OLD.project_id, OLD.job_id, OLD.requester_id, OLD.requester_person_id, OLD.snapshot, OLD.snapshot_hash, OLD.why, OLD.days)
    IS DISTINCT FROM (NEW.kind, NEW.project_id, NEW.job_id, NEW.requester_id, NEW.requester_person_id, NEW.snapshot, NEW.snapshot_hash, NEW.why, NEW.days)
  THEN RAISE EXCEPTION 'what was asked does not change'; END IF;
  IF OLD.state <> 'pending' THEN RAISE EXCEPTION 'a decision stands'; END IF;
  -- Who decides moves with the owner, and never together with the decision.
  IF OLD.deciding_project_id IS DISTINCT FROM NEW.deciding_project_id AND NEW.state <> 'pending'
  THEN RAISE EXCEPTION 'a decision is of the project that decides'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
UPDATE access_requests SET deciding_project_id = namespaces.owner_project_id FROM namespaces
  WHERE state = 'pending' AND kind = 'namespace' AND namespaces.id = (snapshot ->> 'namespaceId')::uuid
    AND deciding_project_id IS DISTINCT FROM namespaces.owner_project_id;
--> statement-breakpoint
UPDATE access_requests SET deciding_project_id = cloud_resources.owner_project_id FROM cloud_resources
  WHERE state = 'pending' AND access_requests.kind = 'binding' AND cloud_resources.id = (snapshot ->> 'cloudResourceId')::uuid
    AND deciding_project_id IS DISTINCT FROM cloud_resources.owner_project_id;
