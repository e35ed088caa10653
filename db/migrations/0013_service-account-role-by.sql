ALTER TABLE "service_accounts" DROP CONSTRAINT "service_accounts_observed";--> statement-breakpoint
ALTER TABLE "service_accounts" ADD COLUMN "role_by" text;--> statement-breakpoint
-- Until now a role came by the service account's annotation alone.
UPDATE "service_accounts" SET "role_by" = 'annotation' WHERE "role_arn" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_role_by" CHECK (("service_accounts"."role_arn" is null) = ("service_accounts"."role_by" is null) and "service_accounts"."role_by" in ('annotation', 'pod-identity'));--> statement-breakpoint
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_observed" CHECK ("service_accounts"."observed" in ('same', 'differs', 'absent', 'secret-absent', 'association-absent', 'association-differs'));