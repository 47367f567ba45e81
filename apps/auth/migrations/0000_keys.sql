CREATE SCHEMA IF NOT EXISTS "auth";
--> statement-breakpoint
CREATE SEQUENCE "auth"."principal_version" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "auth"."api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"public_id" text NOT NULL,
	"key_digest" "bytea" NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] DEFAULT '{completions}' NOT NULL,
	"allowed_models" text[] DEFAULT '{}' NOT NULL,
	"requests_per_minute" bigint,
	"tokens_per_minute" bigint,
	"concurrent_requests" integer,
	"total_nano_usd" bigint,
	"daily_nano_usd" bigint,
	"monthly_nano_usd" bigint,
	"version" bigint DEFAULT nextval('auth.principal_version') NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_public_id_unique" UNIQUE("public_id"),
	CONSTRAINT "api_keys_key_digest_unique" UNIQUE("key_digest")
);
--> statement-breakpoint
CREATE TABLE "auth"."organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"requests_per_minute" bigint,
	"tokens_per_minute" bigint,
	"concurrent_requests" integer,
	"total_nano_usd" bigint,
	"daily_nano_usd" bigint,
	"monthly_nano_usd" bigint,
	"version" bigint DEFAULT nextval('auth.principal_version') NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "auth"."api_keys" ADD CONSTRAINT "api_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "auth"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_organization" ON "auth"."api_keys" USING btree ("organization_id","id");