CREATE TABLE "auth"."concurrency_holdings" (
	"subject" text NOT NULL,
	"gateway_id" text NOT NULL,
	"units" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "concurrency_holdings_subject_gateway_id_pk" PRIMARY KEY("subject","gateway_id")
);
--> statement-breakpoint
CREATE TABLE "auth"."rate_windows" (
	"subject" text NOT NULL,
	"dimension" text NOT NULL,
	"buckets" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "rate_windows_subject_dimension_pk" PRIMARY KEY("subject","dimension")
);
--> statement-breakpoint
ALTER TABLE "auth"."api_keys" ADD COLUMN "former_digest" "bytea";--> statement-breakpoint
ALTER TABLE "auth"."api_keys" ADD COLUMN "former_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "auth"."api_keys" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "auth"."api_keys" ADD CONSTRAINT "api_keys_former_digest_unique" UNIQUE("former_digest");