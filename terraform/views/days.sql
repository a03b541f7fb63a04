-- Each day (UTC) and site: invocations from the turn records, model calls from the ledger as far as it is committed.
WITH
  turns AS (
    SELECT
      DATE(time) AS day,
      site,
      COUNT(*) AS invocations,
      COUNT(DISTINCT conversation) AS conversations,
      COUNTIF(outcome = 'completion') AS completions,
      COUNTIF(outcome = 'fallback') AS fallbacks,
      COUNTIF(outcome = 'handoff') AS handoffs,
      COUNTIF(outcome = 'refused') AS refused,
      SUM(compute_usd) AS compute_usd
    FROM `${reports}.invocations`
    GROUP BY day, site
  ),
  ledger AS (
    SELECT
      DATE(time) AS day,
      site,
      COUNT(*) AS calls,
      SUM(prompt_tokens) AS prompt_tokens,
      SUM(completion_tokens) AS completion_tokens,
      SUM(usd) AS model_usd
    FROM `${reports}.calls`
    WHERE committed
    GROUP BY day, site
  )
SELECT
  day,
  site,
  IFNULL(invocations, 0) AS invocations,
  IFNULL(conversations, 0) AS conversations,
  IFNULL(completions, 0) AS completions,
  IFNULL(fallbacks, 0) AS fallbacks,
  IFNULL(handoffs, 0) AS handoffs,
  IFNULL(refused, 0) AS refused,
  IFNULL(calls, 0) AS calls,
  IFNULL(prompt_tokens, 0) AS prompt_tokens,
  IFNULL(completion_tokens, 0) AS completion_tokens,
  IFNULL(model_usd, 0) AS model_usd,
  IFNULL(compute_usd, 0) AS compute_usd,
  IFNULL(model_usd, 0) + IFNULL(compute_usd, 0) AS usd,
  SAFE_DIVIDE(IFNULL(model_usd, 0) + IFNULL(compute_usd, 0), invocations) AS usd_per_invocation,
  SAFE_DIVIDE(IFNULL(model_usd, 0) + IFNULL(compute_usd, 0), conversations) AS usd_per_conversation
FROM turns
FULL OUTER JOIN ledger USING (day, site)
