-- Charges by day, site and meter in the columns of FOCUS 1.2. GET /usage.csv is the same from the counters, with compute by vCPU,
-- memory and requests; here compute is one charge, for a turn record has no more of it.
WITH
  meters AS (
    SELECT
      DATE(calls.time) AS day,
      calls.site,
      IF(calls.provider = 'openai', 'OpenAI', calls.provider) AS issuer,
      CONCAT(calls.provider, '/', calls.model) AS model,
      meter.name AS kind,
      meter.tokens,
      meter.nano_usd
    FROM `${reports}.calls` AS calls
    CROSS JOIN UNNEST([
      STRUCT('input' AS name, prompt_tokens - cached_tokens - cache_write_tokens AS tokens, input_nano_usd AS nano_usd),
      STRUCT('cached-input' AS name, cached_tokens AS tokens, cached_input_nano_usd AS nano_usd),
      STRUCT('cache-write' AS name, cache_write_tokens AS tokens, cache_write_nano_usd AS nano_usd),
      STRUCT('output' AS name, completion_tokens AS tokens, output_nano_usd AS nano_usd)
    ]) AS meter
    WHERE calls.committed AND meter.tokens > 0
  ),
  charges AS (
    -- A price per token in nano-dollars is a thousandth of that per million in dollars.
    SELECT
      day,
      site,
      issuer,
      'AI and Machine Learning' AS category,
      'Generative AI' AS subcategory,
      'Chat Completions' AS service,
      CAST(NULL AS STRING) AS region,
      'Usage' AS charge,
      CONCAT(model, ', ', REPLACE(kind, '-', ' '), ' tokens') AS description,
      CONCAT(model, '/', kind) AS sku,
      CONCAT(REPLACE(kind, '-', ' '), ' tokens') AS meter,
      SUM(tokens) AS consumed,
      'Tokens' AS consumed_unit,
      SUM(tokens) / 1000000 AS priced,
      '1000000 Tokens' AS priced_unit,
      nano_usd / 1000 AS unit_price,
      SUM(tokens) * nano_usd / 1000000000 AS cost
    FROM meters
    GROUP BY day, site, issuer, model, kind, nano_usd
    UNION ALL
    -- Each call is rounded up to a nano-dollar; with whole prices per token there is nothing to adjust.
    SELECT
      DATE(time) AS day,
      site,
      IF(provider = 'openai', 'OpenAI', provider) AS issuer,
      'AI and Machine Learning' AS category,
      'Generative AI' AS subcategory,
      'Chat Completions' AS service,
      CAST(NULL AS STRING) AS region,
      'Adjustment' AS charge,
      CONCAT(provider, '/', model, ', rounding of each call up to a nano-dollar') AS description,
      CAST(NULL AS STRING) AS sku,
      CAST(NULL AS STRING) AS meter,
      CAST(NULL AS NUMERIC) AS consumed,
      CAST(NULL AS STRING) AS consumed_unit,
      CAST(NULL AS NUMERIC) AS priced,
      CAST(NULL AS STRING) AS priced_unit,
      CAST(NULL AS NUMERIC) AS unit_price,
      SUM(usd) - SUM((prompt_tokens - cached_tokens - cache_write_tokens) * input_nano_usd
        + cached_tokens * cached_input_nano_usd
        + cache_write_tokens * cache_write_nano_usd
        + completion_tokens * output_nano_usd) / 1000000000 AS cost
    FROM `${reports}.calls`
    WHERE committed
    GROUP BY day, site, provider, model
    HAVING cost <> 0
    UNION ALL
    -- The price of a request is the day's average: an invocation's share of an instance depends on how many ran beside it.
    SELECT
      DATE(time) AS day,
      site,
      'Google Cloud' AS issuer,
      'Compute' AS category,
      'Serverless Compute' AS subcategory,
      'Cloud Run' AS service,
      '${region}' AS region,
      'Usage' AS charge,
      'compute, share of instances' AS description,
      'compute/share' AS sku,
      'share of instances' AS meter,
      CAST(COUNT(*) AS NUMERIC) AS consumed,
      'Requests' AS consumed_unit,
      CAST(COUNT(*) AS NUMERIC) AS priced,
      'Requests' AS priced_unit,
      SUM(compute_usd) / COUNT(*) AS unit_price,
      SUM(compute_usd) AS cost
    FROM `${reports}.invocations`
    GROUP BY day, site
  )
SELECT
  cost AS BilledCost,
  '${account}' AS BillingAccountId,
  CAST(NULL AS STRING) AS BillingAccountName,
  'USD' AS BillingCurrency,
  TIMESTAMP(DATE_ADD(DATE_TRUNC(day, MONTH), INTERVAL 1 MONTH)) AS BillingPeriodEnd,
  TIMESTAMP(DATE_TRUNC(day, MONTH)) AS BillingPeriodStart,
  charge AS ChargeCategory,
  CAST(NULL AS STRING) AS ChargeClass,
  description AS ChargeDescription,
  'Usage-Based' AS ChargeFrequency,
  TIMESTAMP(DATE_ADD(day, INTERVAL 1 DAY)) AS ChargePeriodEnd,
  TIMESTAMP(day) AS ChargePeriodStart,
  consumed AS ConsumedQuantity,
  consumed_unit AS ConsumedUnit,
  cost AS ContractedCost,
  cost AS EffectiveCost,
  issuer AS InvoiceIssuerName,
  cost AS ListCost,
  unit_price AS ListUnitPrice,
  IF(charge = 'Usage', 'Standard', NULL) AS PricingCategory,
  priced AS PricingQuantity,
  priced_unit AS PricingUnit,
  issuer AS ProviderName,
  issuer AS PublisherName,
  region AS RegionId,
  region AS RegionName,
  category AS ServiceCategory,
  service AS ServiceName,
  subcategory AS ServiceSubcategory,
  sku AS SkuId,
  meter AS SkuMeter,
  CAST(NULL AS STRING) AS SkuPriceDetails,
  sku AS SkuPriceId,
  site AS SubAccountId,
  site AS SubAccountName,
  TO_JSON_STRING(STRUCT(site AS site)) AS Tags
FROM charges
