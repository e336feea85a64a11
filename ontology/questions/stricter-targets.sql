WITH whole_area AS (
  SELECT DISTINCT t.indicator, t.scope, t.value
  FROM target t
  WHERE t.value IS NOT NULL AND t.scope IN (SELECT jurisdiction FROM plan WHERE jurisdiction IS NOT NULL)
)
SELECT t.scope, t.value AS "value", w.scope AS whole, w.value AS whole_value, min(t.unit) AS unit,
       string_agg(DISTINCT concat(t.file, ' ', t.locator), chr(10)) AS source
FROM target t
JOIN whole_area w ON w.indicator = t.indicator AND w.scope <> t.scope
WHERE CASE WHEN $better = 'lower' THEN t.value < w.value ELSE t.value > w.value END
  AND regexp_matches(translate(t.label, concat($blanks, '_{}^'), ''), $indicator)
GROUP BY t.scope, t.value, w.scope, w.value
ORDER BY t.value, t.scope
