CREATE INDEX "audit_events_actor_name" ON "audit_events" USING btree ("actor_name","sequence");--> statement-breakpoint
CREATE INDEX "audit_events_action" ON "audit_events" USING btree ("action","sequence");--> statement-breakpoint
CREATE INDEX "audit_events_refused" ON "audit_events" USING btree ("sequence") WHERE outcome = 'refused';--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("at","sequence");--> statement-breakpoint
CREATE INDEX "audit_events_request" ON "audit_events" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "audit_events_address" ON "audit_events" USING btree ("address","sequence");