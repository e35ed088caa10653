CREATE TABLE "group_roles" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"group" text NOT NULL,
	"project_id" uuid,
	"project_role" text,
	"platform_role" text,
	"granted_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "group_roles_key" UNIQUE NULLS NOT DISTINCT("group","project_id"),
	CONSTRAINT "group_roles_one" CHECK (("group_roles"."project_id" is null) = ("group_roles"."project_role" is null) and ("group_roles"."project_role" is null) <> ("group_roles"."platform_role" is null))
);
--> statement-breakpoint
CREATE TABLE "user_groups" (
	"user_id" uuid NOT NULL,
	"group" text NOT NULL,
	CONSTRAINT "user_groups_user_id_group_pk" PRIMARY KEY("user_id","group")
);
--> statement-breakpoint
CREATE TABLE "access_requests" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"project_id" uuid NOT NULL,
	"deciding_project_id" uuid,
	"requester_id" uuid NOT NULL,
	"requester_person_id" uuid NOT NULL,
	"snapshot" jsonb NOT NULL,
	"snapshot_hash" text NOT NULL,
	"why" text NOT NULL,
	"days" integer,
	"state" text DEFAULT 'pending' NOT NULL,
	"decide_by" timestamp with time zone NOT NULL,
	"decided_by" uuid,
	"decider_person_id" uuid,
	"on_behalf_of" uuid,
	"decided_at" timestamp with time zone,
	"comment" text,
	"granted_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "access_requests_kind" CHECK ("access_requests"."kind" in ('project-role', 'namespace', 'binding', 'service-account')),
	CONSTRAINT "access_requests_state" CHECK ("access_requests"."state" in ('pending', 'approved', 'rejected', 'withdrawn', 'expired')),
	CONSTRAINT "access_requests_decided" CHECK (("access_requests"."state" in ('approved', 'rejected')) = ("access_requests"."decided_by" is not null)),
	CONSTRAINT "access_requests_not_own" CHECK ("access_requests"."decided_by" is null or ("access_requests"."decided_by" <> "access_requests"."requester_id" and "access_requests"."decider_person_id" <> "access_requests"."requester_person_id" and "access_requests"."on_behalf_of" is distinct from "access_requests"."requester_id"))
);
--> statement-breakpoint
CREATE TABLE "delegations" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"owner_id" uuid NOT NULL,
	"delegate_id" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "delegations_other" CHECK ("delegations"."owner_id" <> "delegations"."delegate_id"),
	CONSTRAINT "delegations_span" CHECK ("delegations"."ends_at" > "delegations"."starts_at")
);
--> statement-breakpoint
ALTER TABLE "service_account_bindings" ADD COLUMN "granted_by" uuid;--> statement-breakpoint
ALTER TABLE "namespace_grants" ADD COLUMN "granted_by" uuid;--> statement-breakpoint
ALTER TABLE "namespaces" ADD COLUMN "owner_project_id" uuid;--> statement-breakpoint
ALTER TABLE "project_members" ADD COLUMN "granted_by" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "person_id" uuid DEFAULT uuidv7() NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "group_roles" ADD CONSTRAINT "group_roles_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_roles" ADD CONSTRAINT "group_roles_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_groups" ADD CONSTRAINT "user_groups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_deciding_project_id_projects_id_fk" FOREIGN KEY ("deciding_project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_requester_id_users_id_fk" FOREIGN KEY ("requester_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_on_behalf_of_users_id_fk" FOREIGN KEY ("on_behalf_of") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_delegate_id_users_id_fk" FOREIGN KEY ("delegate_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "user_groups_group" ON "user_groups" USING btree ("group");--> statement-breakpoint
CREATE UNIQUE INDEX "access_requests_once" ON "access_requests" USING btree ("requester_id","snapshot_hash") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "access_requests_deciding" ON "access_requests" USING btree ("deciding_project_id","state","id");--> statement-breakpoint
CREATE INDEX "access_requests_requester" ON "access_requests" USING btree ("requester_id","id");--> statement-breakpoint
CREATE INDEX "delegations_delegate" ON "delegations" USING btree ("delegate_id");--> statement-breakpoint
ALTER TABLE "service_account_bindings" ADD CONSTRAINT "service_account_bindings_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "namespace_grants" ADD CONSTRAINT "namespace_grants_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "namespaces" ADD CONSTRAINT "namespaces_owner_project_id_projects_id_fk" FOREIGN KEY ("owner_project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_granted_by_users_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "service_accounts_namespace" ON "service_accounts" USING btree ("namespace_id");--> statement-breakpoint
CREATE INDEX "project_members_user" ON "project_members" USING btree ("user_id");--> statement-breakpoint
CREATE FUNCTION refuse_request_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.kind, OLD.project_id, OLD.deciding_project_id, OLD.requester_id, OLD.requester_person_id, OLD.snapshot, OLD.snapshot_hash, OLD.why, OLD.days)
    IS DISTINCT FROM (NEW.kind, NEW.project_id, NEW.deciding_project_id, NEW.requester_id, NEW.requester_person_id, NEW.snapshot, NEW.snapshot_hash, NEW.why, NEW.days)
  THEN RAISE EXCEPTION 'what was asked does not change'; END IF;
  IF OLD.state <> 'pending' THEN RAISE EXCEPTION 'a decision stands'; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER access_requests_stand BEFORE UPDATE ON access_requests FOR EACH ROW EXECUTE FUNCTION refuse_request_change();
