WITH led AS (
  SELECT DISTINCT c.id AS cascade, c.upper_plan, c.lower_plan, l.id, l.task_no, l.text, l.place
  FROM cascade c
  JOIN measure_line l ON l.plan = c.upper_plan
  JOIN duty d ON d.measure = l.id AND d.file = l.file AND d.role = l.principal
  WHERE d.body = $body
    AND c.lower_plan IN ($plan)
),
answering AS (
  SELECT d.measure, string_agg(DISTINCT concat(CAST(d.position AS STRING), ':', b.name), chr(10)) AS names
  FROM duty d
  JOIN body b ON b.id = d.body AND b.file = d.file
  WHERE d.role IN ('lead', 'responsible') AND d.measure IN (SELECT lower_measure FROM link)
  GROUP BY d.measure
),
linked AS (
  SELECT k.cascade, k.upper_measure, k.lower_measure, coalesce(k.likely, FALSE) AS likely, m.text, a.names
  FROM link k
  JOIN measure m ON m.id = k.lower_measure
  LEFT JOIN answering a ON a.measure = k.lower_measure
)
SELECT l.id, min(l.task_no) AS task_no, min(l.text) AS text,
       CASE WHEN k.lower_measure IS NULL THEN 'not-taken-up' ELSE 'taken-up' END AS state, k.lower_measure AS "lower",
       min(k.text) AS lower_text, min(k.names) AS bodies,
       min(CASE WHEN k.lower_measure IS NOT NULL THEN CASE WHEN k.likely THEN 'likely' ELSE 'certain' END END) AS certainty
FROM led l
LEFT JOIN linked k ON k.cascade = l.cascade AND k.upper_measure = l.id
GROUP BY l.upper_plan, l.lower_plan, l.id, k.lower_measure
ORDER BY l.upper_plan, l.lower_plan, min(l.place), l.id, k.lower_measure NULLS FIRST
