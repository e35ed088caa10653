ALTER TABLE "cloud_accounts" ADD COLUMN "credential_set_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
UPDATE "cloud_accounts" SET "credential_set_at" = "updated_at";
