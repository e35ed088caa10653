-- What was said in words until now is said anew, within seconds, by whoever follows the cluster.
ALTER TABLE "clusters" ALTER COLUMN "problem" SET DATA TYPE jsonb USING NULL::jsonb;
