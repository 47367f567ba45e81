CREATE TABLE "billing"."usage_hours" (
	"hour" timestamp with time zone NOT NULL,
	"organization_id" text NOT NULL,
	"key_id" text NOT NULL,
	"model" text NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"uncached_input" bigint DEFAULT 0 NOT NULL,
	"cache_read" bigint DEFAULT 0 NOT NULL,
	"cache_write" bigint DEFAULT 0 NOT NULL,
	"cache_write_long" bigint DEFAULT 0 NOT NULL,
	"audio_input" bigint DEFAULT 0 NOT NULL,
	"image_input" bigint DEFAULT 0 NOT NULL,
	"visible_output" bigint DEFAULT 0 NOT NULL,
	"reasoning" bigint DEFAULT 0 NOT NULL,
	"audio_output" bigint DEFAULT 0 NOT NULL,
	"web_searches" bigint DEFAULT 0 NOT NULL,
	"audio_seconds" double precision DEFAULT 0 NOT NULL,
	"cost_nano_usd" numeric(38, 0) DEFAULT 0 NOT NULL,
	"charged_nano_usd" numeric(38, 0) DEFAULT 0 NOT NULL,
	CONSTRAINT "usage_hours_hour_organization_id_key_id_model_pk" PRIMARY KEY("hour","organization_id","key_id","model")
);
--> statement-breakpoint
CREATE FUNCTION "billing"."sum_up_usage_hours"() RETURNS trigger LANGUAGE plpgsql AS $$
-- Adds the rows that a statement wrote to the sums of their hours, or takes off those that it replaced: the trigger says
-- which by 1 or -1.
DECLARE
	sign constant bigint := TG_ARGV[0];
BEGIN
	INSERT INTO billing.usage_hours (hour, organization_id, key_id, model, "rows", requests, uncached_input, cache_read, cache_write, cache_write_long, audio_input, image_input, visible_output, reasoning, audio_output, web_searches, audio_seconds, cost_nano_usd, charged_nano_usd)
	SELECT date_trunc('hour', created_at, 'UTC'), organization_id, key_id, model,
		sign * count(*),
		sign * count(*) filter (where outcome = 'completed' or greatest(uncached_input, cache_read, cache_write, cache_write_long, audio_input, image_input, visible_output, reasoning, audio_output, web_searches, audio_seconds, cost_nano_usd) > 0),
		sign * coalesce(sum(uncached_input), 0),
		sign * coalesce(sum(cache_read), 0),
		sign * coalesce(sum(cache_write), 0),
		sign * coalesce(sum(cache_write_long), 0),
		sign * coalesce(sum(audio_input), 0),
		sign * coalesce(sum(image_input), 0),
		sign * coalesce(sum(visible_output), 0),
		sign * coalesce(sum(reasoning), 0),
		sign * coalesce(sum(audio_output), 0),
		sign * coalesce(sum(web_searches), 0),
		sign * coalesce(sum(audio_seconds), 0),
		sign * coalesce(sum(cost_nano_usd), 0),
		sign * coalesce(sum(charged_nano_usd), 0)
	FROM changed
	GROUP BY 1, 2, 3, 4
	ORDER BY 1, 2, 3, 4
	ON CONFLICT (hour, organization_id, key_id, model) DO UPDATE SET
		"rows" = usage_hours."rows" + excluded."rows",
		requests = usage_hours.requests + excluded.requests,
		uncached_input = usage_hours.uncached_input + excluded.uncached_input,
		cache_read = usage_hours.cache_read + excluded.cache_read,
		cache_write = usage_hours.cache_write + excluded.cache_write,
		cache_write_long = usage_hours.cache_write_long + excluded.cache_write_long,
		audio_input = usage_hours.audio_input + excluded.audio_input,
		image_input = usage_hours.image_input + excluded.image_input,
		visible_output = usage_hours.visible_output + excluded.visible_output,
		reasoning = usage_hours.reasoning + excluded.reasoning,
		audio_output = usage_hours.audio_output + excluded.audio_output,
		web_searches = usage_hours.web_searches + excluded.web_searches,
		audio_seconds = usage_hours.audio_seconds + excluded.audio_seconds,
		cost_nano_usd = usage_hours.cost_nano_usd + excluded.cost_nano_usd,
		charged_nano_usd = usage_hours.charged_nano_usd + excluded.charged_nano_usd;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "ledger_added" AFTER INSERT ON "billing"."ledger" REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION "billing"."sum_up_usage_hours"('1');
--> statement-breakpoint
CREATE TRIGGER "ledger_replaced" AFTER UPDATE ON "billing"."ledger" REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION "billing"."sum_up_usage_hours"('-1');
--> statement-breakpoint
CREATE TRIGGER "ledger_replacing" AFTER UPDATE ON "billing"."ledger" REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION "billing"."sum_up_usage_hours"('1');
--> statement-breakpoint
CREATE TRIGGER "ledger_deleted" AFTER DELETE ON "billing"."ledger" REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION "billing"."sum_up_usage_hours"('-1');
--> statement-breakpoint
INSERT INTO billing.usage_hours (hour, organization_id, key_id, model, "rows", requests, uncached_input, cache_read, cache_write, cache_write_long, audio_input, image_input, visible_output, reasoning, audio_output, web_searches, audio_seconds, cost_nano_usd, charged_nano_usd)
SELECT date_trunc('hour', created_at, 'UTC'), organization_id, key_id, model,
		count(*),
		count(*) filter (where outcome = 'completed' or greatest(uncached_input, cache_read, cache_write, cache_write_long, audio_input, image_input, visible_output, reasoning, audio_output, web_searches, audio_seconds, cost_nano_usd) > 0),
		coalesce(sum(uncached_input), 0),
		coalesce(sum(cache_read), 0),
		coalesce(sum(cache_write), 0),
		coalesce(sum(cache_write_long), 0),
		coalesce(sum(audio_input), 0),
		coalesce(sum(image_input), 0),
		coalesce(sum(visible_output), 0),
		coalesce(sum(reasoning), 0),
		coalesce(sum(audio_output), 0),
		coalesce(sum(web_searches), 0),
		coalesce(sum(audio_seconds), 0),
		coalesce(sum(cost_nano_usd), 0),
		coalesce(sum(charged_nano_usd), 0)
FROM billing.ledger
GROUP BY 1, 2, 3, 4;
