ALTER TABLE "service_accounts" ADD COLUMN "observed" text;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD COLUMN "observed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_observed" CHECK ("service_accounts"."observed" in ('same', 'differs', 'absent', 'secret-absent'));