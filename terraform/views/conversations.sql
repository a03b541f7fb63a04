-- Each conversation: when it was, what it came to, what it cost.
SELECT
  site,
  conversation,
  MIN(time) AS began,
  MAX(time) AS ended,
  COUNT(*) AS invocations,
  COUNTIF(outcome = 'completion') AS completions,
  COUNTIF(outcome = 'fallback') AS fallbacks,
  COUNTIF(outcome = 'handoff') > 0 AS handed_off,
  SUM(input_tokens) AS input_tokens,
  SUM(output_tokens) AS output_tokens,
  SUM(model_usd) AS model_usd,
  SUM(compute_usd) AS compute_usd,
  SUM(usd) AS usd
FROM `${reports}.invocations`
WHERE conversation IS NOT NULL
GROUP BY site, conversation
