-- Each model call, of which an invocation makes none, one or two: what it used and cost. The sum of those that are committed is what
-- budget and GET /usage say (docs/costs.md).
SELECT
  COALESCE(SAFE_CAST(JSON_VALUE(json_payload.time) AS TIMESTAMP), timestamp) AS time,
  JSON_VALUE(json_payload.requestId) AS request_id,
  JSON_VALUE(json_payload.site) AS site,
  JSON_VALUE(json_payload.session) AS conversation,
  JSON_VALUE(json_payload['gen_ai.provider.name']) AS provider,
  JSON_VALUE(json_payload['gen_ai.request.model']) AS model,
  CAST(JSON_VALUE(json_payload.promptTokens) AS NUMERIC) AS prompt_tokens,
  CAST(JSON_VALUE(json_payload.cachedTokens) AS NUMERIC) AS cached_tokens,
  CAST(JSON_VALUE(json_payload.cacheWriteTokens) AS NUMERIC) AS cache_write_tokens,
  CAST(JSON_VALUE(json_payload.completionTokens) AS NUMERIC) AS completion_tokens,
  CAST(JSON_VALUE(json_payload.inputNanoUsd) AS NUMERIC) AS input_nano_usd,
  CAST(JSON_VALUE(json_payload.cachedInputNanoUsd) AS NUMERIC) AS cached_input_nano_usd,
  CAST(JSON_VALUE(json_payload.cacheWriteNanoUsd) AS NUMERIC) AS cache_write_nano_usd,
  CAST(JSON_VALUE(json_payload.outputNanoUsd) AS NUMERIC) AS output_nano_usd,
  JSON_VALUE(json_payload.priceVersion) AS price_version,
  CAST(JSON_VALUE(json_payload.nanoUsd) AS NUMERIC) / 1000000000 AS usd,
  JSON_VALUE(json_payload.estimated) = 'true' AS estimated,
  JSON_VALUE(json_payload.committed) = 'true' AS committed,
  JSON_VALUE(json_payload.error) AS error
FROM `${records}`
WHERE JSON_VALUE(json_payload.type) = 'ledger'
