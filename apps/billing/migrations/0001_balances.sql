CREATE TABLE "billing"."balances" (
	"subject" text PRIMARY KEY NOT NULL,
	"total_nano_usd" numeric(38, 0) DEFAULT 0 NOT NULL,
	"day" date NOT NULL,
	"daily_nano_usd" numeric(38, 0) DEFAULT 0 NOT NULL,
	"month" date NOT NULL,
	"monthly_nano_usd" numeric(38, 0) DEFAULT 0 NOT NULL,
	"credit_nano_usd" numeric(38, 0),
	"spent_before_credit_nano_usd" numeric(38, 0) DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "billing"."ledger" ADD COLUMN "charged_nano_usd" bigint;--> statement-breakpoint
ALTER TABLE "billing"."ledger" ADD COLUMN "taken_nano_usd" bigint;--> statement-breakpoint
CREATE INDEX "ledger_created_at" ON "billing"."ledger" USING brin ("created_at") WITH (autosummarize=true);--> statement-breakpoint
-- What was booked before there were charges was charged at its cost.
UPDATE "billing"."ledger" SET "charged_nano_usd" = "cost_nano_usd";--> statement-breakpoint
INSERT INTO "billing"."balances" ("subject", "total_nano_usd", "day", "daily_nano_usd", "month", "monthly_nano_usd")
SELECT "subject",
	coalesce(sum("charged_nano_usd"), 0),
	(now() AT TIME ZONE 'UTC')::date,
	coalesce(sum("charged_nano_usd") FILTER (WHERE ("created_at" AT TIME ZONE 'UTC')::date = (now() AT TIME ZONE 'UTC')::date), 0),
	date_trunc('month', now() AT TIME ZONE 'UTC')::date,
	coalesce(sum("charged_nano_usd") FILTER (WHERE date_trunc('month', "created_at" AT TIME ZONE 'UTC') = date_trunc('month', now() AT TIME ZONE 'UTC')), 0)
FROM "billing"."ledger"
CROSS JOIN LATERAL (VALUES ('key:' || "key_id"), ('organization:' || "organization_id")) AS "subjects" ("subject")
GROUP BY "subject";
