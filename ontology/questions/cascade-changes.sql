WITH upper_line AS (
  SELECT k.lower_measure, k.upper_measure, k.kind, k.basis, coalesce(k.likely, FALSE) AS likely, m.text, m.place
  FROM link k
  JOIN measure m ON m.id = k.upper_measure
),
listed AS (
  SELECT DISTINCT l.plan, l.place, l.id, l.task_no, l.text, u.upper_measure, u.text AS upper_text, u.place AS upper_place,
         u.kind, u.likely, u.basis
  FROM measure_line l
  LEFT JOIN upper_line u ON u.lower_measure = l.id
  WHERE l.plan IN (SELECT lower_plan FROM cascade)
    AND l.plan IN ($plan)
)
SELECT id, task_no, text, coalesce(kind, 'own') AS state, upper_measure AS "upper", upper_text,
       CASE WHEN upper_measure IS NOT NULL THEN CASE WHEN likely THEN 'likely' ELSE 'certain' END END AS certainty, basis
FROM listed
ORDER BY plan, place, id, upper_place NULLS FIRST, upper_measure NULLS FIRST
