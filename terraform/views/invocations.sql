-- Each invocation: what it was, cost and took. Costs are exact: NUMERIC has nine decimals, as many as a nano-dollar.
SELECT
  -- Logging takes the line's own time for the entry's, and may leave it in the payload.
  COALESCE(SAFE_CAST(JSON_VALUE(json_payload.time) AS TIMESTAMP), timestamp) AS time,
  JSON_VALUE(json_payload.requestId) AS request_id,
  JSON_VALUE(json_payload.site) AS site,
  JSON_VALUE(json_payload['gen_ai.conversation.id']) AS conversation,
  CAST(CAST(JSON_VALUE(json_payload.status) AS NUMERIC) AS INT64) AS status,
  JSON_VALUE(json_payload.outcome) AS outcome,
  JSON_VALUE(json_payload.reason) AS reason,
  JSON_VALUE(json_payload.intent) AS intent,
  CAST(JSON_VALUE(json_payload.confidence) AS FLOAT64) AS confidence,
  JSON_VALUE(json_payload.first) = 'true' AS first,
  JSON_VALUE(json_payload.repeat) = 'true' AS repeat,
  JSON_VALUE(json_payload.replayed) = 'true' AS replayed,
  JSON_VALUE(json_payload['gen_ai.request.model']) AS model,
  CAST(JSON_VALUE(json_payload['gen_ai.usage.input_tokens']) AS NUMERIC) AS input_tokens,
  CAST(JSON_VALUE(json_payload['gen_ai.usage.output_tokens']) AS NUMERIC) AS output_tokens,
  IFNULL(CAST(JSON_VALUE(json_payload.modelNanoUsd) AS NUMERIC), 0) / 1000000000 AS model_usd,
  CAST(JSON_VALUE(json_payload.computeNanoUsd) AS NUMERIC) / 1000000000 AS compute_usd,
  (IFNULL(CAST(JSON_VALUE(json_payload.modelNanoUsd) AS NUMERIC), 0)
    + CAST(JSON_VALUE(json_payload.computeNanoUsd) AS NUMERIC)) / 1000000000 AS usd,
  JSON_VALUE(json_payload['error.type']) AS error,
  CAST(JSON_VALUE(json_payload.totalMs) AS FLOAT64) AS milliseconds
FROM `${records}`
WHERE JSON_VALUE(json_payload.type) = 'turn'
