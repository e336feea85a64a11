WITH tied AS (
  SELECT DISTINCT k.cascade, a.upper_target FROM shared_amount a JOIN link k ON k.id = a.link WHERE a.upper_target IS NOT NULL
),
shared AS (
  SELECT k.cascade, k.upper_measure, k.lower_measure, k.basis, coalesce(k.likely, FALSE) AS likely, m.text AS lower_text,
         t.indicator, t.value AS lower_value
  FROM link k
  JOIN measure m ON m.id = k.lower_measure
  JOIN target t ON t.measure = m.id AND t.file = m.file AND t.value IS NOT NULL
),
promised AS (
  SELECT c.upper_plan, c.lower_plan, m.place, m.id, m.text, t.label, t.value AS upper_value, s.lower_value, t.unit,
         CASE WHEN s.lower_measure IS NULL THEN 'none' ELSE 'shared' END AS state, s.lower_measure, s.lower_text, s.likely, s.basis
  FROM cascade c
  JOIN measure m ON m.plan = c.upper_plan
  JOIN target t ON t.measure = m.id AND t.file = m.file AND t.value IS NOT NULL
  LEFT JOIN shared s ON s.cascade = c.id AND s.upper_measure = m.id AND s.indicator = t.indicator
  LEFT JOIN tied h ON h.cascade = c.id AND h.upper_target = t.id
  WHERE s.lower_measure IS NOT NULL OR h.upper_target IS NULL
),
answered AS (
  SELECT c.upper_plan, c.lower_plan, m.place, m.id, m.text, coalesce(t.label, a.quote) AS label, a.upper_value, a.lower_value, a.unit,
         'shared' AS state, k.lower_measure, w.text AS lower_text, coalesce(k.likely, FALSE) AS likely, k.basis
  FROM shared_amount a
  JOIN link k ON k.id = a.link
  JOIN cascade c ON c.id = k.cascade
  JOIN measure m ON m.id = k.upper_measure
  JOIN measure w ON w.id = k.lower_measure
  LEFT JOIN target t ON t.id = a.upper_target
  WHERE t.id IS NULL OR NOT EXISTS (
    SELECT 1 FROM target u WHERE u.measure = w.id AND u.indicator = t.indicator AND u.value IS NOT NULL
  )
),
fixed AS (
  SELECT c.upper_plan, c.lower_plan, m.place, m.id, m.text, t.label, CAST(NULL AS DOUBLE) AS upper_value,
         t.value AS lower_value, t.unit, 'fixed' AS state, k.lower_measure, w.text AS lower_text,
         coalesce(k.likely, FALSE) AS likely, k.basis
  FROM cascade c
  JOIN link k ON k.cascade = c.id AND k.kind = 'broken-down'
  JOIN measure m ON m.id = k.upper_measure
  JOIN measure w ON w.id = k.lower_measure
  JOIN target t ON t.measure = w.id AND t.file = w.file AND t.value IS NOT NULL
  WHERE NOT EXISTS (
    SELECT 1 FROM target u WHERE u.measure = m.id AND u.indicator = t.indicator AND u.value IS NOT NULL
  )
),
listed AS (
  SELECT * FROM promised
  UNION
  SELECT * FROM answered
  UNION
  SELECT * FROM fixed
)
SELECT label AS indicator, upper_value, lower_value, unit, state, id, text, lower_measure AS "lower", lower_text,
       CASE WHEN lower_measure IS NOT NULL THEN CASE WHEN likely THEN 'likely' ELSE 'certain' END END AS certainty, basis
FROM listed
WHERE TRUE
  AND lower_plan IN ($plan)
  AND regexp_matches(translate(label, concat($blanks, '_{}^'), ''), $indicator)
ORDER BY upper_plan, lower_plan, place, id, label, upper_value NULLS FIRST, lower_measure NULLS FIRST, lower_value NULLS FIRST
