WITH side AS (
  SELECT change, side, string_agg(DISTINCT quote, chr(10)) AS words, min(start_offset) AS place FROM change_text GROUP BY change, side
),
step AS (
  SELECT DISTINCT e.id, e.derived_plan, e.derived_title, p.plan_year AS year_before, q.plan_year AS year_after
  FROM edition e
  JOIN plan p ON p.id = e.source_plan AND p.plan_year IS NOT NULL
  JOIN plan q ON q.id = e.derived_plan AND q.plan_year IS NOT NULL
  WHERE e.kind = 'next-edition'
),
followed AS (
  SELECT e.source_plan AS plan FROM edition e JOIN plan p ON p.id = e.derived_plan AND p.plan_year IS NOT NULL WHERE e.kind = 'next-edition'
)
SELECT c.id, s.year_before, s.year_after, s.derived_title AS "plan", c.kind AS change, c.labels, coalesce(b.words, '') AS "before",
       coalesce(a.words, '') AS "after", c.leads_before, c.leads_after, c.due_before, c.due_after, c.amounts,
       CASE WHEN coalesce(c.likely, FALSE) THEN 'likely' ELSE 'certain' END AS certainty
FROM (SELECT DISTINCT id, edition, kind, labels, likely, leads_before, leads_after, due_before, due_after, amounts FROM change) c
JOIN step s ON s.id = c.edition
LEFT JOIN side b ON b.change = c.id AND b.side = 'before'
LEFT JOIN side a ON a.change = c.id AND a.side = 'after'
WHERE TRUE
  AND s.derived_plan IN ($plan)
  AND $last = 'yes' AND s.derived_plan NOT IN (SELECT plan FROM followed)
  AND ($became = 'any' OR c.kind = $became OR ($became = 'raised' AND contains(c.labels, '加码')) OR ($became = 'lowered' AND contains(c.labels, '减码')) OR ($became = 'delayed' AND contains(c.labels, '延后')) OR ($became = 'advanced' AND contains(c.labels, '提前')) OR ($became = 'reassigned' AND contains(c.labels, '改责')))
ORDER BY s.derived_title, s.year_before, coalesce(b.place, 1000000000), a.place, c.id
