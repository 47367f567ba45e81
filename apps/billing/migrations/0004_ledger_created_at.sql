DROP INDEX "billing"."ledger_created_at";--> statement-breakpoint
CREATE INDEX "ledger_created_at" ON "billing"."ledger" USING btree ("created_at");