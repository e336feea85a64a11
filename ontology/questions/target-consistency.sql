WITH single AS (
  SELECT coalesce(measure, plan) AS holder, indicator, label, coalesce(scope, '') AS scope, value, file, start_offset, locator
  FROM target
  WHERE value IS NOT NULL AND tied_to IS NULL
)
SELECT DISTINCT x.label AS indicator, x.scope, x.value AS value_a, y.value AS value_b,
       CASE WHEN x.value = y.value THEN 'same' ELSE 'different' END AS state,
       concat(x.file, ' ', x.locator) AS source_a, concat(y.file, ' ', y.locator) AS source_b
FROM single x
JOIN single y ON y.indicator = x.indicator AND y.scope = x.scope AND y.holder <> x.holder
             AND (x.file < y.file OR (x.file = y.file AND x.start_offset < y.start_offset))
ORDER BY indicator, x.scope, source_a, source_b, value_a, value_b
