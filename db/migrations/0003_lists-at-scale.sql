-- Trigrams let a search for any part of a name use an index; a trusted extension, so the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "sessions_ended" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "cloud_resources_owner" ON "cloud_resources" USING btree ("owner_project_id","cloud_account_id");--> statement-breakpoint
CREATE INDEX "cloud_resources_name_text" ON "cloud_resources" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "service_accounts_name_text" ON "service_accounts" USING gin ("name" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "users_person" ON "users" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_login_text" ON "users" USING gin ("login" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "users_name_text" ON "users" USING gin ("name" gin_trgm_ops);