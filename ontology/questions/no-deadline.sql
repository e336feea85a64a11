WITH lacking AS (
  SELECT m.file, m.id, coalesce(d.inherited, FALSE) AS taken
  FROM measure m
  LEFT JOIN deadline d ON d.measure = m.id AND d.file = m.file AND d.origin = 'Deadline'
  WHERE d.id IS NULL OR (d.kind = 'none' AND coalesce(d.raw, '') = '') OR d.inherited
)
SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, CASE WHEN k.taken THEN 'inherited' ELSE 'empty' END AS state, min(l.deadline) AS deadline,
       string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM lacking k
JOIN measure_line l ON l.id = k.id AND l.file = k.file
WHERE TRUE
  AND l.plan IN ($plan)
GROUP BY l.id, k.taken
ORDER BY state, min(l.file), min(l.start_offset)
