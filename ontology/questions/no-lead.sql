WITH held AS (
  SELECT l.id, count(DISTINCT d.id) AS duties, count(DISTINCT CASE WHEN d.basis = 'inherited-cell' THEN d.id END) AS taken
  FROM measure_line l
  JOIN duty d ON d.measure = l.id AND d.file = l.file AND d.role = l.principal
  GROUP BY l.id
)
SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, l.principal AS missing, CASE WHEN h.duties IS NULL THEN 'empty' ELSE 'inherited' END AS state,
       string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM measure_line l
LEFT JOIN held h ON h.id = l.id
WHERE (h.duties IS NULL OR h.duties = h.taken)
  AND ($lacking = 'lead' OR l.id IN (SELECT id FROM unanswered))
  AND l.plan IN ($plan)
GROUP BY l.id, l.principal, h.duties
ORDER BY state, min(l.file), min(l.start_offset)
