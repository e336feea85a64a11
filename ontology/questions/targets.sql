WITH placed AS (
  SELECT t.id, t.measure, coalesce(m.plan, t.plan) AS plan, t.label, t.comparator, t.value, t.value_max, t.unit, t.change, t.scope,
         t.kind, t.quote, t.file, t.start_offset, t.locator
  FROM target t
  LEFT JOIN measure m ON m.id = t.measure AND m.file = t.file
  WHERE ($kind = 'any' OR t.kind = $kind)
    AND regexp_matches(translate(t.label, concat($blanks, '_{}^'), ''), $indicator)
),
held AS (
  SELECT d.measure, string_agg(DISTINCT concat(CAST(d.position AS STRING), ':', b.name), chr(10)) AS names
  FROM duty d
  JOIN body b ON b.id = d.body AND b.file = d.file
  WHERE d.role IN ('lead', 'responsible') AND d.measure IN (SELECT measure FROM placed)
  GROUP BY d.measure
)
SELECT min(t.label) AS indicator, min(t.comparator) AS comparator, min(t.value) AS "value", min(t.value_max) AS value_max,
       min(t.unit) AS unit, min(t.change) AS change, min(t.scope) AS scope, t.kind, min(h.names) AS bodies, min(p.title) AS plan, min(p.annex) AS annex,
       t.measure AS id, min(t.quote) AS quote, string_agg(DISTINCT concat(t.file, ' ', t.locator), chr(10)) AS source
FROM placed t
JOIN plan p ON p.id = t.plan AND p.file = t.file
LEFT JOIN held h ON h.measure = t.measure
WHERE TRUE
  AND p.id IN ($plan)
GROUP BY t.id, t.kind, t.measure
ORDER BY min(t.file), min(t.start_offset), t.id
