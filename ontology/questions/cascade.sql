WITH lower_line AS (
  SELECT k.cascade, k.upper_measure, k.lower_measure, k.kind, k.basis, coalesce(k.likely, FALSE) AS likely, m.text, m.place
  FROM link k
  JOIN measure m ON m.id = k.lower_measure
),
listed AS (
  SELECT DISTINCT c.upper_plan, c.lower_plan, l.place, l.id, l.task_no, l.task, l.text, w.lower_measure,
         w.text AS lower_text, w.place AS lower_place, w.kind, w.likely, w.basis
  FROM cascade c
  JOIN measure_line l ON l.plan = c.upper_plan
  LEFT JOIN lower_line w ON w.cascade = c.id AND w.upper_measure = l.id
  WHERE TRUE
    AND c.lower_plan IN ($plan)
)
SELECT id, task_no, task, text, CASE WHEN lower_measure IS NULL THEN 'not-taken-up' ELSE 'taken-up' END AS state,
       lower_measure AS "lower", lower_text, kind AS change,
       CASE WHEN lower_measure IS NOT NULL THEN CASE WHEN likely THEN 'likely' ELSE 'certain' END END AS certainty, basis
FROM listed
ORDER BY upper_plan, lower_plan, place, id, lower_place NULLS FIRST, lower_measure NULLS FIRST
